"""What a model has to say so that the machine can work with it, and what the machine draws from it."""

from datetime import date
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import models

from jieyue.files.cells import CellRefused
from jieyue.store.ledgers import ledgers
from jieyue.store.ledgers.activities.models import Activity
from jieyue.store.ledgers.paper.models import Paper
from jieyue.store.ledgers.waste.models import Collection
from jieyue.store.machine.columns import ledger_columns
from jieyue.store.machine.record import MonthField, OfUnit, Record, figure, key_fields, way_to_organisation
from jieyue.store.registers import registers

DECLARED = [each for each in (*registers(), *ledgers()) if issubclass(each.model, Record)]


def faults(model: type[models.Model]) -> list[str]:
    return [each.id for each in model.check() if each.id.startswith("ledger.")]


@pytest.fixture
def forgotten():
    """Models of a test are no tables of the product."""
    before = dict(apps.all_models["records"])
    yield
    apps.all_models["records"].clear()
    apps.all_models["records"].update(before)
    apps.clear_cache()


def test_a_model_without_a_key_a_name_or_a_heading_is_told_so_at_the_start(forgotten):
    class Nameless(OfUnit):
        month = MonthField()
        used_things = models.IntegerField()

        class Meta:
            app_label = "records"

    assert faults(Nameless) == ["ledger.E001", "ledger.E003", "ledger.E004"]


def test_a_key_of_nobody_or_behind_the_figures_a_name_that_forms_have_and_brackets_are_told(forgotten):
    class Nobodys(Record):
        used = figure("领用（单面）", places=1)
        month = MonthField()
        reason = models.CharField("原因", max_length=9)

        class Meta:
            app_label = "records"
            verbose_name = "谁的"
            constraints = (models.UniqueConstraint(fields=["month"], name="nobodys"),)

    assert faults(Nobodys) == ["ledger.E002", "ledger.E005", "ledger.E006", "ledger.E007"]


@pytest.mark.parametrize("ledger", DECLARED, ids=lambda each: each.key)
def test_every_ledger_there_is_can_be_worked_with(ledger):
    assert faults(ledger.model) == []
    assert way_to_organisation(ledger.model).rpartition("__")[2] == "organisation"
    columns = {each.column.key for each in ledger_columns(ledger.model)}
    assert {measure.column for measure in ledger.measures if measure.column} <= columns
    assert {measure.by for measure in ledger.measures if measure.by} <= columns


def test_a_foreign_key_is_written_as_the_key_of_what_it_leads_to():
    assert key_fields(Collection)[0] == "point"
    assert way_to_organisation(Collection) == "point__organisation"
    by_key = {each.column.key: each for each in ledger_columns(Collection)}
    assert [by_key[name].column.zh for name in ("organisation", "point")] == ["机构编码", "投放点"]
    assert [by_key[name].lookup for name in ("organisation", "point")] == ["point__organisation__code", "point__name"]


@pytest.mark.parametrize(
    ("model", "column", "cell", "value"),
    [
        (Paper, "month", "2025年3月", "2025-03"),
        (Paper, "month", date(2025, 3, 1), "2025-03"),
        (Paper, "month", "202503", "2025-03"),
        (Paper, "used_reams", 12.5, Decimal("12.5")),
        (Paper, "duplex_percent", 100, Decimal("100.0")),
        (Collection, "waste_class", "厨余垃圾", "food"),
        (Activity, "campaign", "世界水日", "world-water-day"),
        (Activity, "is_professional", "是", True),
    ],
)
def test_a_cell_is_read_as_its_field_says(model, column, cell, value):
    assert parse(model, column)(cell) == value


@pytest.mark.parametrize(
    ("model", "column", "cell", "rule"),
    [
        (Paper, "month", "2025-13", "no_such_month"),
        (Paper, "month", 2025.1, "not_a_month"),
        (Paper, "used_reams", "1.25", "too_many_decimals"),
        (Paper, "duplex_percent", "100.1", "too_large"),
        (Paper, "bought_reams", "-1", "too_small"),
        (Collection, "waste_class", "干垃圾", "unknown_word"),
        (Activity, "campaign", "植树节", "unknown_word"),
    ],
)
def test_what_a_field_cannot_be_is_refused(model, column, cell, rule):
    with pytest.raises(CellRefused) as refused:
        parse(model, column)(cell)
    assert refused.value.rule == rule


def parse(model: type[models.Model], column: str):
    return next(each.column.parse for each in ledger_columns(model) if each.column.key == column)
