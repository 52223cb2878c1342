"""Who may act. For now the console alone: whoever has the machine has the root of the tree."""

import getpass
import socket

from jieyue.rules.person import Person
from jieyue.rules.refusal import Refused

CONSOLE = "console"


class PersonUnknown(Refused):
    pass


def person_at_console(username: str = CONSOLE) -> Person:
    """The person a command acts as, with the machine's login on record."""
    if username != CONSOLE:
        raise PersonUnknown(
            f"没有叫“{username}”的用户。", do="目前只有 console（本机管理人员）；其他账号在启用用户管理后才有。"
        )
    return Person(CONSOLE, login=f"{getpass.getuser()}@{socket.gethostname()}")
