from django.urls import path

from jieyue.rules.roles import Right
from jieyue.web.forms import views
from jieyue.web.navigation import DATA, NOBODY, Entry

under = "forms/"
app_name = "forms"
navigation = [Entry("统计报表", "forms:page", (Right.READ,), place=26, daily=NOBODY, group=DATA)]
urlpatterns = [
    path("", views.page, name="page"),
    path("<str:ending>/", views.file, name="file"),
]
