from django.urls import path

from jieyue.rules.roles import Right, Role
from jieyue.web.navigation import Entry, daily
from jieyue.web.rounds import drawing, reviewing, ruling, views, visiting

under = "rounds/"
app_name = "rounds"
navigation = [Entry("评审", "rounds:list", (Right.READ,), place=28, daily=daily(Role.REVIEWER))]
urlpatterns = [
    path("", views.rounds, name="list"),
    path("new/", views.new, name="new"),
    path("<number:round>/", views.one, name="round"),
    path("<number:round>/units.<str:form>", views.units_file, name="units-file"),
    path("<number:round>/members/", views.member, name="member"),
    path("<number:round>/members/dismiss/", views.dismiss, name="dismiss"),
    path("<number:round>/draw/announce/", drawing.announce, name="announce_draw"),
    path("<number:round>/draw/", drawing.draw, name="draw"),
    path("<number:round>/draw/list.csv", drawing.listed, name="draw_list"),
    path("<number:round>/<str:organisation>/", reviewing.unit, name="unit"),
    path("<number:round>/<str:organisation>/site/", visiting.site, name="site"),
    path("<number:round>/<str:organisation>/ask/", reviewing.ask, name="ask"),
    path("<number:round>/<str:organisation>/answer/", reviewing.answer, name="answer"),
    path("<number:round>/<str:organisation>/conclude/", reviewing.conclude, name="conclude"),
    path("<number:round>/<str:organisation>/recheck/", ruling.recheck, name="recheck"),
    path("<number:round>/<str:organisation>/appeal/", ruling.appeal, name="appeal"),
    path("<number:round>/<str:organisation>/decide/", ruling.decide, name="decide"),
    path("<number:round>/<str:organisation>/withdraw/", ruling.withdraw, name="withdraw"),
]
