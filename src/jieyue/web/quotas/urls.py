from django.urls import path

from jieyue.rules.roles import Right
from jieyue.web.navigation import DATA, NOBODY, Entry
from jieyue.web.quotas import views

under = "quotas/"
app_name = "quotas"
navigation = [Entry("定额", "quotas:unit", (Right.READ,), place=24, daily=NOBODY, group=DATA)]
urlpatterns = [path("", views.unit, name="unit")]
