"""Text that a spreadsheet program would take for something else, guarded when written and the same again when read."""

import re

_RUNS = re.compile(r"'*[=+\-@\t\r]|'+\d")
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?", re.ASCII)
_GUARDED = re.compile(r"'+[=+\-@\t\r\d]")
_TEXT_OF_DIGITS = re.compile(r'="([^"=]*)"')


def guarded(text: str) -> str:
    """An apostrophe before what would be run as a formula, and before what looks as if it had been guarded already."""
    return f"'{text}" if _RUNS.match(text) and not _NUMBER.fullmatch(text) else text


def unguarded(text: str) -> str:
    """What was guarded, by this system or by hand: `'=1`, `'0012345`, `="0012345"`."""
    if _GUARDED.match(text):
        return text[1:]
    found = _TEXT_OF_DIGITS.fullmatch(text)
    return found[1] if found else text
