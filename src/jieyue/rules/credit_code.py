"""统一社会信用代码: 18 characters with two check characters, GB 32100-2015; the inner nine are a GB 11714 code."""

from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, InvalidComponent, InvalidFormat, InvalidLength

ORGANISATION_CODE_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
ORGANISATION_CODE_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def fault_of(code: str) -> str:
    """What is wrong with a credit code, in a sentence; blank when nothing is."""
    try:
        compact = uscc.validate(code)
    except InvalidLength:
        return f"统一社会信用代码应为 18 位，现为 {len(code)} 位。"
    except (InvalidFormat, InvalidComponent):
        return "统一社会信用代码含有不应出现的字符（不使用 I、O、S、V、Z，前 8 位为数字）。"
    except InvalidChecksum:
        return "统一社会信用代码的末位校验码不符，可能有一位抄错。"
    if compact[16] != organisation_check(compact[8:16]):
        return "统一社会信用代码第 9 至 17 位（主体标识码）的校验码不符，可能有一位抄错。"
    return ""


def compact(code: str) -> str:
    """As it is kept: capitals, no blanks or dashes."""
    return str(uscc.compact(code)).upper()


def organisation_check(body: str) -> str:
    """The ninth character of a GB 11714 organisation code, `X` standing for ten."""
    total = sum(
        weight * ORGANISATION_CODE_ALPHABET.index(character)
        for weight, character in zip(ORGANISATION_CODE_WEIGHTS, body, strict=True)
    )
    return "0123456789X0"[11 - total % 11]
