from django.urls import path

from jieyue.rules.roles import Right
from jieyue.web.navigation import Entry
from jieyue.web.renewals import views

under = "renewals/"
app_name = "renewals"
navigation = [Entry("三员互核", "renewals:list", (Right.SECURE, Right.RUN, Right.AUDIT), place=62)]
urlpatterns = [
    path("", views.renewals, name="list"),
    path("ask/", views.ask, name="ask"),
    path("appoint/", views.appoint, name="appoint"),
    path("<number:renewal>/decide/", views.decide, name="decide"),
    path("<number:renewal>/withdraw/", views.withdraw, name="withdraw"),
    path("<number:renewal>/seen/", views.seen, name="seen"),
]
