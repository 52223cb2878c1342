"""Where the sample files are."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

SAMPLES = Path(__file__).parent.parent / "samples"

NOW = datetime(2026, 1, 15, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
"""The moment at which tests say that things happen."""
