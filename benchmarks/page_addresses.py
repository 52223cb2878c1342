"""The pages there are, as Django's resolver knows them, with what a home holds put into their addresses.

Runs with Django set up. A page added later is found; one whose address asks for something that is not known here is
told, so that it is not forgotten.
"""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

YEAR = 2025
ONLY_SENT_TO = 405
LEAVE_OUT = (
    "design:",
    "account:",
    "api-1:",
    "static",
    "entry:template",
    "entry:export-",
    "entry:job",
    "entry:progress",
)
"""What is no page of anybody's work: the design's own, files; and what is there only for who sent a file himself."""

BY_RECORD = (":correct", "entry:entry")
"""So end the names of pages that one person gets and another of his post does not: of a row that is locked, or that he
may read and not correct, and of an entry that was another's.
"""

VARIANTS = {
    "ledgers:list bills": {
        "sorted by amount": "?since={year}-01&until={year}-12&sort=-amount_yuan",
        "all years, water": "?since=&until=&word-resource=water",
        "by text": "?text=305",
        "page 40": "?page=40",
    },
    "ledgers:missing bills": {"by units": "?organisation={code}&year={year}&by=units"},
    "ledgers:list": {"by text": "?text=305", "page 40": "?page=40", "with evidence": "?evidence=with"},
    "findings:list": {"page 40": "?page=40"},
}


Addresses = dict[str, list[str]]
"""By what a page is called, where it is; of the ledgers' pages each ledger's."""


def addresses(code: str) -> tuple[Addresses, list[str]]:
    """For somebody of that place; and what is not known here."""
    from django.urls import NoReverseMatch

    found, unknown = {}, []
    for name, asks in (each for each in _patterns() if not each[0].startswith(LEAVE_OUT)):
        try:
            for called, address in _called(name, asks, code):
                found.setdefault(called, []).append(address)
        except (LookupError, NoReverseMatch) as error:
            unknown.append(f"{name}: {error}")
    return found, unknown


def _called(name: str, asks: list[str], code: str) -> Iterator[tuple[str, str]]:
    """Each address of that name with what its page is called; bills apart, and a page's variants."""
    from django.urls import reverse

    for path in _paths(name, asks, code):
        address = reverse(name, kwargs=path)
        called = f"{name} bills" if path.get("ledger") == "bills" else name
        yield called, f"{address}?organisation={code}&year={YEAR}"
        for variant, query in VARIANTS.get(called, {}).items():
            yield f"{called}, {variant}", address + query.format(code=code, year=YEAR)


def _patterns() -> Iterator[tuple[str, list[str]]]:
    """Names of addresses, and what each asks for."""
    from django.urls import get_resolver

    def below(resolver, spaces: tuple[str, ...]) -> Iterator[tuple[str, list[str]]]:
        for each in resolver.url_patterns:
            if hasattr(each, "url_patterns"):
                yield from below(each, (*spaces, each.namespace) if each.namespace else spaces)
            elif each.name:
                yield ":".join((*spaces, each.name)), list(each.pattern.converters)

    return below(get_resolver(), ())


def _paths(name: str, asks: list[str], code: str) -> Iterator[Mapping[str, object]]:
    """What may be put into an address; of the ledgers' pages each ledger's."""
    if name.startswith("ledgers:") and "ledger" in asks:
        from jieyue.programme.ledgers.catalogue import all_ledgers

        for ledger in all_ledgers().values():
            if name == "ledgers:summary" and not ledger.is_measured:
                continue
            more = {"row": _first(ledger.model, code)} if "row" in asks else {}
            if more.get("row", True):
                yield {"ledger": ledger.key, **more}
        return
    if "kind" in asks:
        from jieyue.programme.entry.operations import kinds

        yield from ({"kind": kind} for kind in kinds())
        return
    known = _known(code)
    path = {ask: known[ask]() for ask in asks}
    if None in path.values():
        raise LookupError(f"the home has none of {', '.join(asks)}")
    yield path


