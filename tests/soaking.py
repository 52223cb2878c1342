"""Long forms of tests, for `sh scripts/soak`: what is too long to wait for before every change."""

import os

IS_SOAKING = bool(os.environ.get("JIEYUE_SOAK"))


def rounds(*, short: int, long: int) -> int:
    """How often something is tried: `short` before every change, `long` in a soak."""
    return long if IS_SOAKING else short
