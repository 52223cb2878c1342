"""Where the things that the programme names stand among the pages."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from jieyue.programme.checking.names import PROFILES, ledgers_of
from jieyue.programme.checking.queries import CheckFinding
from jieyue.programme.ledgers.catalogue import ledger_named, ledger_of_sheet
from jieyue.web.words import in_language

Names = Sequence[str]
PEOPLE = "people"
YEAR_DIGITS = 4
ENERGY = "bills"
"""The ledger in which energy and water are entered, where nobody says which he means."""

PAGES: Mapping[str, Callable[[Names, str], str]] = {
    "report": lambda names, _: reverse("reporting:report", args=names),
    "notice": lambda names, _: reverse("notices:notice", args=names),
    "targets": lambda names, _: reverse("evaluation:targets", args=names),
    "document": lambda names, _: reverse("duties:paper", args=[int(names[0])]),
    "score_sheet": lambda names, _: reverse("evaluation:sheet", args=[names[0], int(names[1])]),
    "conclusion": lambda names, _: reverse("rounds:unit", args=[int(names[0]), names[1]]),
    "account": lambda names, period: reverse("ledgers:unused", args=[names[2], period]),
    "months": lambda names, _: energy_page("missing", organisation=names[0], year=names[1]),
    "ledger": lambda names, _: _asking("ledgers:grid", names[0], organisation=names[1], period=names[2]),
    "ledger_row": lambda names, _: reverse("ledgers:row", args=[names[0], int(names[1])]),
    "organs": lambda names, _: f"{reverse('recognition:units')}?{names[0]}",
    "late": lambda names, _: f"{reverse('oversight:units')}?{names[0]}",
    "round": lambda names, _: reverse("rounds:round", args=[int(names[0])]),
    "used": lambda names, _: rows_url(ENERGY, organisation=names[0], period=names[1], resource=names[2]),
    "sizes": lambda names, _: _asking("organisations:organisation", names[0], period=names[1]),
    "analysis": lambda names, _: _asking("analysis:page", organisation=names[0], year=names[1]),
    "statistics": lambda names, _: _asking("statistics:page", organisation=names[0], period=names[1]),
    "rows": lambda names, _: rows_url(names[0], organisation=names[1]),
    "titles": lambda names, _: rows_url("titles", organisation=names[0]),
    "duties": lambda names, _: _asking("duties:list", organisation=names[0]),
    "findings": lambda names, _: _asking("findings:list", organisation=names[0]),
    "aims": lambda names, _: _asking("targets:list", organisation=names[0], year=names[1]),
    "sheets": lambda names, _: _asking("evaluation:start", organisation=names[0]),
    "improvements": lambda names, _: reverse("evaluation:improving", args=[names[0], int(names[1])]),
    "letters": lambda names, _: _asking("letters:list", organisation=names[0]),
    "letter": lambda names, _: reverse("letters:letter", args=[int(names[0])]),
    "savings": lambda names, _: _asking("savings:unit", organisation=names[0], began=names[1]),
    "rounds": lambda names, _: _asking("rounds:list", organisation=names[0]),
    "hand_in": lambda names, _: _asking("duties:hand-in", names[0], what=names[1], period=names[2]),
}


def url_of(thing: str, names: Names, period: str = "") -> str:
    """The page of a thing; "" for what has none."""
    return PAGES[thing](names, period) if thing in PAGES else ""


def _asking(page: str, *args: str, **query: str) -> str:
    return f"{reverse(page, args=args)}?{urlencode(query)}" if query else reverse(page, args=args)


def energy_page(page: str, **query: str) -> str:
    """A page of the ledger of energy and water: list, grid, missing."""
    return _asking(f"ledgers:{page}", ENERGY, **query)


def rows_url(ledger: str, *, organisation: str, period: str = "", **words: str) -> str:
    """The list of a ledger's rows; without a period those of all time. `words` are by column."""
    time = {"period": period} if period else {"since": "", "until": ""}
    asked = {f"word-{column}": word for column, word in words.items() if word}
    return _asking("ledgers:list", ledger, organisation=organisation, **time, **asked)


def missing_url(ledger: str, organisation: str, year: int, *, by: str = "") -> str:
    """The missing months of a ledger, of a year; `by` units instead of places."""
    narrowed = {"by": by} if by else {}
    return _asking("ledgers:missing", ledger, organisation=organisation, year=f"{year:04}", **narrowed)


def grid_url(ledger: str, organisation: str, month: date, *, under: str = "") -> str:
    """A month's sheet. `under` is the address of the ledger's sheets, for who asks for thousands."""
    query = urlencode({"organisation": organisation, "period": f"{month:%Y-%m}"})
    return f"{under or reverse('ledgers:grid', args=[ledger])}?{query}"


def places_of(found: CheckFinding) -> list[tuple[str, str]]:
    """Where what a data check tells is looked at and put right: what is called what, and its page."""
    return [_place_of(each, found) for each in ledgers_of(found.rule)]


def _place_of(ledger: str, found: CheckFinding) -> tuple[str, str]:
    """Bills of the whole year, for a month that lacks some has none to show; where years are compared, of both."""
    if ledger == PROFILES:
        return _("年度基本信息"), _asking("organisations:organisation", found.organisation, period=found.period[:4])
    name, asked = in_language(ledger_named(ledger).zh), {"organisation": found.organisation}
    if ledger != ENERGY:
        is_of_days = len(found.period) > YEAR_DIGITS
        return name, rows_url(ledger, **asked, period=found.period if is_of_days else "")
    year = int(found.period[:YEAR_DIGITS])
    is_of_year = len(found.period) == YEAR_DIGITS
    since = f"{year - 1 if is_of_year else year}-01"
    words = {"word-resource": found.resource} if found.resource else {}
    return name, _asking("ledgers:list", ENERGY, **asked, since=since, until=f"{year}-12", **words)


def list_of_kind(kind: str) -> str:
    """The page that lists what a sheet brings; organisations and their profiles stand on one."""
    if kind == PEOPLE:
        return reverse("people:list")
    ledger = ledger_of_sheet(kind)
    return reverse("ledgers:list", args=[ledger.key]) if ledger else reverse("organisations:list")


def record_page(table: str, record: int) -> str:
    """The page of a record, where an area says by `record_pages` that it has one for its table; else "".

    An area whose pages serve many tables says by `record_page_of` which page, and what it is asked with.
    """
    from jieyue.web.urls import areas  # noqa: PLC0415 (the areas import this one)

    for area in areas():
        if table in getattr(area, "record_pages", {}):
            return reverse(area.record_pages[table], args=[record])
        page = area.record_page_of(table) if hasattr(area, "record_page_of") else None
        if page:
            return reverse(page[0], args=[*page[1], record])
    return ""
