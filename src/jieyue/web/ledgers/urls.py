from django.urls import path

from jieyue.programme.ledgers.catalogue import all_ledgers
from jieyue.rules.roles import Right, Role
from jieyue.web.ledgers import grid, missing, summary, views
from jieyue.web.ledgers.own import own_entries, own_urls
from jieyue.web.navigation import DATA, Entry, daily

under = "ledgers/"
app_name = "ledgers"
navigation = [
    Entry("台账", "ledgers:index", (Right.READ,), place=22, daily=daily(Role.CLERK), group=DATA),
    *own_entries(),
]
urlpatterns = [
    path("", views.index, name="index"),
    *own_urls(),
    path("<slug:ledger>/", views.rows, name="list"),
    path("<slug:ledger>/totals/", views.totals, name="totals"),
    path("<slug:ledger>/summary/", summary.summary, name="summary"),
    path("<slug:ledger>/missing/", missing.missing, name="missing"),
    path("<slug:ledger>/grid/", grid.grid, name="grid"),
    path("<slug:ledger>/grid/check/", grid.check, name="grid_check"),
    path("<slug:ledger>/grid/save/", grid.save, name="grid_save"),
    path("<slug:ledger>/<number:row>/", views.row, name="row"),
    path("<slug:ledger>/<number:row>/correct/", views.correct, name="correct"),
    path("<slug:ledger>/<number:row>/withdraw/", views.withdraw, name="withdraw"),
]


def record_page_of(table: str) -> tuple[str, list[str]] | None:
    """The page of a ledger's rows and what it is asked with before the row's number."""
    key = next((each.key for each in all_ledgers().values() if each.model._meta.db_table == table), None)
    return ("ledgers:row", [key]) if key else None
