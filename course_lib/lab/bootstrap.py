"""Make the course's environment: `.venv` in the checkout, holding the versions that pyproject.toml names.

    python3 -I course_lib/lab/bootstrap.py [--this-python] [--system-packages]

The Makefile runs it before every command. It comes before anything is installed, under whatever `python3` there is:
standard library only, and nothing that Python 3.6 cannot parse, so that a Python too old is told so in a sentence.

`.venv/checkout` names the folder the environment was made in; `.venv/finished` is written last and holds a
fingerprint of what was installed. An environment without either is not trusted: it is repaired or made anew.
Every fault ends as one line on stderr and exit status 1; what pip said is in `build/setup.log`.
"""

import argparse
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
PROJECT = os.path.join(ROOT, "pyproject.toml")
ENVIRONMENT = os.path.join(ROOT, ".venv")
CHECKOUT = os.path.join(ENVIRONMENT, "checkout")
FINISHED = os.path.join(ENVIRONMENT, "finished")
LOG = os.path.join(ROOT, "build", "setup.log")
SYSTEM_PACKAGES = os.path.join(ROOT, "course_lib", "lab", "system_packages.py")  # students get none
SCRIPTS = os.path.join(ENVIRONMENT, "Scripts" if os.name == "nt" else "bin")
PYTHON = os.path.join(SCRIPTS, "python.exe" if os.name == "nt" else "python")

# What the log of a failed command shows, and what that means. The first that fits is told.
REASONS = (
    (r"No space left on device", "the disk is full"),
    (
        r"NewConnectionError|NameResolutionError|ConnectTimeout|ReadTimeout|ProxyError|dns error|tcp connect error"
        r"|Temporary failure (?:in name resolution|resolving)|Network is unreachable|Could not resolve",
        "no network, or a proxy that does not answer",
    ),
    (r"CERTIFICATE_VERIFY_FAILED|invalid peer certificate", "the network's certificate is not trusted"),
    (r"No matching distribution found for (\S+)", "no package index within reach offers {0} (is there a network?)"),
    (r"Permission denied: ?(\S*)", "no permission to write {0}"),
    (r"(?:ensurepip is not|No module named '?ensurepip)", "this Python comes without venv; install python3-venv"),
)


class SetupError(Exception):
    """The environment cannot be made. The message is the one line that the user reads."""


def say(line):
    """Print a line at once: the steps that follow it take minutes."""
    print(line, flush=True)


def read(path):
    """The text of a file, or "" when there is none."""
    if not os.path.isfile(path):
        return ""
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def pinned():
    """What pyproject.toml pins, as {distribution: version}."""
    return dict(re.findall(r'^\s*"([A-Za-z0-9_.-]+)==([^"]+)"', read(PROJECT), re.MULTILINE))


def python_range():
    """The oldest and the newest Python that pyproject.toml admits, e.g. ((3, 11), (3, 13))."""
    oldest, beyond = re.search(r'^requires-python = ">=3\.(\d+),<3\.(\d+)"', read(PROJECT), re.MULTILINE).groups()
    return (3, int(oldest)), (3, int(beyond) - 1)


def refusal(version):
    """Why a Python of this (major, minor) version cannot run the course, or None if it can."""
    oldest, newest = python_range()
    if oldest <= tuple(version) <= newest:
        return None
    fault = "too old" if tuple(version) < oldest else "too new"
    return "Python {}.{} is {}: the course needs {}.{} to {}.{}".format(*version, fault, *oldest, *newest)


def describe_python(command):
    """The (version, executable) that a command runs as Python, or None if it does not run.

    The executable is the one that a virtual environment stands on, so that the environment never stands on itself.
    """
    code = "import sys; print(*sys.version_info[:2], getattr(sys, '_base_executable', None) or sys.executable)"
    try:
        answer = subprocess.check_output([command, "-I", "-c", code], stderr=subprocess.DEVNULL, timeout=60)
    except (OSError, subprocess.SubprocessError):
        return None
    major, minor, executable = answer.decode().strip().split(" ", 2)
    return (int(major), int(minor)), executable


