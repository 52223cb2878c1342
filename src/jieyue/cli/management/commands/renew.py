"""jieyue renew USERNAME --reason TEXT"""

from typing import Any

from django.core.management.base import CommandParser

from jieyue.cli.command import DONE, JieyueCommand
from jieyue.programme.people.operations import give_first_password, reset_second_factor


class Command(JieyueCommand):
    help = "最后的办法：管理员都不能互核时，在本机给一个人发新的初始口令（记入日志，告知本人和审计员）"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", metavar="USERNAME", help="用户名")
        parser.add_argument("--reason", required=True, help="原因，如“三位管理员中两位离任”")
        parser.add_argument("--second-factor", action="store_true", help="同时重置双因素登录")

    def carry_out(self, *, name: str, reason: str, second_factor: bool, **options: Any) -> int:
        about = {"username": name, "by": self.person, "at": self.now, "reason": reason}
        if second_factor:
            reset_second_factor(**about)
        password = give_first_password(**about)
        if options["json"]:
            self.print_json({"username": name, "first_password": password})
        else:
            self.stdout.write(f"{name} 的初始口令（只显示这一次）：{password}")
        return DONE
