"""What the sheet does not say: questions with their choices, and what was answered."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import TypeVar

from jieyue.rules.refusal import Refused
from jieyue.rules.wording import folded

T = TypeVar("T")
LEFT_ALONE = "不读入"
"""Of a column: what it says is not taken."""


class AnswerNotUnderstood(Refused):
    """The answer to a question is none of its choices."""


@dataclass(frozen=True)
class Question:
    """`key` names it in an answer, `proposed` is the choice that is most likely, "" where none is. `is_of_layout`: the
    answer holds for other sheets of the same layout too, and not for these figures alone. `is_free`: it may also be
    answered in words of one's own.
    """

    key: str
    asks: str
    choices: tuple[str, ...]
    proposed: str = ""
    is_of_layout: bool = True
    is_free: bool = False

    def as_dict(self) -> dict[str, object]:
        told = asdict(self)
        return {**told, "choices": list(self.choices), "proposed": self.proposed or None}


@dataclass
class Asking:
    """`given` are answers by key; `remembered` those that were given to an earlier sheet of the same layout, `alike`
    those to one that is much like it: they are proposed, and asked about.
    """

    given: Mapping[str, str] = field(default_factory=dict)
    remembered: Mapping[str, str] = field(default_factory=dict)
    alike: Mapping[str, str] = field(default_factory=dict)
    asked: dict[str, Question] = field(default_factory=dict)
    open: dict[str, Question] = field(default_factory=dict)

    def ask(
        self,
        key: str,
        asks: str,
        choices: Mapping[str, T],
        *,
        proposed: str = "",
        read: Callable[[str], T | None] | None = None,
        is_of_layout: bool = True,
        is_free: bool = True,
    ) -> T | None:
        """The answer, None while there is none; `read` understands it in other words. Raises AnswerNotUnderstood."""
        key = key.replace("=", "＝")
        proposed = self.alike.get(key) or proposed
        question = Question(key, asks, tuple(choices), proposed, is_of_layout, is_free=is_free and read is not None)
        self.asked[key] = question
        written = self.given.get(key, self.remembered.get(key))
        if written is None:
            self.open[key] = question
            return None
        return _understood(question, written, choices, read)

    @property
    def answered(self) -> dict[str, tuple[Question, str]]:
        said = {**self.remembered, **self.given}
        return {key: (each, said[key]) for key, each in self.asked.items() if key in said}

    @property
    def not_asked(self) -> list[str]:
        return [key for key in self.given if key not in self.asked]


def _understood(
    question: Question, written: str, choices: Mapping[str, T], read: Callable[[str], T | None] | None
) -> T:
    plain = folded(written)
    for said, value in choices.items():
        if folded(said) == plain or getattr(value, "value", value) == written:
            return value
    value = read(written) if read else None
    if value is not None:
        return value
    starting = {said for said in choices if plain and folded(said).startswith(plain)}
    if len(starting) == 1:
        return choices[starting.pop()]
    named = "、".join(question.choices)
    do = f"请从这些里选一个：{named}。" if named else "请按问题里的写法回答。"
    raise AnswerNotUnderstood(f"“{question.asks}”的回答“{written}”看不懂。", do=do, where=question.key)
