from django.urls import path

from jieyue.rules.roles import Right
from jieyue.web.evaluation import views
from jieyue.web.navigation import Entry

under = "evaluation/"
app_name = "evaluation"
navigation = [Entry("自评", "evaluation:start", (Right.READ,), place=24)]
urlpatterns = [
    path("", views.start, name="start"),
    path("<str:organisation>/<int:year>/", views.sheet, name="sheet"),
    path("<str:organisation>/<int:year>/<str:item>/own/", views.own, name="own"),
    path("<str:organisation>/<int:year>/targets/", views.targets, name="targets"),
    path("<str:organisation>/<int:year>/hand-in/", views.hand_in, name="hand-in"),
]
