"""Units as files and policy write them, which no reader is to see: m3 for m³, tce for 吨标准煤."""

import re
from collections.abc import Iterator

from jieyue.rules.signs import PRINTED

TO_TYPE = re.compile(r"“[^”\n]*”|^.*(可填|可用).*$", re.MULTILINE)
"""What is told to be typed, and what somebody typed."""


def kept_units(text: str) -> Iterator[str]:
    yield from (found[0] for found in PRINTED.finditer(TO_TYPE.sub("", text)))
