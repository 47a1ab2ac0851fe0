from __future__ import annotations

import os
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, settings

# the same examples on every run and every machine; `--hypothesis-profile=deep` looks for new ones
settings.register_profile(
    "suite", derandomize=True, deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("quick", parent=settings.get_profile("suite"), max_examples=25)  # under sanitizers
settings.register_profile("deep", parent=settings.get_profile("suite"), derandomize=False, max_examples=3000)
settings.load_profile("suite")


@pytest.fixture
def python():
    """Run a fresh interpreter: arguments, what it reads on stdin, a hash seed, seconds it may take; bytes come back."""

    def run(*arguments, stdin=b"", seed="random", seconds=120):
        return subprocess.run(  # noqa: S603 - our own interpreter
            [sys.executable, "-W", "error", *map(str, arguments)],
            input=stdin,
            capture_output=True,
            check=False,
            timeout=seconds,
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "", "PYTHONUTF8": "0"},
        )

    return run
