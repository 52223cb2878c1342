from django.urls import path

from jieyue.rules.roles import Right
from jieyue.web.navigation import Entry
from jieyue.web.reporting import views

under = "reporting/"
app_name = "reporting"
navigation = [Entry("报送", "reporting:grid", (Right.READ,), place=22)]
urlpatterns = [
    path("", views.grid, name="grid"),
    path("<str:organisation>/<str:period>/", views.report, name="report"),
    path("<str:organisation>/<str:period>/move/", views.move, name="move"),
]
