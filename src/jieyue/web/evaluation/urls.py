from django.urls import path

from jieyue.rules.roles import Right, Role
from jieyue.web.evaluation import improving, views
from jieyue.web.navigation import Entry, daily

under = "evaluation/"
app_name = "evaluation"
navigation = [Entry("自评", "evaluation:start", (Right.READ,), place=26, daily=daily(Role.AUTHORITY))]
urlpatterns = [
    path("", views.start, name="start"),
    path("<str:organisation>/<year:year>/", views.sheet, name="sheet"),
    path("<str:organisation>/<year:year>/own/", views.own, name="own"),
    path("<str:organisation>/<year:year>/improvements/", improving.improving, name="improving"),
    path("<str:organisation>/<year:year>/bundle/", views.bundle, name="bundle"),
    path("<str:organisation>/<year:year>/targets/", views.targets, name="targets"),
    path("<str:organisation>/<year:year>/targets/confirm/", views.confirm, name="confirm-targets"),
    path("<str:organisation>/<year:year>/standard/", views.standard, name="standard"),
    path("<str:organisation>/<year:year>/hand-in/", views.hand_in, name="hand-in"),
]
