"""Names, passwords and codes with which people sign in: what they look like and which are good."""

import hmac
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from unicodedata import normalize

from pyotp import HOTP

from jieyue.rules.person import CONSOLE

MOST_USERNAME = 60
LEAST_LENGTH, LEAST_KINDS = 10, 3
STEP_SECONDS = 30
DIGITS = 6
STEPS_TOLERATED = 1
"""A phone's clock may be half a minute off."""

KINDS = (re.compile("[a-z]"), re.compile("[A-Z]"), re.compile("[0-9]"), re.compile("[^a-zA-Z0-9]"))
UNMISTAKABLE = "abcdefghjkmnpqrstuvwxyz23456789"
"""What a drawn code consists of: no letter or digit that looks like another."""

COMMON = (
    "password", "passw0rd", "p@ssw0rd", "p@ssword", "qwerty", "asdfgh", "zxcvbn", "1qaz2wsx", "1q2w3e", "qazwsx",
    "abc123", "abcd1234", "iloveyou", "admin", "root", "welcome", "letmein", "changeme", "monkey", "dragon",
    "woaini", "5201314", "1314520", "520520", "aini1314", "woaizuguo", "zhongguo", "china", "beijing", "a123456",
    "123456", "12345678", "654321", "888888", "666666", "111111", "000000", "112233", "123123", "147258", "159357",
    "jieneng", "jieyue", "jiguan", "gongwuyuan", "zhengfu", "shiwuju", "mima", "denglu", "nihao", "wangyang",
)  # fmt: skip
"""The stems of what is chosen most, here and elsewhere. A password that is little more than one of them is none."""


def as_username(typed: str) -> str:
    """A name as it is kept and looked up: full-width letters, capitals and blanks make no other person of it."""
    return normalize("NFKC", typed).strip().lower()


def fault_of_username(username: str) -> str:
    """What is wrong with a name to sign in with; "" when it is good."""
    if not username or len(username) > MOST_USERNAME:
        return "用户名为 1 至 60 个字。"
    if strange := list(dict.fromkeys(sign for sign in username if not sign.isalnum() and sign not in "._-@")):
        return f"用户名“{username}”中不能有{'、'.join(map(_sign_said, strange))}。"
    if username == CONSOLE:
        return f"“{CONSOLE}”是本机管理人员，不能用作用户名。"
    return ""


def _sign_said(sign: str) -> str:
    return "空格" if sign.isspace() else f"“{sign}”" if sign.isprintable() else "看不见的字符"


def password_faults(password: str, *, username: str, name: str = "") -> list[str]:
    """What is wrong with a password, each as a sentence; nothing when it is good enough."""
    faults = []
    if len(password) < LEAST_LENGTH:
        faults.append(f"口令至少 {LEAST_LENGTH} 位。")
    if sum(1 for kind in KINDS if kind.search(password)) < LEAST_KINDS:
        faults.append(f"大写字母、小写字母、数字、符号中至少要有 {LEAST_KINDS} 种。")
    if any(len(part) >= 3 and part in password.lower() for part in (username.lower(), name.lower())):
        faults.append("口令不能包含用户名或姓名。")
    if is_common(password):
        faults.append("这个口令太常见，容易被猜中。")
    if re.search(r"(.)\1{3,}", password):
        faults.append("同一个字符不能连续出现 4 次以上。")
    return faults


def is_common(password: str) -> bool:
    """Whether taking common stems, a year and the usual decoration away leaves less than four characters."""
    plain = password.lower()
    return any(len(_bare(_without_stems(form))) < 4 for form in (plain, re.sub(r"(19|20)\d\d", "", plain)))


def _without_stems(text: str) -> str:
    for stem in sorted(COMMON, key=len, reverse=True):
        text = text.replace(stem, "", 1)
    return text


def _bare(text: str) -> str:
    """Without the signs that people put around a word."""
    return re.sub(r"[^a-z0-9]", "", text)


def drawn(draw: Callable[[str], str], *, groups: int) -> str:
    """A code of groups of four by chance, about 20 bits a group; `draw` gives one of the characters it is shown."""
    return "-".join("".join(draw(UNMISTAKABLE) for _ in range(4)) for _ in range(groups))


def digest_of_code(code: str, *, owner: int) -> str:
    """What is kept of a drawn code. Chance makes it long enough for a quick hash."""
    return sha256(f"{owner}:{_bare_code(code)}".encode()).hexdigest()


def digest_of_halves(first: str, second: str, *, owner: int) -> str:
    """What is kept of a code that two persons hold half each of: made from the digests of the halves."""
    return digest_of_code(first + second, owner=owner)


def digest_in_halves(code: str, *, owner: int) -> str:
    """The same, from the whole code as it is typed."""
    bare = _bare_code(code)
    middle = len(bare) // 2
    digests = (digest_of_code(half, owner=owner) for half in (bare[:middle], bare[middle:]))
    return digest_of_halves(*digests, owner=owner)


def _bare_code(code: str) -> str:
    return normalize("NFKC", code).replace("-", "").replace(" ", "").lower()


def step_at(moment: datetime) -> int:
    """The half minute that a code of RFC 6238 holds for."""
    return int(moment.timestamp()) // STEP_SECONDS


def code_at(secret: str, step: int) -> str:
    """The six digits of RFC 6238 (SHA-1, as every authenticator has it) for a secret in Base32."""
    return HOTP(secret, digits=DIGITS).at(step)


def step_of_code(secret: str, code: str, *, at: datetime, after: int) -> int | None:
    """The step whose code this is, if it is of now and later than the last one used."""
    bare = normalize("NFKC", code).replace(" ", "")
    now = step_at(at)
    steps = range(now - STEPS_TOLERATED, now + STEPS_TOLERATED + 1)
    matching = [step for step in steps if hmac.compare_digest(code_at(secret, step).encode(), bare.encode())]
    return next((step for step in matching if step > after), None)


def is_expired(changed_at: datetime | None, *, at: datetime, days: int) -> bool:
    """Whether a password is too old. Zero days: passwords do not expire."""
    return bool(days) and changed_at is not None and at - changed_at >= timedelta(days=days)
