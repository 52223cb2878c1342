from django.urls import path

from jieyue.rules.roles import Right
from jieyue.web.navigation import NOBODY, OWN, Entry
from jieyue.web.tokens import views

under = "tokens/"
app_name = "tokens"
navigation = [Entry("接入凭证", "tokens:list", (Right.READ,), place=85, daily=NOBODY, group=OWN)]
urlpatterns = [
    path("", views.tokens, name="list"),
    path("<number:token>/revoke/", views.revoke, name="revoke"),
]
