"""A unit does not praise itself: what was decided over the whole of it is entered by whoever reviews it."""

from jieyue.rules.roles import Right
from jieyue.store.ledgers.merits.models import Merit
from jieyue.store.machine.guarding import Values, for_reviewers
from jieyue.store.records.kinds import Batch


def is_of_whole_unit(values: Values) -> bool:
    return not values["department"] and not values["name"]


def refuse_own_praise(batch: Batch) -> None:
    says = "对整个单位的表扬、奖励、通报批评和诫勉，由作出决定的一方登记、更正和作废。"
    do = "对处室或个人的请填写处室、姓名；对整个单位的请审核员或主管部门登记。"
    tells = ("department", "name")
    for_reviewers(batch, Merit, Right.INSPECT, is_of_whole_unit, tells=tells, says=says, do=do)
