"""The console script `jieyue`: Django's commands and ours, with exit statuses that scripts can rely on.

0 done, 1 done with findings or refused rows, 2 wrong use, refused altogether or not possible now, 3 a fault of ours.
"""

import gc
import json
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from jieyue.cli.wrong_use import as_document, wants_json
from jieyue.files.faults import note
from jieyue.programme.upkeep.roomy_stack import with_room
from jieyue.rules.refusal import Fault, Refused

REFUSED, FAULT = 2, 3


def main() -> None:
    gc.disable()  # what is loaded stays; whoever loads the command has the rest looked through again
    try:
        status = with_room(run, sys.argv)
    except BrokenPipeError:
        status = 0
    for stream in (sys.stdout, sys.stderr):
        _finish(stream)
    sys.exit(status)


def _finish(stream: TextIO) -> None:
    """Whoever read it may have gone away. That is no fault, and Python must not find it out at its very end."""
    try:
        stream.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def run(argv: Sequence[str]) -> int:
    """Carry out a command line and give its exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jieyue.site.settings")
    try:
        from jieyue.cli.utility import Utility  # noqa: PLC0415 (after the settings are named)

        Utility(list(argv)).execute()
    except SystemExit as ending:
        return _status(ending)
    except BrokenPipeError:
        return 0
    except KeyboardInterrupt:
        print("已中断；没有写完的内容已全部撤回。", file=sys.stderr)  # noqa: T201
        return 130
    except Exception as error:
        refusal = _refusal_in(error)
        _tell(refusal or _fault_noted(error, argv), as_json=wants_json(argv[2:]))
        return REFUSED if refusal else FAULT
    return 0


def _tell(refusal: Refused, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(as_document(refusal), ensure_ascii=False))  # noqa: T201
    print(refusal, file=sys.stderr)  # noqa: T201


def _refusal_in(error: Exception) -> Refused | None:
    """Also where the settings themselves could not be read."""
    if isinstance(error, Refused):
        return error
    with suppress(Exception):
        from jieyue.programme.upkeep.faults import refusal_in  # noqa: PLC0415 (after the settings are named)

        return refusal_in(error)
    return None


def _status(ending: SystemExit) -> int:
    if ending.code is None:
        return 0
    return ending.code if isinstance(ending.code, int) else 1


def _fault_noted(error: Exception, argv: Sequence[str]) -> Fault:
    """Keep the traceback where whoever maintains the system finds it, and say so."""
    home = Path(os.environ.get("JIEYUE_HOME", "jieyue-home")).absolute()
    noted = note(error, home=home, doing=f"jieyue {_command_in(argv)}")
    where = f"详情记在 {noted.file}" if noted.is_kept else f"详情见上，{noted.file} 无法写入"
    kind = type(error).__name__
    says = f"程序出错，没有写完的内容已全部撤回（{kind}，错误编号 {noted.number}）。"
    return Fault(says, do=f"{where}，请交给维护人员。", number=noted.number)


def _command_in(argv: Sequence[str]) -> str:
    """The command and the names of its options, without what was given for them."""
    return " ".join([*argv[1:2], *(word.partition("=")[0] for word in argv[2:] if word.startswith("--"))])


if __name__ == "__main__":
    main()
