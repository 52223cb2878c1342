"""jieyue demo [--stage S] [--units N] [--no-serve]"""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.utils import timezone

from jieyue.cli.command import DONE, JieyueCommand
from jieyue.cli.demo.building import STAGES, USUAL_STAGE, Building, accounts, build
from jieyue.cli.demo.people import ADMINISTRATORS, PASSWORD
from jieyue.cli.server import serve_anew
from jieyue.rules.refusal import Refused
from jieyue.store.orgs.models import Organisation
from jieyue.store.people.models import User

MARK = "demo.json"
USUAL_UNITS = 12
FEWEST_UNITS, MOST_UNITS = 1, 40_000


class NoDemo(Refused):
    pass


class Command(JieyueCommand):
    help = "建立一个演示城市（虚构），打印地址和账号，并提供网页"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--stage", default=USUAL_STAGE, metavar="S", help=f"做到哪一步，默认 {USUAL_STAGE}：{'、'.join(STAGES)}"
        )
        parser.add_argument("--units", type=int, default=USUAL_UNITS, metavar="N", help=f"几家单位，默认 {USUAL_UNITS}")
        parser.add_argument("--no-serve", action="store_true", help="只建立，不提供网页")
        parser.add_argument("--port", type=int, default=8000, help="网页的端口，默认 8000；0 为任一空闲端口")

    def carry_out(self, **options: Any) -> int:
        _refuse(options["stage"], options["units"])
        mark = Path(settings.JIEYUE_HOME) / MARK
        of = Building(options["units"], timezone.localdate(self.now), self.person, settings.JIEYUE_HOME, self.tell)
        if mark.exists():
            _refuse_half_built(mark)
            self.tell(f"{settings.JIEYUE_HOME} 里已有演示数据，直接使用；要重新建立，请先删除这个文件夹。")
        else:
            _refuse_real_data()
            mark.write_text(json.dumps({"stage": None}), "utf-8")
            build(of, stage=options["stage"])
            mark.write_text(json.dumps({"stage": options["stage"], "units": of.count}), "utf-8")
        self._say(of, as_json=options["json"])
        if not options["no_serve"]:
            serve_anew("--port", str(options["port"]), *(["--json"] if options["json"] else []))
        return DONE

    def _say(self, of: Building, *, as_json: bool) -> None:
        known = accounts(of)
        if as_json:
            self.print_json(
                {
                    "home": str(settings.JIEYUE_HOME),
                    "units": Organisation.objects.filter(level="unit").count(),
                    "accounts": [
                        {"username": name, "password": _password(name), "for": does} for name, _, does in known
                    ],
                }
            )
            return
        self.stdout.write("演示账号（云岭市并不存在）：")
        for username, name, does in known:
            self.stdout.write(f"  {username:<8}{_password(username):<24}{name}　{does}")


def _password(username: str) -> str:
    own = {named.username: named.password for named in ADMINISTRATORS.values()}
    return own.get(username, PASSWORD)


def _refuse(stage: str, units: int) -> None:
    if stage not in STAGES:
        raise NoDemo(f"没有“{stage}”这一步。", do=f"可用：{'、'.join(STAGES)}。")
    if not FEWEST_UNITS <= units <= MOST_UNITS:
        raise NoDemo(f"单位数须在 {FEWEST_UNITS} 到 {MOST_UNITS} 之间。", do="请改正 --units。")


def _refuse_real_data() -> None:
    if Organisation.objects.exists() or User.objects.exists():
        raise NoDemo(
            f"{settings.JIEYUE_HOME} 里有正式数据，不能在其中建立演示。",
            do="请把 JIEYUE_HOME 指向另一个空文件夹，再运行 jieyue demo。",
        )


def _refuse_half_built(mark: Path) -> None:
    if json.loads(mark.read_text("utf-8"))["stage"] is None:
        raise NoDemo("上次的演示没有建完。", do=f"请删除文件夹 {settings.JIEYUE_HOME}，再运行 jieyue demo。")
