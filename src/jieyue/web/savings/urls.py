from django.urls import path

from jieyue.rules.roles import Right
from jieyue.web.navigation import DATA, NOBODY, Entry
from jieyue.web.savings import views

under = "savings/"
app_name = "savings"
navigation = [Entry("节能量", "savings:unit", (Right.READ,), place=25, daily=NOBODY, group=DATA)]
urlpatterns = [path("", views.unit, name="unit")]
