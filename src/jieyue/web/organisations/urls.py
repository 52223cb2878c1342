from django.urls import path

from jieyue.rules.roles import Right, Role
from jieyue.web.navigation import DATA, Entry, daily
from jieyue.web.organisations import views

under = "organisations/"
app_name = "organisations"
navigation = [
    Entry("机构", "organisations:list", (Right.READ,), place=30, daily=daily(Role.REVIEWER, Role.AUTHORITY), group=DATA)
]
urlpatterns = [
    path("", views.organisations, name="list"),
    path("suggest/", views.suggest, name="suggest"),
    path("new/", views.new, name="new"),
    path("<path:code>/change/", views.change, name="change"),
    path("<path:code>/reorganise/<slug:what>/", views.reorganise, name="reorganise"),
    path("<path:code>/profile/", views.profile, name="profile"),
    path("<path:code>/account/", views.account, name="account"),
    path("<path:code>/figures/", views.figures, name="figures"),
    path("<path:code>/peers/", views.peers, name="peers"),
    path("<path:code>/", views.organisation, name="organisation"),
]
