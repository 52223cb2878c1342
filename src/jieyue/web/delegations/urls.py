from django.urls import path

from jieyue.rules.roles import Right
from jieyue.web.delegations import views
from jieyue.web.navigation import NOBODY, OWN, Entry

under = "delegations/"
app_name = "delegations"
navigation = [Entry("委托", "delegations:list", (Right.READ,), place=80, daily=NOBODY, group=OWN)]
urlpatterns = [
    path("", views.delegations, name="list"),
    path("ask/", views.ask, name="ask"),
    path("<number:delegation>/decide/", views.decide, name="decide"),
    path("<number:delegation>/withdraw/", views.withdraw, name="withdraw"),
]
