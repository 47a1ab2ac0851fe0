"""The command line: `pubclean clean`, `pubclean dedup`, `pubclean report`."""

from __future__ import annotations

import os
import signal
import stat
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from pubclean.cli.arguments import parser
from pubclean.cli.complaints import FAILED, Complaints, Refused
from pubclean.cli.endings import unwinding

if TYPE_CHECKING:
    from collections.abc import Sequence

MISUSED = 2  # argparse's own code for a command line it cannot read
INTERRUPTED, TERMINATED = 128 + signal.SIGINT, 128 + signal.SIGTERM

__all__ = ["FAILED", "INTERRUPTED", "MISUSED", "TERMINATED", "main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit code.

    0 when all went well, 1 when some input was bad and the rest was done, 2 when nothing could be done as asked,
    130 after Ctrl-C, 143 after a request to end. An output file is whole and in its place, or as it was before.
    """
    asked = parser().parse_args(arguments)
    complaints = Complaints()
    try:
        with unwinding():
            asked.verb(asked, complaints)
            sys.stdout.flush()
    except BrokenPipeError:
        _look_away()
    except KeyboardInterrupt as interrupt:
        with suppress(OSError, ValueError):
            if stat.S_ISREG(os.fstat(sys.stdout.fileno()).st_mode):
                sys.stdout.flush()  # a file ends with a whole line; a pipe may have nobody who reads on
        _look_away()
        return TERMINATED if interrupt.args == (signal.SIGTERM,) else INTERRUPTED
    except Refused as refusal:
        complaints.say(str(refusal))
        return MISUSED
    except OSError as error:  # what cannot be read is a complaint by now: this is about what is written
        _look_away()
        complaints.say(f"{error.filename or 'output'}: {error.strerror or error}")
        return MISUSED
    return complaints.code()


def _look_away() -> None:
    """Give what is still buffered for stdout to nobody, so that the interpreter ends without a word."""
    with suppress(OSError, ValueError), Path(os.devnull).open("wb") as nobody:
        os.dup2(nobody.fileno(), sys.stdout.fileno())
