from django.urls import path

from jieyue.programme.bills.listing import TABLE
from jieyue.rules.roles import Right
from jieyue.web.bills import grid, missing, views
from jieyue.web.navigation import Entry

under = "bills/"
app_name = "bills"
navigation = [Entry("票据", "bills:list", (Right.READ,), place=20)]
record_pages = {TABLE: "bills:bill"}
urlpatterns = [
    path("", views.bills, name="list"),
    path("totals/", views.totals, name="totals"),
    path("missing/", missing.missing, name="missing"),
    path("missing/<number:account>/<str:month>/", missing.no_use, name="unused"),
    path("grid/", grid.grid, name="grid"),
    path("grid/check/", grid.check, name="grid_check"),
    path("grid/save/", grid.save, name="grid_save"),
    path("<number:bill>/", views.bill, name="bill"),
    path("<number:bill>/correct/", views.correct, name="correct"),
    path("<number:bill>/withdraw/", views.withdraw, name="withdraw"),
]
