"""Nothing is read but for somebody, and nothing is changed but by somebody, at a moment."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator

import pytest

from jieyue import programme

FOUND = "of what a door gave to somebody who reaches it"
RULES = "says how things are done here; nothing of what is kept"
WHO = "is how it is found out who somebody is"
WITHIN = "is asked by other doors, which have asked for whom before"
MACHINE = "is done by whoever has the machine, or by a worker of his"

FOR_NOBODY = {
    "audit.queries.tables": RULES,
    "bills.queries.bought": RULES,
    "bills.weighing.weighing": RULES,
    "checking.comparing.comparisons": WITHIN,
    "checking.deciding.freeze": WITHIN,
    "checking.deciding.is_to_explain": WITHIN,
    "checking.deciding.kept_as": WITHIN,
    "checking.deciding.may_close": WITHIN,
    "checking.deciding.parties_to": WITHIN,
    "checking.deciding.refuse_own_level": WITHIN,
    "checking.deciding.period_of": FOUND,
    "checking.live.of_all": WITHIN,
    "checking.live.of_records": WITHIN,
    "completeness.queries.incomplete_below": WITHIN,
    "completeness.queries.look_ahead": MACHINE,
    "duties.as_json.as_json": FOUND,
    "duties.by_ledgers.answering": RULES,
    "duties.by_ledgers.first_records": WITHIN,
    "duties.coverage.as_json": FOUND,
    "duties.coverage.as_markdown": FOUND,
    "duties.discharging.months_of_ledger": WITHIN,
    "duties.discharging.records": WITHIN,
    "duties.documents.is_score_sheet": RULES,
    "duties.documents.kinds_known": RULES,
    "duties.handing_in.move_called": RULES,
    "duties.handing_in.parties_to": WITHIN,
    "duties.handing_in.seen_of": WITHIN,
    "duties.queries.ledger_answering": RULES,
    "duties.queries.ledger_called": RULES,
    "duties.queries.known_plans": RULES,
    "duties.queries.plan_called": RULES,
    "duties.discharging.discharged": WITHIN,
    "duties.discharging.documents": WITHIN,
    "duties.discharging.ledger_months": WITHIN,
    "duties.discharging.notices": WITHIN,
    "duties.discharging.reports": WITHIN,
    "duties.documents.document_named": RULES,
    "duties.documents.documents_known": RULES,
    "duties.documents.handed_in": WITHIN,
    "duties.exempting.exemptions_for": WITHIN,
    "duties.standing.days_set": WITHIN,
    "duties.standing.groups_of": WITHIN,
    "duties.standing.happened": WITHIN,
    "duties.standing.ids_of": RULES,
    "duties.standing.rows_in_force": WITHIN,
    "duties.standing.unit_itself": WITHIN,
    "entry.jobs.looked": FOUND,
    "entry.jobs.marked_copy_of": FOUND,
    "entry.jobs.progress": FOUND,
    "entry.jobs.sweep": MACHINE,
    "upkeep.counting.left_to_a_worker": MACHINE,
    "upkeep.faults.fault_in": MACHINE,
    "upkeep.faults.number_of": MACHINE,
    "upkeep.faults.refusal_in": MACHINE,
    "upkeep.warming.warm_up": MACHINE,
    "entry.layouts.office_of": WITHIN,
    "entry.proposing.as_said": FOUND,
    "entry.proposing.proposal_as_dict": FOUND,
    "entry.proposing.refuse_open": FOUND,
    "entry.showing.shown": FOUND,
    "entry.queries.marked_copy": "writes into a copy of a file that somebody has himself",
    "entry.queries.refuse_as_marked_copy": RULES,
    "entry.reversing.name_of": WITHIN,
    "entry.reversing.organisations_of": WITHIN,
    "entry.reversing.right_to_undo": RULES,
    "ledgers.catalogue.all_ledgers": RULES,
    "ledgers.catalogue.ledger_named": RULES,
    "ledgers.catalogue.ledger_of_sheet": RULES,
    "ledgers.cells.as_typed": RULES,
    "ledgers.cells.cells_of": RULES,
    "ledgers.cells.columns_beside_unit": RULES,
    "ledgers.cells.heading_of": RULES,
    "ledgers.cells.headings": RULES,
    "ledgers.cells.plain": RULES,
    "ledgers.cells.said": RULES,
    "ledgers.cells.names_of": RULES,
    "ledgers.cells.sheet_columns": RULES,
    "ledgers.cells.typed": FOUND,
    "ledgers.cells.units_of_figures": RULES,
    "ledgers.cells.words_to_choose": RULES,
    "ledgers.cells.words_of": RULES,
    "ledgers.coming.beside_in": WITHIN,
    "ledgers.coming.coming": WITHIN,
    "ledgers.coming.measured": RULES,
    "ledgers.coming.months_to_enter": RULES,
    "ledgers.coming.owing_since": WITHIN,
    "ledgers.coming.subject_column": RULES,
    "ledgers.coming.to_come_in": WITHIN,
    "ledgers.coming.values_beside": WITHIN,
    "ledgers.grid.keys_of_grid": RULES,
    "ledgers.listing.sortable": RULES,
    "ledgers.listing.usual_sort": RULES,
    "ledgers.sources.facts_of_ledgers": WITHIN,
    "organisations.naming.named": WITHIN,
    "organisations.queries.account_as_entered": FOUND,
    "organisations.queries.as_entered": FOUND,
    "organisations.queries.profile_as_entered": FOUND,
    "evaluation.aims.parties_to_targets": WITHIN,
    "evaluation.aims.seen_of_targets": FOUND,
    "evaluation.gathering.facts_of": WITHIN,
    "evaluation.own_standards.ids_in": RULES,
    "evaluation.own_standards.key_of": RULES,
    "evaluation.own_standards.own_keys": WITHIN,
    "evaluation.own_standards.own_standards": WITHIN,
    "evaluation.own_standards.refuse_of_elsewhere": WITHIN,
    "evaluation.own_standards.standard_named": WITHIN,
    "evaluation.proofs.proofs_of": WITHIN,
    "evaluation.queries.proofs_behind": WITHIN,
    "evaluation.standards.standard_of": WITHIN,
    "evaluation.standards.standards_of": WITHIN,
    "evaluation.queries.as_json": FOUND,
    "evaluation.queries.own_scores": WITHIN,
    "evaluation.queries.pinned_content": FOUND,
    "evaluation.queries.seen_of": FOUND,
    "people.operations.last_moment": RULES,
    "people.operations.new_user": RULES,
    "people.operations.place_for": WITHIN,
    "people.operations.refuse_himself": RULES,
    "people.operations.refuse_same_name": WITHIN,
    "people.operations.refuse_tenure": WITHIN,
    "people.operations.someone_else": WITHIN,
    "people.operations.take_second_factor": WITHIN,
    "people.queries.names_on": WITHIN,
    "people.queries.person_signed_in": WHO,
    "people.second_person.is_own_step": WITHIN,
    "people.second_person.refuse_own_step": WITHIN,
    "people.second_person.who_made": WITHIN,
    "people.setting_up.is_set_up": WHO,
    "people.setting_up.refuse_wrong_code": WHO,
    "people.setting_up.set_up_code": MACHINE,
    "people.signing_in.came": WHO,
    "people.signing_in.is_second_factor": WHO,
    "people.signing_in.new_secret": RULES,
    "people.signing_in.otpauth": WHO,
    "people.signing_in.refuse_weak": RULES,
    "people.signing_in.was_locked_out": WHO,
    "people.signing_in.went": WHO,
    "records.kinds.brought": RULES,
    "records.kinds.kind_named": RULES,
    "records.kinds.kinds": RULES,
    "records.queries.history": WITHIN,
    "reporting.states.states_of": WITHIN,
    "records.queries.last_content": WITHIN,
    "records.queries.last_seen": WITHIN,
    "records.signing.makers": WITHIN,
    "records.signing.names_of": WITHIN,
    "records.signing.signatures": WITHIN,
    "records.words.said": RULES,
    "publication.content.seen_of": FOUND,
    "publication.operations.parties_to": WITHIN,
    "publication.operations.quarters_of_unit": WITHIN,
    "publication.content.accepted_of": WITHIN,
    "publication.content.lines_of": FOUND,
    "reporting.compared.compared": FOUND,
    "reporting.compared.factors_name": RULES,
    "reporting.compared.figures_of": FOUND,
    "reporting.compared.figures_reported": FOUND,
    "reporting.compared.period_before": RULES,
    "papers.layouts.layout_in_force": WITHIN,
    "papers.layouts.plain_layout_for": WITHIN,
    "papers.operations.product_layout": RULES,
    "papers.operations.refuse_unusable": RULES,
    "publication.content.notice_content": WITHIN,
    "publication.content.own_layout": RULES,
    "publication.since.records_behind": WITHIN,
    "reporting.asking.open_questions": WITHIN,
    "reporting.asking.questions_of": WITHIN,
    "reporting.asking.refuse_unanswered": WITHIN,
    "reporting.asking.reports_asked": WITHIN,
    "reporting.causes.seen_in": FOUND,
    "reporting.corrections.corrected": WITHIN,
    "reporting.as_json.outcome_as_json": FOUND,
    "reporting.as_json.row_as_json": FOUND,
    "reporting.figures.differences": FOUND,
    "reporting.figures.digest_of": FOUND,
    "reporting.figures.is_complete": FOUND,
    "reporting.figures.lines": FOUND,
    "reporting.figures.other_lines": FOUND,
    "reporting.figures.other_sizes": FOUND,
    "reporting.figures.records_of": WITHIN,
    "reporting.figures.sizes_of_units": WITHIN,
    "reporting.judging.change_percent": RULES,
    "reporting.judging.parts_of": WITHIN,
    "reporting.operations.move_called": RULES,
    "reporting.operations.state_of": FOUND,
    "reporting.operations.submitted_digest": FOUND,
    "reporting.parties.parties_of": WITHIN,
    "reporting.queries.differences_since_accepted": WITHIN,
    "reporting.queries.latest_period": RULES,
    "reporting.queries.periods_of": RULES,
    "reporting.queries.periods_until": RULES,
    "statistics.as_json.as_json": FOUND,
    "statistics.as_json.row_as_json": FOUND,
    "statistics.asking.columns_of": RULES,
    "statistics.beyond.beyond_reach": WITHIN,
    "statistics.beyond.is_short": RULES,
    "statistics.of_units.sums_of_units": WITHIN,
    "statistics.quarters.added": FOUND,
    "statistics.quarters.quarters_of": WITHIN,
    "statistics.quarters.tce_of": FOUND,
    "statistics.queries.conversion_table": RULES,
    "statistics.queries.factors_of": RULES,
    "statistics.queries.name_of_factors": RULES,
    "records.words.said_of_table": RULES,
    "tokens.queries.digest_of": RULES,
    "tokens.queries.person_of_token": WHO,
    "upkeep.operations.restore": MACHINE,
    "checking.names.name_of": RULES,
    "findings.operations.move_called": RULES,
    "findings.operations.usernames_for": WITHIN,
    "findings.queries.as_json": FOUND,
}
"""Functions that take nobody, and why they need not."""


def functions() -> Iterator[tuple[str, Callable]]:
    for module in pkgutil.walk_packages(programme.__path__, f"{programme.__name__}."):
        found = vars(importlib.import_module(module.name))
        for name, each in found.items():
            if inspect.isfunction(each) and each.__module__ == module.name and not name.startswith("_"):
                yield f"{module.name}.{name}".removeprefix(f"{programme.__name__}."), each


def parameters(function: Callable) -> dict[str, inspect.Parameter]:
    return dict(inspect.signature(function).parameters)


def test_every_door_is_passed_by_somebody():
    nobody = {name for name, each in functions() if not {"person", "by"} & parameters(each).keys()}
    assert sorted(nobody - FOR_NOBODY.keys()) == []
    assert sorted(FOR_NOBODY.keys() - {name for name, _ in functions()}) == []


def test_whatever_changes_something_says_by_whom_and_at_which_moment():
    acting = {name: parameters(each) for name, each in functions() if "by" in parameters(each)}
    momentless = {name for name, takes in acting.items() if "at" not in takes} - FOR_NOBODY.keys()
    grouping = {name for name in momentless if name.startswith("statistics.")}  # there `by` are dimensions
    assert sorted(momentless - grouping) == []


@pytest.mark.parametrize("of", ["queries", "operations"])
def test_who_asks_is_said_by_name(of):
    """`person=` and `by=` cannot be taken for something else, nor something else for them."""
    doors = {name: parameters(each) for name, each in functions() if name.split(".")[1] == of}
    asked = {name: takes.get("person") or takes.get("by") for name, takes in doors.items() if name not in FOR_NOBODY}
    unnamed = {name for name, each in asked.items() if each.kind is not inspect.Parameter.KEYWORD_ONLY}
    assert sorted(unnamed - {"people.queries.account_of", "people.queries.person_of_login"}) == []
