"""Units as papers print them. Files, policy and programs write what a keyboard has: m3, kgCO2/m2, tce."""

import re

RAISED, LOWERED = str.maketrans("23", "²³"), str.maketrans("2", "₂")
PRINTED = re.compile(
    r"(?<![A-Za-z0-9_])(?:(?P<raised>(?:N|[ckd])?m[23])|(?P<lowered>(?:kg|t)?CO2)|tce)(?![A-Za-z0-9_])"
)
COAL = "吨标准煤"


def as_printed(unit: str) -> str:
    """m³, kgce/m², kgCO₂/m², 吨标准煤; whatever else stands in a unit stays as it is."""
    return PRINTED.sub(_sign, unit)


def _sign(found: re.Match[str]) -> str:
    if found["raised"]:
        return found["raised"].translate(RAISED)
    return found["lowered"].translate(LOWERED) if found["lowered"] else COAL
