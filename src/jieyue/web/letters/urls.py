from django.urls import path

from jieyue.rules.roles import Right, Role
from jieyue.web.letters import pledges, views
from jieyue.web.navigation import Entry, daily

under = "letters/"
app_name = "letters"
navigation = [
    Entry("责任书", "letters:list", (Right.READ,), place=25, daily=daily(Role.APPROVER)),
    Entry("承诺书", "letters:pledges", (Right.READ,), place=26, daily=daily()),
]
record_pages = {"letters_letter": "letters:letter"}
urlpatterns = [
    path("", views.letters, name="list"),
    path("<number:letter>/", views.letter, name="letter"),
    path("<number:letter>/sign/", views.sign, name="sign"),
    path("<number:letter>/take-back/", views.take_back, name="take-back"),
    path("<str:organisation>/<year:year>/send/", views.send, name="send"),
    path("pledges/", pledges.pledges, name="pledges"),
    path("pledges/<str:organisation>/<year:year>/open/", pledges.open_signing, name="open"),
    path("pledges/<str:organisation>/<year:year>/close/", pledges.close_signing, name="close"),
    path("pledges/<str:organisation>/<year:year>/sign/", pledges.sign_own, name="sign-own"),
    path("pledge/<str:secret>/", pledges.by_link, name="by-link"),
]
