"""A unit's statutory forms for programs: the document of the command, its figures as exact text."""


def test_a_program_gets_the_forms_as_the_command_writes_them(program, jieyue):
    answer = program("wang").asks("GET", "/forms", organisation="A", period="2024")
    assert answer.status_code == 200
    told, printed = answer.json(), jieyue("forms", "--organisation", "A", "--period", "2024", "--json").json
    assert [_read(row) for row in told.pop("rows")] == [_read(row) for row in printed.pop("rows")]
    assert told == printed
    assert program("zhao").asks("GET", "/forms", organisation="A", period="2024").status_code == 404


def _read(row: dict) -> dict:
    cells = {column: _number(value) for column, value in row["cells"].items()}
    return {**row, "value": _number(row["value"]), "cells": cells}


def _number(value: str | float | None) -> float | None:
    return None if value is None else float(value)
