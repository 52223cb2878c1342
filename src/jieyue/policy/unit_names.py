"""How a unit that somebody wrote is compared with the names in the policy files."""

import unicodedata


def plain(text: str) -> str:
    """Without spaces, full-width and superscript characters made plain: `万 ｍ³` is `万m3`."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def same_name(one: str, other: str, *, case_matters: bool = False) -> bool:
    one, other = plain(one), plain(other)
    return one == other if case_matters else one.casefold() == other.casefold()
