"""What all our commands share: the home set up, who acts, JSON on request, refusals as sentences."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from jieyue.cli.problems import print_problems
from jieyue.cli.wrong_use import as_document, wants_json, wrong_use
from jieyue.files.refused import RowsRefused
from jieyue.programme.upkeep.faults import refusal_in
from jieyue.rules.person import CONSOLE, Person
from jieyue.rules.refusal import Refused
from jieyue.store.deployment.setting_up import set_up
from jieyue.store.people.people import person_at_console

DONE, FINDINGS, REFUSED = 0, 1, 2


class JieyueCommand(BaseCommand):
    """`carry_out` does the work and gives the exit status; `self.person` acts, `self.now` is the present."""

    requires_system_checks: list[str] = []  # noqa: RUF012 (Django's own declaration)
    needs_home = True
    asked_as_json = False
    person: Person
    now: datetime

    def run_from_argv(self, argv: list[str]) -> None:
        self.asked_as_json = wants_json(argv[2:])
        super().run_from_argv(argv)

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        if self._called_from_command_line:
            parser.error = partial(self._refuse_use, parser)  # type: ignore[method-assign]
        parser.add_argument("--json", action="store_true", help="标准输出只有一个 JSON 文档")
        parser.add_argument(
            "--begin-anew", action="store_true", help="数据库丢失后不恢复，就用现在这个数据库（原有文件移到一边）"
        )
        parser.add_argument("--as", dest="username", metavar="USER", default=CONSOLE, help="以谁的身份（默认 console）")
        return parser

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            if self.needs_home:
                set_up(is_to_begin_anew=options["begin_anew"], is_to_be_verified=self.verifies(**options))
            self.person = person_at_console(options["username"])
            self.now = timezone.now()
            status = self.carry_out(**options)
        except Exception as error:
            refusal = refusal_in(error)
            if refusal is None:
                raise
            self._show(refusal, as_json=options["json"])
            status = REFUSED
        if status:
            sys.exit(status)

    def _refuse_use(self, parser: CommandParser, complaint: str) -> NoReturn:
        """Wrong use, said as everything else is; argparse would write in its own words to standard error only."""
        self._show(wrong_use(complaint, command=parser.prog), as_json=self.asked_as_json)
        sys.exit(REFUSED)

    def verifies(self, **_options: Any) -> bool:
        """Whether it is asked to say what is wrong with the log, and so is not to be refused because something is."""
        return False

    def carry_out(self, **options: Any) -> int:
        raise NotImplementedError

    def print_json(self, document: object) -> None:
        self.stdout.write(json.dumps(document, ensure_ascii=False, default=plain))

    def tell(self, sentence: str) -> None:
        """Something for a person, beside the answer."""
        self.stderr.write(sentence, style_func=str)

    def refuse_rows(self, refusal: RowsRefused, *, so: str, is_json: bool) -> int:
        """Name every row of a file that cannot be taken, and that therefore nothing was done."""
        if is_json:
            self.print_json({**as_document(refusal), "problems": [each.as_dict() for each in refusal.problems]})
        self.tell(f"{refusal.where}：{len(refusal.problems)} 处有误，{so}。")
        print_problems(refusal.problems)
        return REFUSED

    @contextmanager
    def busy(self, doing: str) -> Iterator[None]:
        """On a terminal, say what is being done and for how long."""
        if not sys.stderr.isatty():
            yield
            return
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        with Progress(*columns, console=Console(file=sys.stderr), transient=True) as progress:
            progress.add_task(doing, total=None)
            yield

    def _show(self, refusal: Refused, *, as_json: bool) -> None:
        if as_json:
            self.print_json(as_document(refusal))
        self.tell(str(refusal))


def plain(value: object) -> object:
    """What JSON has no form of its own for. Figures are not rounded."""
    if isinstance(value, Decimal):
        return float(value)
    return str(value)
