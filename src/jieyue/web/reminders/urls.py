from django.urls import path

from jieyue.rules.roles import Right
from jieyue.web.navigation import NOBODY, Entry
from jieyue.web.reminders import circulars, views

under = "reminders/"
app_name = "reminders"
navigation = [
    Entry("催办", "reminders:list", (Right.READ,), place=26, daily=NOBODY),
    Entry("通报", "reminders:circulars", (Right.READ,), place=27, daily=NOBODY),
]
urlpatterns = [
    path("", views.reminders, name="list"),
    path("list.<str:form>", views.reminders_file, name="list-file"),
    path("read/", views.read, name="read"),
    path("how/", views.how, name="how"),
    path("press/", views.press, name="press"),
    path("again/", views.again, name="again"),
    path("circulars/", circulars.circulars, name="circulars"),
    path("circulars/issue/", circulars.issue, name="issue"),
    path("circulars/<number:circular>/", circulars.circular, name="circular"),
    path("circulars/<number:circular>/read/", circulars.circular_read, name="circular-read"),
    path("circulars/<number:circular>/paper.<str:form>", circulars.circular_file, name="circular-file"),
    path("circulars/<number:circular>/units.<str:form>", circulars.readers_file, name="readers-file"),
    path("robots/", views.robots, name="robots"),
    path("robots/<number:robot>/", views.robot, name="robot"),
]
