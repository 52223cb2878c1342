"""Long forms of tests, for `sh scripts/soak`: what is too long to wait for before every change."""

import os

import pytest

IS_SOAKING = bool(os.environ.get("JIEYUE_SOAK"))


def rounds(*, short: int, long: int) -> int:
    """How often something is tried: `short` before every change, `long` in a soak."""
    return long if IS_SOAKING else short


DESK_AND_PHONE = [pytest.param(1280, marks=pytest.mark.soak), 390]
"""What fits a phone fits a desk, where `web/test_every_page.py` looks at each page."""
