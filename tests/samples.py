"""Where the sample files are."""

from pathlib import Path

SAMPLES = Path(__file__).parent.parent / "samples"
