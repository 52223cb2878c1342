"""Django's way from words to a command; an unknown command is wrong use, said in the house's words."""

import sys
from difflib import get_close_matches
from typing import NoReturn

from django.core.management import ManagementUtility, get_commands
from django.core.management.base import BaseCommand

WRONG_USE = 2


class Utility(ManagementUtility):
    def fetch_command(self, subcommand: str) -> BaseCommand:
        if subcommand not in get_commands():
            _refuse(subcommand)
        return super().fetch_command(subcommand)


def _refuse(written: str) -> NoReturn:
    near = get_close_matches(written, get_commands(), n=1)
    meant = f"是不是 {near[0]}？" if near else ""
    print(f"没有叫“{written}”的命令。{meant}用 jieyue help 可列出全部命令。", file=sys.stderr)  # noqa: T201
    sys.exit(WRONG_USE)
