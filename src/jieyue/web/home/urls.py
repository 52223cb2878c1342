from django.urls import path

from jieyue.web.home import views
from jieyue.web.navigation import Entry

under = ""
app_name = "home"
navigation = [Entry("首页", "home:start", place=0)]
urlpatterns = [path("", views.start, name="start"), path("start/missing/", views.missing, name="missing")]
