"""The console script `jieyue`: Django's commands and ours, with exit statuses that scripts can rely on.

0 done, 1 done with findings or refused rows, 2 wrong use or refused altogether, 3 a fault of ours.
"""

import os
import sys
import traceback
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TextIO

from jieyue.rules.refusal import Refused

REFUSED, FAULT = 2, 3


def main() -> None:
    try:
        status = run(sys.argv)
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
    except Refused as refusal:
        print(refusal, file=sys.stderr)  # noqa: T201
        return REFUSED
    except SystemExit as ending:
        return _status(ending)
    except BrokenPipeError:
        return 0
    except KeyboardInterrupt:
        print("已中断；没有写完的内容已全部撤回。", file=sys.stderr)  # noqa: T201
        return 130
    except Exception:
        print(_fault_noted(), file=sys.stderr)  # noqa: T201
        return FAULT
    return 0


def _status(ending: SystemExit) -> int:
    if ending.code is None:
        return 0
    return ending.code if isinstance(ending.code, int) else 1


def _fault_noted() -> str:
    """Keep the traceback where whoever maintains the system finds it, and say so."""
    file = Path(os.environ.get("JIEYUE_HOME", "jieyue-home")).absolute() / "faults.log"
    told = traceback.format_exc()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8") as log:
            log.write(f"{datetime.now().astimezone().isoformat()} {' '.join(sys.argv)}\n{told}\n")
    except OSError:
        return f"程序出错，且无法写入 {file}：{told.strip().splitlines()[-1]}"
    reason = told.strip().splitlines()[-1]
    return f"程序出错，没有写完的内容已全部撤回（{reason}）。详情记在 {file}，请交给维护人员。"


if __name__ == "__main__":
    main()
