from django.urls import path

from jieyue.rules.roles import Right, Role
from jieyue.web.duties import papers, views
from jieyue.web.navigation import Entry, daily

under = "duties/"
app_name = "duties"
navigation = [
    Entry("任务", "duties:list", (Right.READ,), place=5, daily=daily(Role.CLERK, Role.AUTHORITY)),
    Entry("行动方案", "duties:plans", (Right.READ,), place=6, daily=daily(Role.READER)),
]
urlpatterns = [
    path("", views.duties, name="list"),
    path("calendar.ics", views.calendar, name="calendar"),
    path("plans/", views.plans, name="plans"),
    path("plans/<slug:plan>/", views.plan, name="plan"),
    path("papers/", papers.papers, name="papers"),
    path("papers/list.<str:form>", papers.papers_file, name="papers-file"),
    path("papers/<number:paper>/", papers.paper, name="paper"),
    path("papers/<number:paper>/paper.<str:form>", papers.drawn, name="drawn"),
    path("papers/<number:paper>/decide/", papers.decide, name="decide"),
    path("<str:organisation>/hand-in/", views.hand_in, name="hand-in"),
    path("<str:organisation>/plan/", views.put_in_force, name="put-in-force"),
    path("<str:organisation>/plan/<slug:plan>/take-over/", views.take_over, name="take-over"),
    path("<str:organisation>/plan/<slug:plan>/end/", views.end_plan, name="end-plan"),
    path("<str:organisation>/exempt/", views.exempt, name="exempt"),
    path("exemptions/<number:exemption>/lift/", views.lift, name="lift"),
    path("<str:organisation>/change-day/", views.change_day, name="change-day"),
    path("<str:organisation>/day/", views.set_day, name="day"),
    path("days/<number:day_set>/take-back/", views.take_back_day, name="take-back-day"),
    path("<str:organisation>/designate/", views.designate, name="designate"),
    path("<str:organisation>/designated/<number:year>/take-back/", views.take_back, name="take-back"),
]
