from django.urls import path

from jieyue.web.navigation import Entry
from jieyue.web.start import month, views

under = ""
app_name = "start"
navigation = [Entry("首页", "start:start", place=0)]
urlpatterns = [
    path("", views.start, name="start"),
    path("start/month/", month.month, name="month"),
    path("start/missing/", views.missing, name="missing"),
    path("start/duties/", views.duties, name="duties"),
    path("start/year/", views.year, name="year"),
    path("start/findings/", views.findings, name="findings"),
    path("start/findings/list/", views.findings_of_rule, name="findings-of-rule"),
    path("start/reports/", views.reports, name="reports"),
]
