from django.urls import path

from jieyue.rules.roles import Right
from jieyue.web.analysis import days, views
from jieyue.web.navigation import DATA, NOBODY, Entry

under = "analysis/"
app_name = "analysis"
navigation = [
    Entry(
        "用能分析",
        "analysis:page",
        (Right.READ,),
        place=23,
        daily=NOBODY,
        group=DATA,
    )
]
urlpatterns = [
    path("", views.page, name="page"),
    path("place/", views.place, name="place"),
    path("place/odd/", views.odd, name="odd"),
    path("days/", days.days, name="days"),
]
