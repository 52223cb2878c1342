from django.urls import path

from jieyue.rules.roles import Right
from jieyue.web.navigation import NOBODY, Entry
from jieyue.web.recognition import choosing, views

under = "recognition/"
app_name = "recognition"
navigation = [Entry("建成情况", "recognition:shares", (Right.REVIEW,), place=25, daily=NOBODY)]
urlpatterns = [
    path("", views.shares, name="shares"),
    path("shares.<str:form>", views.shares_file, name="shares-file"),
    path("units/", views.units, name="units"),
    path("units.<str:form>", views.units_file, name="units-file"),
    path("advanced/", choosing.advanced_units, name="advanced"),
    path("advanced.<str:form>", choosing.advanced_file, name="advanced-file"),
]
