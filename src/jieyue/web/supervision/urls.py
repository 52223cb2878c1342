from django.urls import path

from jieyue.rules.roles import Right, Role
from jieyue.web.navigation import NOBODY, OWN, Entry, daily
from jieyue.web.supervision import appraising, planning, views

under = "supervision/"
app_name = "supervision"
navigation = [
    Entry("监督考核", "supervision:list", (Right.READ,), place=27, daily=daily(Role.REVIEWER)),
    Entry("我的考核记录", "supervision:mine", (Right.READ,), place=62, daily=NOBODY, group=OWN),
]
urlpatterns = [
    path("", views.visits, name="list"),
    path("repeated.<str:form>", views.repeated_file, name="repeated-file"),
    path("plans/new/", planning.new, name="plan-new"),
    path("plans/<number:plan>/", planning.one, name="plan"),
    path("plans/<number:plan>/move/", planning.move, name="plan-move"),
    path("plans/<number:plan>/cancel/", planning.cancel, name="plan-cancel"),
    path("mine/", appraising.mine, name="mine"),
    path("people/", appraising.people, name="people"),
    path("people.<str:form>", appraising.people_file, name="people-file"),
    path("people/<str:organisation>/record/", appraising.record, name="record"),
    path("people/<str:organisation>/record/answer/", appraising.answer, name="record-answer"),
    path("<str:organisation>/inspect/", views.inspect, name="inspect"),
]
