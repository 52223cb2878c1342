from django.urls import path

from jieyue.rules.roles import Right
from jieyue.web.navigation import Entry
from jieyue.web.people import views

under = "people/"
app_name = "people"
navigation = [
    Entry("人员", "people:list", (Right.GRANT,), place=60),
    Entry("双因素登录规定", "people:second_factor", (Right.SECURE,), place=65),
]
urlpatterns = [
    path("", views.people, name="list"),
    path("add/", views.add, name="add"),
    path("first-passwords/", views.first_passwords, name="first_passwords"),
    path("second-factor/", views.second_factor, name="second_factor"),
    path("appointments/<number:appointment>/end/", views.end, name="end"),
    path("of/<str:username>/", views.person, name="person"),
    path("of/<str:username>/appoint/", views.appoint, name="appoint"),
    path("of/<str:username>/rename/", views.rename, name="rename"),
    path("of/<str:username>/first-password/", views.first_password, name="first_password"),
    path("of/<str:username>/<str:what>/", views.change, name="change"),
]
