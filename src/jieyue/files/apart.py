"""Opening foreign files at arm's length: in a process of its own, with little time, little memory and no help.

A file made to break its reader breaks that process and nothing else.
"""

import resource
import subprocess
import sys
from dataclasses import dataclass


class DidNotEndWell(Exception):  # noqa: N818 (named for what is wrong)
    """The other process took more than it may, or fell over what it read."""


@dataclass(frozen=True)
class Limits:
    """What the other process may take; `file_bytes` is the largest file that it may write."""

    memory_bytes: int
    cpu_seconds: int
    file_bytes: int = 0

    def impose(self) -> None:
        """On the process that calls it, for good."""
        for what, most in (
            (resource.RLIMIT_AS, self.memory_bytes),
            (resource.RLIMIT_CPU, self.cpu_seconds),
            (resource.RLIMIT_FSIZE, self.file_bytes),
            (resource.RLIMIT_CORE, 0),
        ):
            resource.setrlimit(what, (most, most))


def said_apart(module: str, *words: str, given: bytes = b"", seconds: float) -> bytes:
    """What a module of ours, as a program with these words and this input, writes. Raises DidNotEndWell."""
    command = [sys.executable, "-I", "-m", module, *words]
    try:
        return subprocess.run(command, input=given, capture_output=True, timeout=seconds, check=True).stdout
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as failure:
        raise DidNotEndWell(module) from failure
