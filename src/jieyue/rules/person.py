"""Who acts."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """`login` is the account of the machine through which the person came, kept in the log beside the name."""

    username: str
    login: str
