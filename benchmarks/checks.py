"""What the data checks find of the faults planted in a province of 2,000 units, what they miss, what they say falsely:
first of bills and profiles, then of what some of the units keep beside them.

The product's own import and its own `checks`, in this process, on SQLite.
"""

import argparse
import os
import tempfile
import time
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import province_beside
import province_sample as sample

AT_BOTH = ("same_as_another_unit", "account_at_two_units")
"""Told of both units, whichever has copied."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=2000)
    parser.add_argument("--show", help="print what a rule says falsely")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["JIEYUE_HOME"] = folder
        os.environ.pop("JIEYUE_DATABASE_URL", None)
        _begin()
        units, planted = sample.province(options.units)
        kept, planted_beside = province_beside.beside(units, planted)
        seconds, refused = _bring(sample.write(Path(folder), units), units)
        bills = sum(len(account.base) + len(account.rows) for unit in units for account in unit.accounts)
        print(f"{len(units):,} units, {bills:,} bills; brought in {seconds:.1f} s")
        seconds, found = _timed()
        print(f"checked in {seconds:.1f} s: {bills / seconds:,.0f} bills a second; {len(found):,} findings")
        rows = _bring_beside(province_beside.write(Path(folder), kept))
        seconds, found = _timed()
        print(f"with {rows:,} rows kept beside them in {seconds:.1f} s; {len(found):,} findings\n")
        of_bills = [each for each in found if each[0] not in province_beside.RULES]
        told(units, planted, [*of_bills, *refused], options.show)
        print()
        beside = [each for each in [*found, *_kept_findings()] if each[0] in province_beside.RULES]
        told(units, planted_beside, beside, options.show)


def _begin() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "jieyue.site.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def _bring(files: list[tuple[str, Path]], units: list) -> tuple[float, list[tuple]]:
    """Seconds of the bills, and what was refused as rule, unit, resource, first and last day."""
    from django.utils import timezone

    from jieyue.programme.entry.operations import import_sheet
    from jieyue.store.people.people import person_at_console

    for kind, file in files:
        clock = time.perf_counter()
        report = import_sheet(
            kind, file, by=person_at_console(), at=timezone.now(), reason="benchmark", accept_good=True
        )
        seconds = time.perf_counter() - clock
        if kind != "bills" and report.refused:
            raise RuntimeError(report.problems[:3])
    rows = list(sample.bill_rows(units))
    refused = {each.row: each.rule for each in report.problems if each.severity == "error"}
    about = ((rule, rows[row - 2]) for row, rule in refused.items())
    return seconds, [
        (f"refused: {rule}", row[0], row[1], date.fromisoformat(row[4]), date.fromisoformat(row[5]), "")
        for rule, row in about
    ]


def _bring_beside(files: list[tuple[str, Path]]) -> int:
    """How many rows were taken."""
    from django.utils import timezone

    from jieyue.programme.entry.operations import import_sheet
    from jieyue.store.people.people import person_at_console

    added = 0
    for kind, file in files:
        report = import_sheet(kind, file, by=person_at_console(), at=timezone.now(), reason="benchmark")
        if not report.taken:
            raise RuntimeError([each for each in report.problems if each.severity == "error"][:3])
        added += report.added
    return added


def _kept_findings() -> list[tuple]:
    """What ledgers found of their rows as they came in, in the same shape."""
    from jieyue.store.findings.models import Finding

    columns = ("rule", "organisation__code", "day", "day", "says")
    rows = Finding.objects.filter(ledger__in=province_beside.KEEP_FINDINGS, day__year=sample.YEAR).values_list(*columns)
    return [(rule, code, "", *rest) for rule, code, *rest in rows]


def _timed() -> tuple[float, list[tuple]]:
    clock = time.perf_counter()
    found = _found()
    return time.perf_counter() - clock, found


def _found() -> list[tuple]:
    """Rule, unit, resource, first and last day, words."""
    from jieyue.programme.checking.queries import live_of
    from jieyue.rules.period import Period
    from jieyue.rules.values import Resource
    from jieyue.store.orgs.models import Organisation
    from jieyue.store.people.people import person_at_console

    live = live_of(code="61", period=Period.parse(str(sample.YEAR)), person=person_at_console())
    codes = dict(Organisation.objects.values_list("id", "code"))
    words = {resource.value: resource.zh for resource in Resource}
    return [
        (
            each.finding.rule,
            codes[each.organisation],
            words.get(each.resource or "", ""),
            each.finding.start,
            each.finding.end,
            each.finding.says,
        )
        for each in live
    ]


def told(units: list, planted: list, found: list[tuple], show: str | None) -> None:
    by_unit = defaultdict(list)
    for each in found:
        by_unit[each[1]].append(each)
    print("| fault | planted | found | missed | by which rules |\n| --- | ---: | ---: | ---: | --- |")
    for fault in dict.fromkeys(each.fault for each in planted):
        those = [each for each in planted if each.fault == fault]
        rules: Counter[str] = Counter()
        hits = 0
        for each in those:
            near = {it[0] for it in by_unit[each.unit] if is_of(it, each)}
            rules.update(near)
            hits += bool(near)
        named = ", ".join(f"{rule} {count}" for rule, count in sorted(rules.items(), key=lambda it: (-it[1], it[0])))
        print(f"| {fault} | {len(those)} | {hits} | {len(those) - hits} | {named} |")
    print("\n| rule | findings | at a fault | at a changed unit | false |\n| --- | ---: | ---: | ---: | ---: |")
    faults, models = {each.unit for each in planted}, {each.beside for each in planted}
    changed = {unit.code for unit in units if unit.has_changed}
    total: Counter[str] = Counter()
    for rule in sorted({each[0] for each in found}):
        of_rule = [each for each in found if each[0] == rule]
        known = faults | models if rule in AT_BOTH else faults
        right = sum(each[1] in known for each in of_rule)
        honest = sum(each[1] in changed - known for each in of_rule)
        total.update(all=len(of_rule), right=right, honest=honest)
        print(f"| {rule} | {len(of_rule)} | {right} | {honest} | {len(of_rule) - right - honest} |")
        if rule == show:
            print(*(each for each in of_rule if each[1] not in faults | changed), sep="\n")
    print(
        f"| all | {total['all']} | {total['right']} | {total['honest']} | "
        f"{total['all'] - total['right'] - total['honest']} |"
    )


def is_of(found: tuple, planted: sample.Planted) -> bool:
    """Whether a finding is about the fault: the same resource, and days in common; of a size all of them."""
    _, _, resource, first, last, _ = found
    is_same = not planted.resource or not resource or resource == planted.resource
    return is_same and first <= planted.last and planted.first <= last


if __name__ == "__main__":
    main()
