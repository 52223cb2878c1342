from django.urls import path

from jieyue.rules.roles import Right, Role
from jieyue.web.analysis import days, views
from jieyue.web.navigation import DATA, Entry, daily

under = "analysis/"
app_name = "analysis"
navigation = [
    Entry(
        "用能分析",
        "analysis:page",
        (Right.READ,),
        place=23,
        daily=daily(Role.AUTHORITY),
        group=DATA,
    )
]
urlpatterns = [
    path("", views.page, name="page"),
    path("place/", views.place, name="place"),
    path("days/", days.days, name="days"),
]
