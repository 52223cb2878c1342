from django.urls import path

from jieyue.programme.findings.queries import TABLE
from jieyue.rules.roles import Right, Role
from jieyue.web.findings import moving, views
from jieyue.web.navigation import Entry, daily

under = "findings/"
app_name = "findings"
navigation = [Entry("问题", "findings:list", (Right.READ,), place=27, daily=daily(Role.REVIEWER))]
record_pages = {TABLE: "findings:finding"}
urlpatterns = [
    path("", views.findings, name="list"),
    path("list.<str:form>", views.file, name="file"),
    path("new/", moving.new, name="new"),
    path("explain/<str:organisation>/<str:period>/<str:mark>/", moving.explain, name="explain"),
    path("<number:finding>/", views.finding, name="finding"),
    path("<number:finding>/move/", moving.move, name="move"),
    path("<number:finding>/recheck/", moving.recheck, name="recheck"),
]
