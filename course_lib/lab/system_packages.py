"""The programs that the course uses and pip cannot bring: installed where that is allowed, named where it is not.

`python -m course_lib.lab.system_packages`, run by the set-up. Opening a lesson needs none of them, so whatever happens
here is told in one line and stops nothing.
"""

import glob
import os
import shutil
import sys
from ctypes.util import find_library

from course_lib.lab.bootstrap import attempt, explain, say

# The name that Debian gives the package, and the programs any one of which will do.
PROGRAMS = {
    "chromium": ("chromium",),
    "bubblewrap": ("bwrap",),
    "postgresql": ("pg_ctl",),
}
LIBRARIES = {"libseccomp2": "seccomp"}  # the name of a package, and of the library in it
FOR_LINUX = ("bubblewrap", "libseccomp2")
PURPOSE = {
    "chromium": "the browser tests",
    "bubblewrap": "the grading sandbox",
    "libseccomp2": "the grading sandbox",
    "postgresql": "the tests with a database server",
}
OFF_PATH = "/usr/lib/postgresql/*/bin"  # where Debian keeps the programs of PostgreSQL's server
# Package managers by the program that gives them away, with the command a person would type.
INSTALL_COMMANDS = {
    "apt-get": "apt-get install",
    "dnf": "dnf install",
    "pacman": "pacman -S",
    "zypper": "zypper install",
    "apk": "apk add",
    "brew": "brew install",
}


def wanted_packages(system=sys.platform) -> list[str]:
    """The packages that make sense on this system: the sandbox is for Linux alone."""
    return [name for name in (*PROGRAMS, *LIBRARIES) if name not in FOR_LINUX or system.startswith("linux")]


def program(name: str) -> str | None:
    """The path of a program on PATH, or where Debian keeps it; None if it is not installed."""
    return shutil.which(name) or shutil.which(name, path=os.pathsep.join(glob.glob(OFF_PATH)))


def is_installed(name: str) -> bool:
    """Is a program of this package here, or its library?"""
    return find_library(LIBRARIES[name]) is not None if name in LIBRARIES else any(map(program, PROGRAMS[name]))


def missing_packages() -> list[str]:
    """The wanted packages that are not installed."""
    return [name for name in wanted_packages() if not is_installed(name)]


def install_command(missing: list[str], is_root: bool) -> str:
    """What a person types on this machine to install the missing packages."""
    manager = next((name for name in INSTALL_COMMANDS if shutil.which(name)), None)
    if manager is None:
        return f"install {' and '.join(missing)} with your package manager"
    sudo = "" if is_root or manager == "brew" else "sudo "
    return " ".join([sudo + INSTALL_COMMANDS[manager], *missing])


def install_as_root(missing: list[str]) -> str:
    """Install the packages with apt-get. Returns "" or the reason why some are still missing."""
    say(f"Installing system packages: {', '.join(missing)} ...")
    attempt(["apt-get", "update"], timeout=300)
    output, _ = attempt(["apt-get", "install", "--yes", "--no-install-recommends", *missing], timeout=900)
    return explain(output) if missing_packages() else ""


def main() -> None:
    """Install what is missing, or say in one line what it is for and how to install it."""
    missing = missing_packages()
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    reason = install_as_root(missing) if missing and is_root and shutil.which("apt-get") else ""
    missing = missing_packages()
    if missing:
        purposes = ", ".join(f"{name} (for {PURPOSE[name]})" for name in missing)
        because = f" [{reason}]" if reason else ""
        say(f"Not installed: {purposes}{because}. To get it: {install_command(missing, is_root)}")


if __name__ == "__main__":
    main()
