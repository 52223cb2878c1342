"""The fonts that come with the product, and which of them stands for a font that an office's programs name."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "fonts"


@dataclass(frozen=True)
class Font:
    """`name` is what typst calls it, `for_names` what it stands for; `sha256` is that of the file."""

    file: str
    name: str
    for_names: Sequence[str]
    licence: str
    origin: str
    sha256: str
    is_bold: bool = False


@cache
def fonts() -> Sequence[Font]:
    """The last one has the letters that the others lack."""
    found = tomllib.loads((FOLDER / "fonts.toml").read_text(encoding="utf-8"))
    return [Font(**each) for each in found["fonts"]]


def named(name: str) -> list[str]:
    """What is set where an office's program would take the font of that name: the first that has a letter draws it."""
    return list(dict.fromkeys((_stand_in(name).name, fonts()[-1].name)))


def is_bold(name: str) -> bool:
    """Whether its stand-in is the bold one of two of the same name."""
    return _stand_in(name).is_bold


def _stand_in(name: str) -> Font:
    plain = name.replace("_GB2312", "").strip()
    return next((each for each in fonts() if plain in each.for_names), fonts()[-1])