def choose_python(insist):
    """The executable of a suitable Python: the one that runs this, or else the newest on PATH.

    Raises SetupError when there is none, or when this one is unsuitable and the user insists on it.
    """
    fault = refusal(sys.version_info[:2])
    if fault is None:
        return getattr(sys, "_base_executable", None) or sys.executable
    if insist:
        raise SetupError(fault + ".")
    (major, oldest), (_, newest) = python_range()
    for minor in range(newest, oldest - 1, -1):
        found = describe_python(f"python{major}.{minor}")
        if found and refusal(found[0]) is None:
            say(f"{fault}; using {found[1]} instead.")
            return found[1]
    raise SetupError(f"{fault}, and none is on PATH. Install Python {major}.{newest}, or name one: make lab PYTHON=...")


def fingerprint(version):
    """What a finished environment of this Python version is known by: it changes when pyproject.toml does."""
    text = "{}.{} {} {}".format(*version, platform.machine(), read(PROJECT))
    return hashlib.sha256(text.encode()).hexdigest()


def fault_of_packages():
    """Run inside the environment: the first package that is missing, of another version or in another place."""
    from importlib import metadata, util

    for name, wanted in sorted(pinned().items()):
        try:
            got = metadata.version(name)
        except metadata.PackageNotFoundError:
            return f"{name} is missing"
        if got.split("+")[0] != wanted:
            return f"{name} is {got}, not {wanted}"
    package = util.find_spec("course_lib")
    if package is None or os.path.realpath(package.origin) != os.path.join(ROOT, "course_lib", "__init__.py"):
        return "course_lib is not this checkout's"
    return ""


def fault_of_environment(wanted):
    """Why `.venv` cannot be used as it is, or None. wanted: the (major, minor) asked for, if any."""
    if not os.path.isdir(ENVIRONMENT):
        return "there is none yet"
    if read(CHECKOUT) != ROOT:
        return "it was not made here by this command"
    found = describe_python(PYTHON)
    if found is None:
        return "its Python does not run"
    if refusal(found[0]):
        return refusal(found[0])
    if wanted and found[0] != wanted:
        return "it has Python {}.{}, not {}.{}".format(*found[0], *wanted)
    if not read(FINISHED):
        return "it was left unfinished"
    if read(FINISHED) != fingerprint(found[0]):
        return "pyproject.toml has changed"
    try:
        answer = subprocess.check_output([PYTHON, "-I", __file__, "--packages"], stderr=subprocess.DEVNULL)
    except subprocess.CalledProcessError:
        return "its Python is damaged"
    return answer.decode().strip() or None


