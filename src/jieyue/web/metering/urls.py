from django.urls import path

from jieyue.rules.roles import Right
from jieyue.web.metering import reading, views
from jieyue.web.navigation import DATA, NOBODY, Entry

under = "metering/"
app_name = "metering"
navigation = [Entry("计量", "metering:use", (Right.READ,), place=24, daily=NOBODY, group=DATA)]
urlpatterns = [
    path("", views.use, name="use"),
    path("labels/", reading.label_sheet, name="labels"),
    path("<int:meter>/", reading.read, name="read"),
]
