"""Secrets that have to be read again, such as a robot's address: kept as ciphertext, by a key that follows from the
home's. Whoever has the database alone cannot read them.
"""

from base64 import urlsafe_b64encode
from functools import cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from jieyue.rules.refusal import Refused

MARK = "fernet:"
PURPOSE = b"jieyue: secrets that are kept"


class NotOpened(Refused):
    """The secret was kept by the key of another home."""


def sealed(plain: str) -> str:
    """As it is kept; that there is none is no secret."""
    return f"{MARK}{_cipher(str(settings.SECRET_KEY)).encrypt(plain.encode()).decode()}" if plain else ""


def opened(kept: str) -> str:
    """What was sealed. What was kept before secrets were sealed stands there as it is. Raises NotOpened."""
    if not kept.startswith(MARK):
        return kept
    try:
        return _cipher(str(settings.SECRET_KEY)).decrypt(kept.removeprefix(MARK)).decode()
    except InvalidToken:
        raise NotOpened("存的密文用这个系统的密钥解不开。", do="请重新登记。") from None


def is_sealed(kept: str) -> bool:
    """Whether nobody can read it; nothing is no secret."""
    return not kept or kept.startswith(MARK)


@cache
def _cipher(secret_key: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(secret_key.encode())
    return Fernet(urlsafe_b64encode(derived))
