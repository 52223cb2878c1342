"""公众页面: without an account, by a secret alone."""

from walk.planted import UNIT, Planted
from walk.visits import Visit


def visits(p: Planted) -> list[Visit]:
    about = {"who": None, "is_open": True}
    one = {"period": "2025Q1", "number": 1}
    own = {"path": {"secret": p.public}, "others_path": {"secret": "unknown"}}
    shown = {"path": {"secret": p.public, **one}, "others_path": {"secret": "unknown", **one}}
    return [
        Visit("notices:public", **own, **about),
        Visit("notices:public-notice", **shown, **about),
        Visit("notices:list", query={"organisation": UNIT}, who="approver"),
        Visit("notices:public-page", "POST", path={"organisation": UNIT}, data={"do": "close"}, who="approver"),
    ]
