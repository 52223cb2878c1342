"""What is said of a unit beside those like it."""

from cases.office import Remedy, look_up
from cases.sheets import BILL, PROFILE, UNIT, bills

LIKE = [f"5109{n:02}" for n in range(12)]


def _lines(usual: dict, column: str, **more) -> str:
    header = list(usual)
    rows = [[{**usual, column: code, **more}[key] for key in header] for code in LIKE]
    return "\n".join(" | ".join(map(str, row)) for row in [header, *rows])


REMEDIES = [
    Remedy(
        "unlike_its_like",
        bills({"quantity": "10000", "amount_yuan": ""}),
        [[look_up("请对照票据或抄表记录核对全年的数量和单位", "1000", column="quantity", row=2)]],
        before=[
            ("organisations", _lines({**UNIT, "name": "同类机关"}, "code")),
            ("profiles", _lines({**PROFILE, "year": "2024"}, "organisation")),
            ("bills", _lines(BILL, "organisation")),
        ],
        period="2024",
    ),
]
