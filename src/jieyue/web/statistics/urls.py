from django.urls import path

from jieyue.rules.roles import Right, Role
from jieyue.web.navigation import DATA, Entry, daily
from jieyue.web.statistics import views

under = "statistics/"
app_name = "statistics"
navigation = [
    Entry(
        "统计",
        "statistics:page",
        (Right.READ,),
        place=23,
        daily=daily(Role.REVIEWER, Role.APPROVER, Role.AUTHORITY, Role.READER),
        group=DATA,
    )
]
urlpatterns = [
    path("", views.page, name="page"),
    path("figures/", views.figures, name="figures"),
]
