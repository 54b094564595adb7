"""The sandbox in which the students' code runs: bubblewrap around a warm process, and how to get it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import course_lib
from course_lib.instructor.sandbox.kernel_calls import NoLibseccompError, forbidding_filter
from course_lib.lab.system_packages import install_command

PACKAGE = Path(course_lib.__file__).resolve().parent
INSIDE = "/course"  # where the sandbox sees course_lib
INSIDE_PACKAGE = f"{INSIDE}/course_lib"
# What must work in it before anybody is graded.
PROBE = "from course_lib.instructor.sandbox.kernel_calls import forbidding_filter; forbidding_filter().load()"
ETC = ("ld.so.cache", "ld.so.conf", "ld.so.conf.d", "localtime", "alternatives", "fonts")


class SandboxError(Exception):
    """There is no working sandbox here: why, and what to do."""


def check_sandbox() -> None:
    """Raise SandboxError unless a program can be run in the sandbox."""
    if not sys.platform.startswith("linux"):
        raise SandboxError("the sandbox needs Linux (bubblewrap): grade in a Linux machine or container")
    if shutil.which("bwrap") is None:
        raise SandboxError(f"bubblewrap is not installed. To get it: {_how_to_get('bubblewrap')}")
    try:
        forbidding_filter()
    except NoLibseccompError as error:
        raise SandboxError(f"{error}. To get it: {error.install or _how_to_get('libseccomp2')}") from error
    tried = subprocess.run(
        command([sys.executable, "-c", PROBE]), capture_output=True, text=True, timeout=60, check=False
    )
    if tried.returncode != 0:
        reason = (tried.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise SandboxError(f"the sandbox does not work here: {reason}{_advice(reason)}")


def _how_to_get(package: str) -> str:
    return install_command([package], is_root=os.geteuid() == 0)


def _advice(reason: str) -> str:
    if "ermission denied" in reason and "bwrap" not in reason:
        return f" (can {os.environ.get('USER', 'this user')} read {sys.base_prefix}?)"
    if "namespace" in reason or "uid map" in reason or "ermitted" in reason:
        return " (this system forbids user namespaces: allow them, or grade as root in a virtual machine)"
    return ""


def command(program: list[str], threads: int = 1) -> list[str]:
    """The command line that runs `program` in the sandbox.

    It sees Python and its packages read-only, course_lib, an empty /tmp and an empty home; no network, no process of
    ours, no environment of ours.
    """
    words = ["bwrap", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"]
    if os.geteuid() != 0:
        words += ["--unshare-user", "--uid", "65534", "--gid", "65534"]
    words += ["--die-with-parent", "--new-session", "--hostname", "sandbox", "--clearenv"]
    for name, value in environment(threads).items():
        words += ["--setenv", name, value]
    words += ["--tmpfs", "/tmp", "--dir", "/tmp/student", "--ro-bind", "/usr", "/usr"]
    for name in ("bin", "sbin", "lib", "lib32", "lib64"):
        path = Path("/", name)
        if path.is_symlink():
            words += ["--symlink", os.readlink(path), str(path)]
        elif path.is_dir():
            words += ["--ro-bind", str(path), str(path)]
    for name in ETC:
        words += ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
    for folder, inside in {**{folder: folder for folder in python_folders()}, str(PACKAGE): INSIDE_PACKAGE}.items():
        for parent in [*reversed(Path(inside).parents)][1:]:
            words += ["--perms", "0755", "--dir", str(parent)]  # else nobody could pass through it
        words += ["--ro-bind", folder, inside]
    words += ["--proc", "/proc", "--dev", "/dev", "--chdir", "/tmp"]
    return [*words, "--remount-ro", "/", "--", *program]


def environment(threads: int = 1) -> dict[str, str]:
    """The environment of the candidates: nothing of ours in it."""
    return {
        "HOME": "/tmp/student",
        "USER": "student",
        "LOGNAME": "student",
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "TZ": os.environ.get("TZ", ""),
        "PYTHONPATH": INSIDE,
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONNOUSERSITE": "1",
        "OMP_NUM_THREADS": str(threads),
        "OPENBLAS_NUM_THREADS": "1",
        "MKL_NUM_THREADS": str(threads),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "MPLCONFIGDIR": "/tmp/student/matplotlib",
        "NBGRADER_EXECUTION": "autograde",
        "IPYTHONDIR": "/tmp/student/ipython",
    }


def python_folders() -> list[str]:
    """The folders that hold this Python and its packages, where /usr does not."""
    asked = [Path(sys.prefix), Path(sys.base_prefix), Path(sys.executable).resolve().parent.parent]
    asked += [Path(path) for path in sys.path if "site-packages" in path or "dist-packages" in path]
    found: list[Path] = []
    for folder in dict.fromkeys(asked):
        covered = any(folder == known or known in folder.parents for known in [Path("/usr"), *found])
        if folder.is_dir() and not covered:
            found.append(folder)
    return [str(folder) for folder in found]
