from django.urls import path

from jieyue.rules.roles import Right, Role
from jieyue.web.navigation import Entry, daily
from jieyue.web.reporting import desk, opening, views

under = "reporting/"
app_name = "reporting"
navigation = [
    Entry(
        "报送",
        "reporting:grid",
        (Right.READ,),
        place=21,
        daily=daily(Role.CLERK, Role.REVIEWER, Role.APPROVER, Role.AUTHORITY),
    )
]
urlpatterns = [
    path("", views.grid, name="grid"),
    path("desk/", desk.start, name="desk"),
    path("desk/begin/", desk.begin, name="begin"),
    path("desk/<uuid:batch>/", desk.batch, name="batch"),
    path("desk/<uuid:batch>/progress/", desk.progress, name="progress"),
    path("openings/", opening.page, name="openings"),
    path("openings/<str:organisation>/open/", opening.open_period, name="open"),
    path("openings/<str:organisation>/exempt/", opening.exempt, name="exempt"),
    path("openings/<str:organisation>/<str:period>/take-back/", opening.take_back, name="take-back"),
    path("openings/<str:organisation>/<str:period>/lift/", opening.lift, name="lift"),
    path("<str:organisation>/<str:period>/", views.report, name="report"),
    path("<str:organisation>/<str:period>/move/", views.move, name="move"),
    path("<str:organisation>/<str:period>/answer/", views.answer, name="answer"),
    path("<str:organisation>/<str:period>/agree/", views.agree, name="agree"),
]
