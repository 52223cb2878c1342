from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.i18n import set_language

from jieyue.web.design import views

under = "design/"
app_name = "design"
urlpatterns = [
    path("", views.guide, name="guide"),
    path("language/", login_not_required(set_language), name="language"),
    path("entry/", views.entry, name="entry"),
    path("entry/check/", views.check, name="check"),
    path("entry/save/", views.save, name="save"),
]
