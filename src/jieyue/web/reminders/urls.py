from django.urls import path

from jieyue.rules.roles import Right
from jieyue.web.navigation import NOBODY, Entry
from jieyue.web.reminders import views

under = "reminders/"
app_name = "reminders"
navigation = [Entry("催办", "reminders:list", (Right.READ,), place=26, daily=NOBODY)]
urlpatterns = [
    path("", views.reminders, name="list"),
    path("read/", views.read, name="read"),
    path("how/", views.how, name="how"),
    path("press/", views.press, name="press"),
    path("again/", views.again, name="again"),
    path("robots/", views.robots, name="robots"),
    path("robots/<number:robot>/", views.robot, name="robot"),
]
