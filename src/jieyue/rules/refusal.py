"""How the house says no: what is wrong, where, and what to do."""


class Refused(Exception):  # noqa: N818 (said as the user hears it)
    """Something was asked that cannot be done. Nothing has been changed.

    Each package names its own refusals beside the function that refuses; the faces show all of them alike.
    """

    def __init__(self, says: str, *, do: str, where: str = "") -> None:
        super().__init__(says)
        self.says = says
        self.do = do
        self.where = where

    def __str__(self) -> str:
        place = f"{self.where}：" if self.where else ""
        return f"{place}{self.says} {self.do}"


class NotThere(Refused):
    """What was asked for is not there, or outside the person's scope: both sound the same."""


class NotAllowed(Refused):
    """The person has no role that entitles to this."""


class Meanwhile(Refused):
    """Somebody else changed it since it was looked at."""


def unkeepable() -> Refused:
    """For what a database cannot hold: a control character, a number beyond all measure."""
    return Refused("内容里有不能保存的字符，或者数字过大。", do="请检查是否从别处粘贴了看不见的字符，改正后再试。")
