"""How an indicator moved: against the same period last year, and against a base year.

Tables in: two results of an indicator, joined by organisation. Out: org, value in percent, null where either side is
not known or there was nothing before. Source: 公共机构能源资源消费统计调查制度 (同比、较基年下降).
"""

from ibis import Table


def year_on_year_percent(now: Table, before: Table) -> Table:
    """同比: (now - before) / before. Growth is positive."""
    both = _joined(now, before)
    return both.select("org", value=(both.now - both.before) / both.before.nullif(0.0) * 100)


def reduction_percent(now: Table, base: Table) -> Table:
    """较基年下降: (base - now) / base. A saving is positive."""
    both = _joined(now, base)
    return both.select("org", value=(both.before - both.now) / both.before.nullif(0.0) * 100)


def _joined(now: Table, before: Table) -> Table:
    current = now.select("org", now=now.value)
    return current.left_join(before.select("org", before=before.value), "org")
