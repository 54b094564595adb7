"""The library as one file, which pip installs where a notebook is opened elsewhere: on Colab, in VS Code."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from course_lib.instructor.source.for_students import WHEEL

A_DATE = "315532800"  # the first of 1980, the earliest that a zip can tell: two wheels are the same bytes
BUILD = "from setuptools import build_meta; build_meta.build_wheel('made')"


def wheel_of(files: dict[str, bytes]) -> bytes:
    """The wheel of a project with these files. Raises RuntimeError with what setuptools says if it cannot be made."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        done = subprocess.run(
            [sys.executable, "-I", "-c", BUILD],
            cwd=folder,
            env=os.environ | {"SOURCE_DATE_EPOCH": A_DATE},
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(done.stderr)
        return Path(folder, "made", WHEEL).read_bytes()
