from django.urls import path

from jieyue.rules.roles import Right, Role
from jieyue.web.navigation import Entry, daily
from jieyue.web.targets import views

under = "targets/"
app_name = "targets"
navigation = [Entry("目标", "targets:list", (Right.READ,), place=24, daily=daily(Role.CLERK, Role.AUTHORITY))]
urlpatterns = [
    path("", views.targets, name="list"),
    path("warnings/", views.warnings_part, name="warnings"),
    path("<str:organisation>/<year:year>/set/", views.set_target, name="set"),
    path("<str:organisation>/<year:year>/<slug:measure>/", views.split, name="split"),
    path("<str:organisation>/<year:year>/<slug:measure>/<str:below>/", views.adjust, name="adjust"),
]
