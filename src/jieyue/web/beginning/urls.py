from django.urls import path

from jieyue.web.beginning import views

under = "begin/"
app_name = "beginning"
urlpatterns = [
    path("", views.begin, name="begin"),
    path("<path:code>/units/", views.units, name="units"),
]
