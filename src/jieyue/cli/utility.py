"""Django's way from words to a command; an unknown command is wrong use, said in the house's words."""

import gc
import json
import sys
from difflib import get_close_matches
from importlib.metadata import version
from typing import NoReturn

from django.core.management import ManagementUtility, get_commands
from django.core.management.base import BaseCommand

from jieyue.cli.wrong_use import WrongUse, as_document, wants_json
from jieyue.store.deployment.folders import make_home

WRONG_USE = 2


class Utility(ManagementUtility):
    def execute(self) -> None:
        if self.argv[1:] == ["--version"]:
            print(f"jieyue {version('jieyue')}")  # noqa: T201
        else:
            super().execute()

    def fetch_command(self, subcommand: str) -> BaseCommand:
        known = get_commands()
        if subcommand not in known:
            _refuse(subcommand, as_json=wants_json(self.argv[2:]))
        if known[subcommand] == "django.core":
            make_home()  # migrate, shell and the like open the database without asking whether its folder is there
        command = super().fetch_command(subcommand)
        if not gc.isenabled():  # all is loaded by now, and a sixth of that went into looking through it for rubbish
            gc.freeze()
            gc.enable()
        return command


def _refuse(written: str, *, as_json: bool) -> NoReturn:
    near = get_close_matches(written, get_commands(), n=1)
    meant = f"是不是 {near[0]}？" if near else ""
    refused = WrongUse(f"没有叫“{written}”的命令。", do=f"{meant}用 jieyue help 可列出全部命令。")
    if as_json:
        print(json.dumps(as_document(refused), ensure_ascii=False))  # noqa: T201
    print(f"{refused.says}{refused.do}", file=sys.stderr)  # noqa: T201
    sys.exit(WRONG_USE)
