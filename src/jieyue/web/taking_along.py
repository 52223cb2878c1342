"""What a page shows as a table, as a file that is taken along."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import reverse

from jieyue.files.writing import Table, write_csv, write_xlsx
from jieyue.rules.refusal import NotThere

FORMS = ("xlsx", "csv")
MOST_TAKEN = 100_000
"""Rows of a file: more than a province has units."""


def addresses(request: HttpRequest, name: str) -> dict[str, str]:
    """By form, the address of the same as a file, asked for in the same words."""
    asked = request.GET.copy()
    asked.pop("page", None)
    return {form: f"{reverse(name, args=[form])}?{asked.urlencode()}" for form in FORMS}


def as_file(table: Table, form: str, *, name: str, more: Sequence[Table] = ()) -> HttpResponse:
    """As a workbook, with `more` tables on sheets of their own, or CSV. Raises NotThere for any other form."""
    if form not in FORMS:
        raise NotThere("没有这种文件。", do="可下载 xlsx（Excel）和 csv。")
    write: dict[str, Callable[[Path], None]] = {
        "xlsx": lambda file: write_xlsx(file, [table, *more]),
        "csv": lambda file: write_csv(file, table.header, table.rows),
    }
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"table.{form}"
        write[form](file)
        return FileResponse(file.open("rb"), as_attachment=True, filename=f"{name}.{form}")