def _known(code: str) -> Mapping[str, Callable[[], object]]:
    from jieyue.store.evidence.models import Item
    from jieyue.store.findings.models import Finding
    from jieyue.store.jobs.models import Job
    from jieyue.store.ledgers.bills.models import Bill
    from jieyue.store.records.models import LogEntry
    from jieyue.store.registers.accounts.models import Account

    unit = code if len(code) > len("510101") else f"5101{int(code[4:] or 1):06d}"
    return {
        "organisation": lambda: unit,
        "code": lambda: code,
        "period": lambda: f"{YEAR}Q1",
        "year": lambda: YEAR,
        "month": lambda: f"{YEAR}-07",
        "account": lambda: _first(Account, code),
        "finding": lambda: _first(Finding, code),
        "table": lambda: Bill._meta.db_table,
        "record": lambda: _first(Bill, code),
        "plan": lambda: "sichuan-2020",
        "username": lambda: "person0",
        "item": lambda: _first(Item, code),
        "job": lambda: Job.objects.values_list("pk", flat=True).first(),
        "seq": lambda: LogEntry.objects.order_by("-seq").values_list("seq", flat=True).first(),
    }


def _first(model, code: str) -> int | None:
    """The id of a row at or below a place."""
    from jieyue.store.orgs.models import Organisation, Placement

    path = Placement.objects.filter(organisation=Organisation.objects.get(code=code)).latest("since").path
    below = Placement.objects.filter(path__startswith=path).values("organisation_id")
    way = model.organisation_lookup
    return model.objects.filter(**{f"{way}__in": below}).order_by("id").values_list("id", flat=True).first()


def shown(code: str, username: str) -> tuple[Addresses, dict[str, str]]:
    """The pages among them that somebody gets, and of the others why not. Each is asked for once."""
    found, unknown = addresses(code)
    pages, others = {}, dict(each.split(": ", 1) for each in unknown)
    client = client_of(username)
    for name, address in ((name, address) for name, own in found.items() for address in own):
        answer = client.get(address)
        if _is_page(answer):
            pages.setdefault(name, []).append(address)
        elif answer.status_code != ONLY_SENT_TO:
            others[name] = f"{answer.status_code} {answer['Content-Type']}"
    return pages, others


def first_of_each(who: list[tuple[str, str]]) -> dict[tuple[str, int], tuple[str, str]]:
    """One of each post at each level of the tree: username and place."""
    found: dict[tuple[str, int], tuple[str, str]] = {}
    for number, (role, code) in enumerate(who):
        found.setdefault((role, len(code)), (f"person{number}", code))
    return found


def pages_of(who: list[tuple[str, str]]) -> tuple[list[Addresses], dict[str, str]]:
    """The pages of each, as whoever has such a post gets them; and what nobody of them gets."""
    asked = {post: shown(code, username) for post, (username, code) in first_of_each(who).items()}
    known = {name for pages, _ in asked.values() for name in pages}
    others = {name: why for _, others in asked.values() for name, why in others.items() if name not in known}
    everybody = []
    for number, (role, code) in enumerate(who):
        pages, _ = asked[role, len(code)]
        own = {name: own for name, own in addresses(code)[0].items() if name in pages}
        everybody.append(_without_refused(own, f"person{number}"))
    return everybody, others


def _without_refused(own: Addresses, username: str) -> Addresses:
    """What goes by the record and not by the post is asked for once by each."""
    client = client_of(username)
    going = {
        name: [each for each in own[name] if _is_page(client.get(each))] for name in own if name.endswith(BY_RECORD)
    }
    return {name: there for name, there in {**own, **going}.items() if there}


def client_of(username: str) -> "Client":
    from django.contrib.auth import get_user_model
    from django.test import Client

    client = Client(HTTP_HOST="localhost")
    client.force_login(get_user_model().objects.get(username=username))
    return client


def _is_page(answer: "HttpResponse") -> bool:
    return answer.status_code == 200 and answer["Content-Type"].startswith("text/html")


if __name__ == "__main__":
    import django

    django.setup()
    json.dump(pages_of(json.loads(sys.argv[1])), sys.stdout)
