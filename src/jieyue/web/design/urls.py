from django.urls import path

from jieyue.web.design import views

under = "design/"
app_name = "design"
urlpatterns = [
    path("", views.guide, name="guide"),
    path("entry/", views.entry, name="entry"),
    path("entry/check/", views.check, name="check"),
    path("entry/save/", views.save, name="save"),
]
