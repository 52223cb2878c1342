from django.urls import path

from jieyue.web.design import views

under = "design/"
app_name = "design"
urlpatterns = [
    path("", views.guide, name="guide"),
]
