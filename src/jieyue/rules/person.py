"""Who acts, and where he may do what."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from jieyue.rules.roles import RIGHTS, Right, Role
from jieyue.rules.tree import LAST_PLACED_DAY

EVERYWHERE = "/"
"""The path that every organisation's path begins with."""

CONSOLE = "console"
CONSOLE_NAME = "本机管理人员"


@dataclass(frozen=True)
class Post:
    """A role held at a place: `path` holds the ids from the top of the tree down to the place, `/1/5/`.

    `on_behalf_of` names whoever delegated it. `place` is what the place is called.
    """

    role: Role
    path: str = EVERYWHERE
    on_behalf_of: str = ""
    place: str = ""

    @property
    def title(self) -> str:
        """石桥县审核员."""
        return f"{'受托' if self.on_behalf_of else ''}{self.place}{self.role.zh}"


@dataclass(frozen=True)
class Person:
    """`login` is the account or address through which the person came, kept in the log beside the name.

    `on` is the day on which the posts are held and for which their paths are true. `id` is the user's; None for the
    console, which is whoever has the machine.
    """

    username: str
    login: str
    posts: tuple[Post, ...] = ()
    on: date = LAST_PLACED_DAY
    id: int | None = None
    name: str = ""

    @classmethod
    def at_console(cls, login: str) -> Self:
        """Whoever has the machine has the root of the tree, and what he does is on record."""
        return cls(CONSOLE, login, tuple(Post(role) for role in Role), name=CONSOLE_NAME)

    @property
    def signature(self) -> str:
        """Name and posts, as they stand under what he does: 赵敏（石桥县审核员）."""
        if self.username == CONSOLE or not self.posts:
            return self.name
        return self.name and f"{self.name}（{'、'.join(dict.fromkeys(post.title for post in self.posts))}）"

    def may(self, right: Right) -> bool:
        """Whether the person may do this anywhere at all."""
        return any(right in RIGHTS[post.role] for post in self.posts)

    def paths(self, right: Right) -> tuple[str, ...]:
        """The places at and below which the person may do this; a place below another is left out."""
        found = sorted({post.path for post in self.posts if right in RIGHTS[post.role]})
        return tuple(path for n, path in enumerate(found) if not any(path.startswith(top) for top in found[:n]))

    def has_role(self, role: Role) -> bool:
        return any(post.role is role for post in self.posts)
