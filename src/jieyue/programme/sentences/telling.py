"""What is told of a sentence: how it stands, in words, and where the thing is."""

from dataclasses import dataclass

from jieyue.programme.duties.queries import Shown
from jieyue.rules.values import Word


class Now(Word):
    """今天的情况, from what asks for nothing to what asks for most."""

    NONE = "none", "没有要办的"
    MET = "met", "已做到"
    KEPT = "kept", "已登记"
    OPEN = "open", "待办"
    NOTHING = "nothing", "没有登记"
    UNMET = "unmet", "没有做到"


@dataclass(frozen=True)
class Told:
    """`thing` and `names` are what its page is asked with; of a duty it is the duty itself (`shown`)."""

    says: str
    now: Now
    thing: str = ""
    names: tuple[str, ...] = ()
    shown: Shown | None = None
