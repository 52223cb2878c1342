from django.urls import path

from jieyue.rules.roles import Right, Role
from jieyue.web.navigation import Entry, daily
from jieyue.web.notices import public, views

under = "notices/"
app_name = "notices"
navigation = [
    Entry(
        "公示",
        "notices:list",
        (Right.READ,),
        place=23,
        daily=daily(Role.CLERK, Role.APPROVER, Role.AUTHORITY, Role.READER),
    )
]
urlpatterns = [
    path("", views.notices, name="list"),
    path("objections/<number:objection>/answer/", views.answer, name="answer"),
    path("<number:notice>/object/", views.objection, name="object"),
    path("public/<str:secret>/", public.page, name="public"),
    path("public/<str:secret>/<str:period>/<number:number>/", public.notice, name="public-notice"),
    path("<str:organisation>/public-page/", public.change, name="public-page"),
    path("hall/<str:organisation>/", views.hall, name="hall"),
    path("<str:organisation>/<str:period>/", views.notice, name="notice"),
    path("<str:organisation>/<str:period>/words/", views.words, name="words"),
    path("<str:organisation>/<str:period>/move/", views.move, name="move"),
    path("<str:organisation>/<str:period>/correct/", views.correct, name="correct"),
    path("<str:organisation>/<str:period>/<number:number>/", views.notice, name="numbered"),
    path("<str:organisation>/<str:period>/<number:number>/notice.<str:form>", views.download, name="download"),
]
