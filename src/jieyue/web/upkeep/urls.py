from django.urls import path

from jieyue.rules.roles import Right
from jieyue.web.navigation import Entry
from jieyue.web.upkeep import views

under = "upkeep/"
app_name = "upkeep"
navigation = [Entry("运行状况", "upkeep:condition", (Right.RUN,), place=61)]
urlpatterns = [path("", views.condition, name="condition")]
