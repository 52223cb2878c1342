"""How the house says no: what is wrong, where, and what to do."""


class Refused(Exception):  # noqa: N818 (said as the user hears it)
    """Something was asked that cannot be done. Nothing has been changed.

    Each package names its own refusals beside the function that refuses; the faces show all of them alike. `at_machine`
    is what to do for whoever sits at the machine, where that differs.
    """

    def __init__(self, says: str, *, do: str, where: str = "") -> None:
        super().__init__(says)
        self.says = says
        self.do = self.at_machine = do
        self.where = where

    def __str__(self) -> str:
        place = f"{self.where}：" if self.where else ""
        return f"{place}{self.says} {self.at_machine}"


class NotThere(Refused):
    """What was asked for is not there, or outside the person's scope: both sound the same."""


class NotAllowed(Refused):
    """The person has no role that entitles to this."""


class Meanwhile(Refused):
    """Somebody else changed it since it was looked at."""


class NotNow(Refused):
    """The machine cannot do it at present. `again_after` are the seconds after which it may go by itself, None where
    somebody has to act first.
    """

    def __init__(self, says: str, *, do: str, at_machine: str, again_after: int | None = None) -> None:
        super().__init__(says, do=do)
        self.at_machine = at_machine
        self.again_after = again_after


class Fault(Refused):
    """The program itself went wrong. `number` is that of the entry in the book of faults."""

    def __init__(self, says: str, *, do: str, number: str) -> None:
        super().__init__(says, do=do)
        self.number = number


def unkeepable() -> Refused:
    """For what a database cannot hold: a control character, a number beyond all measure."""
    return Refused("内容里有不能保存的字符，或者数字过大。", do="请检查是否从别处粘贴了看不见的字符，改正后再试。")
