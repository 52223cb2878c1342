from django.urls import path

from jieyue.rules.roles import Right
from jieyue.web.audit import views
from jieyue.web.navigation import Entry

under = "audit/"
app_name = "audit"
navigation = [Entry("审计日志", "audit:list", (Right.AUDIT,), place=61)]
urlpatterns = [
    path("", views.entries, name="list"),
    path("check/", views.check, name="check"),
    path("head.json", views.head, name="head"),
    path("<number:seq>/", views.entry, name="entry"),
]
