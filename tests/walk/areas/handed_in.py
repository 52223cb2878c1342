"""Documents handed in, received and given back by programs."""

from jieyue.programme.duties.handing_in import seen_of
from jieyue.store.duties.models import HandedIn
from walk.marks import FILE, REASON
from walk.planted import UNIT, Planted, marked_pdf
from walk.visits import Visit


def visits(p: Planted) -> list[Visit]:
    one, seen = {"paper": p.paper}, seen_of(HandedIn.objects.get(pk=p.paper))
    new = {"organisation": UNIT, "what": "other", "title": f"{FILE}材料"}
    about = {"for_page": False}
    return [
        Visit("api:handed_in", shows=FILE, is_open=True, **about),
        Visit("api:handed_in", query={"organisation": UNIT}, shows=FILE, **about),
        Visit("api:handed_in_one", path=one, shows=FILE, **about),
        Visit("api:hand_in", "POST", json=new, shows=FILE, **about),
        Visit("api:hand_in_file", "POST", path=one, query={"name": "a.pdf"}, body=marked_pdf(), shows=FILE, **about),
        Visit("api:decide_handed_in", "POST", path={**one, "move": "return"}, json={"seen": seen, "reason": REASON},
              who="authority", shows=FILE, **about),
    ]  # fmt: skip