def can_be_repaired(wanted):
    """Whether pip runs in an environment that was made here, with the right Python: then it is kept."""
    found = describe_python(PYTHON) if read(CHECKOUT) == ROOT else None
    if found is None or refusal(found[0]) or (wanted and found[0] != wanted):
        return False
    pip = [PYTHON, "-I", "-m", "pip", "--version"]
    return subprocess.call(pip, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0


def explain(output):
    """The reason in what a failed command printed: a known one, or its last line."""
    for pattern, reason in REASONS:
        match = re.search(pattern, output)
        if match:
            return reason.format(*match.groups())
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"


def attempt(command, timeout=None):
    """Run a command with its output in the log; what it printed and whether it succeeded."""
    environment = dict(os.environ, PIP_USER="0", PIP_DISABLE_PIP_VERSION_CHECK="1", DEBIAN_FRONTEND="noninteractive")
    os.makedirs(os.path.dirname(LOG), exist_ok=True)
    with open(LOG, "ab") as log:
        log.write("\n$ {}\n".format(" ".join(command)).encode())
        log.flush()
        start = log.tell()
        try:
            status = subprocess.call(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=ROOT, env=environment, timeout=timeout
            )
        except (OSError, subprocess.SubprocessError) as error:
            log.write(f"{error}\n".encode())
            status = 1
    with open(LOG, "rb") as log:
        log.seek(start)
        return log.read().decode(errors="replace"), status == 0


def step(title, *commands):
    """Run the commands of one step. Raises SetupError with the reason when one fails."""
    say(f"  {title} ...")
    for command in commands:
        output, done = attempt(command)
        if not done:
            raise SetupError(f"Set-up stopped ({title}): {explain(output)}. Full log: {os.path.relpath(LOG, ROOT)}")


def install_torch(version):
    """Install the CPU build of torch.

    The default index gives Linux gigabytes of CUDA, and only the version "+cpu" is free of it. A pip index may offer
    that one; if none does, uv finds PyTorch's own index by itself. macOS and Windows have one build, for the CPU.
    """
    pip = [PYTHON, "-I", "-m", "pip", "install", "--no-input"]
    title = f"torch {version} for the CPU, about 200 MB"
    if not sys.platform.startswith("linux"):
        step(title, [*pip, f"torch=={version}"])
        return
    say(f"  {title} ...")
    if not attempt([*pip, "--retries=2", f"torch=={version}+cpu"])[1]:
        uv = [os.path.join(SCRIPTS, "uv"), "pip", "install", "--python", PYTHON, "--torch-backend=cpu"]
        step(f"torch {version} from PyTorch's own index, with uv", [*pip, "uv"], [*uv, f"torch=={version}"])


def start_afresh(python):
    """Replace whatever stands at `.venv` by an empty environment of this Python."""
    if os.path.isdir(ENVIRONMENT) and not os.path.islink(ENVIRONMENT):
        shutil.rmtree(ENVIRONMENT)
    elif os.path.lexists(ENVIRONMENT):
        os.remove(ENVIRONMENT)
    step(f"virtual environment on {python}", [python, "-I", "-m", "venv", ENVIRONMENT])
    with open(CHECKOUT, "w", encoding="utf-8") as file:
        file.write(ROOT)


def install():
    """Bring a `.venv` in which pip runs to what pyproject.toml says."""
    if os.path.isfile(FINISHED):
        os.remove(FINISHED)
    install_torch(pinned()["torch"])
    everything = "[dev]" if re.search(r"^dev = \[", read(PROJECT), re.MULTILINE) else ""  # what students get has none
    step("the course's packages", [PYTHON, "-I", "-m", "pip", "install", "--no-input", "--editable", "." + everything])
    with open(FINISHED, "w", encoding="utf-8") as file:
        file.write(fingerprint(describe_python(PYTHON)[0]))


def make_environment(insist=False):
    """Make or repair `.venv` if it needs it; whether it did. Raises SetupError when that fails.

    insist: the environment must have the version of the Python that runs this. Otherwise a finished environment is
    kept whatever runs this, and an unfinished one is not: its Python may be what it failed for.
    """
    version = tuple(sys.version_info[:2])
    wanted = version if insist or (not read(FINISHED) and refusal(version) is None) else None
    fault = (refusal(version) if insist else None) or fault_of_environment(wanted)
    if fault is None:
        return False
    sound = can_be_repaired(wanted)
    python = None if sound else choose_python(insist)
    say(f"Preparing the environment in .venv ({fault}). This takes a minute or two, once.")
    begin = time.time()
    if not sound:
        start_afresh(python)
    install()
    fault = fault_of_environment(wanted)
    if fault:
        raise SetupError(f"The environment in .venv is broken ({fault}). Remove the folder and run the command again.")
    say(f"  ready in {time.time() - begin:.0f} s")
    return True


def main():
    """Entry point; returns the exit status."""
    parser = argparse.ArgumentParser(description="Make the course's environment in .venv.")
    parser.add_argument("--this-python", action="store_true", help="insist on the version of the Python that runs this")
    parser.add_argument("--system-packages", action="store_true", help="look for system packages every time")
    parser.add_argument("--packages", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.packages:
        print(fault_of_packages())
        return 0
    try:
        fresh = make_environment(insist=options.this_python)
        if (fresh or options.system_packages) and os.path.isfile(SYSTEM_PACKAGES):
            subprocess.call([PYTHON, "-I", "-m", "course_lib.lab.system_packages"])
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"Set-up stopped: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted. The same command goes on from here.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
