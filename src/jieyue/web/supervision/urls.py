from django.urls import path

from jieyue.rules.roles import Right, Role
from jieyue.web.navigation import Entry, daily
from jieyue.web.supervision import views

under = "supervision/"
app_name = "supervision"
navigation = [Entry("监督考核", "supervision:list", (Right.READ,), place=27, daily=daily(Role.REVIEWER))]
urlpatterns = [
    path("", views.visits, name="list"),
    path("<str:organisation>/inspect/", views.inspect, name="inspect"),
]
