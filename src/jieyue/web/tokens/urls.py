from django.urls import path

from jieyue.rules.roles import Right
from jieyue.web.navigation import Entry
from jieyue.web.tokens import views

under = "tokens/"
app_name = "tokens"
navigation = [Entry("访问令牌", "tokens:list", (Right.READ,), place=85)]
urlpatterns = [
    path("", views.tokens, name="list"),
    path("<number:token>/revoke/", views.revoke, name="revoke"),
]
