"""Switches as they are written behind a command."""

from jieyue.rules.refusal import Refused


class SwitchImpossible(Refused):
    pass


def switch_of(written: str) -> tuple[str, str]:
    """NAME=VALUE. Raises SwitchImpossible."""
    name, equals, value = written.partition("=")
    if not equals:
        raise SwitchImpossible(f"口径“{written}”没有写值。", do="请写成 名称=值，如 electricity_basis=equivalent。")
    return name.strip(), value.strip()
