"""The set-up: one list of versions everywhere, and every fault told in one line."""

import ast
import base64
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml

from course_lib.lab import bootstrap

pytestmark = pytest.mark.process

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text())

# What conda-forge calls the distributions that have another name there.
CONDA_NAMES = {
    "torch": "pytorch",
    "matplotlib": "matplotlib-base",
    "playwright": "playwright-python",
    "psycopg-binary": "psycopg-c",
}
TOOLS_OF_CONDA = {"python", "pip", "setuptools"}


def project_requirements():
    groups = [PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"].values()]
    return [line for group in groups for line in group if not line.startswith("course_lib[")]


def conda_packages():
    """{name: [version, build]} of what environment.yml takes from conda-forge, and from PyPI what is not there."""
    lines = [line for line in CONDA["dependencies"] if isinstance(line, str)] + CONDA["dependencies"][-1]["pip"][:-1]
    return {re.split("[=<>]", line)[0]: re.split("[=<>]+", line)[1:] for line in lines}


# One list of versions


def test_conda_has_every_package_of_the_project_in_its_version_and_no_other():
    wanted = dict(line.split("==") for line in project_requirements())

    got = {name: versions[0] for name, versions in conda_packages().items() if name not in TOOLS_OF_CONDA}

    assert got == {CONDA_NAMES.get(name, name): version for name, version in wanted.items()}


def test_conda_takes_torch_for_the_cpu_and_all_from_conda_forge():
    assert conda_packages()["pytorch"][1] == "cpu*"
    assert CONDA["channels"] == ["conda-forge", "nodefaults"]
    from_pip = [line.partition("==")[0] for line in CONDA["dependencies"][-1]["pip"]]
    assert from_pip == [
        "pyseccomp",
        "tree-sitter",
        "tree-sitter-javascript",
        "math-core",
        "axe-playwright-python",
        "sphinx-mathjax-offline",
        "--editable .",
    ]


def test_the_set_up_reads_every_pinned_version_of_the_project():
    assert bootstrap.pinned() == dict(line.split("==") for line in project_requirements())


def test_the_python_range_is_the_same_everywhere():
    (_, oldest), (_, newest) = bootstrap.python_range()

    assert PROJECT["project"]["requires-python"] == f">=3.{oldest},<3.{newest + 1}"
    assert f"python{PROJECT['project']['requires-python']}" in CONDA["dependencies"]
    assert PROJECT["tool"]["ruff"]["target-version"] == f"py3{oldest}"
    for name in ("Makefile", "README.md"):
        assert f"Python 3.{oldest} to 3.{newest}" in (ROOT / name).read_text(), name


# Pythons


@pytest.mark.parametrize(("version", "fault"), [((3, 10), "too old"), ((2, 7), "too old"), ((3, 14), "too new")])
def test_an_unsuitable_python_is_refused_with_the_range_that_is_needed(version, fault):
    message = bootstrap.refusal(version)

    assert message == f"Python {version[0]}.{version[1]} is {fault}: the course needs 3.11 to 3.13"


def test_every_python_of_the_range_is_accepted():
    assert [bootstrap.refusal((3, minor)) for minor in (11, 12, 13)] == [None] * 3


def test_the_set_up_parses_on_python_3_6():
    ast.parse(Path(bootstrap.__file__).read_text(), feature_version=(3, 6))


def run_as_python(version, checkout, path, *arguments):
    """Run the set-up of a checkout in a Python that says it is of another version."""
    script = str(checkout / "course_lib" / "lab" / "bootstrap.py")
    code = (
        f"import runpy, sys; sys.version_info = {version}; sys.argv = ['bootstrap', *{arguments}]; "
        f"runpy.run_path({script!r}, run_name='__main__')"
    )
    environment = {"PATH": str(path), "PIP_NO_INDEX": "1"}
    return subprocess.run([sys.executable, "-I", "-c", code], env=environment, capture_output=True, text=True)


def test_a_too_old_python_with_no_better_one_on_path_gives_one_line_and_makes_nothing(checkout, tmp_path):
    done = run_as_python((3, 9, 18), checkout, tmp_path)

    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        "Python 3.9 is too old: the course needs 3.11 to 3.13, and none is on PATH. "
        "Install Python 3.13, or name one: make lab PYTHON=...\n"
    )
    assert not (checkout / ".venv").exists()


def test_a_too_old_python_that_the_user_names_is_refused_though_a_better_one_is_on_path(checkout, newer_python):
    done = run_as_python((3, 9, 18), checkout, newer_python.parent, "--this-python")

    assert (done.returncode, done.stderr) == (1, "Python 3.9 is too old: the course needs 3.11 to 3.13.\n")


def test_a_too_old_default_python_gives_way_to_a_suitable_one_on_path(checkout, newer_python):
    done = run_as_python((3, 9, 18), checkout, newer_python.parent)

    assert done.stdout.startswith("Python 3.9 is too old: the course needs 3.11 to 3.13; using ")
    assert (checkout / ".venv" / "pyvenv.cfg").is_file()


@pytest.fixture
def newer_python(tmp_path):
    """This Python under its full name, in a folder that can be PATH."""
    folder = tmp_path / "newer"
    folder.mkdir()
    link = folder / "python{}.{}".format(*sys.version_info)
    link.symlink_to(sys._base_executable)
    return link


# A whole environment, from wheels made here: everything as it is on a student's machine but the size


WHEEL = "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"

BACKEND = """
import zipfile

def get_requires_for_build_editable(config_settings=None):
    return []

def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    info = "course_lib-0.1.0.dist-info"
    extra = "Provides-Extra: dev\\nRequires-Dist: torch==2.13.0\\nRequires-Dist: tqdm==4.70.1; extra == 'dev'\\n"
    with zipfile.ZipFile(f"{wheel_directory}/course_lib-0.1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("course_lib.pth", ROOT)
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\\nName: course_lib\\nVersion: 0.1.0\\n{extra}")
        wheel.writestr(f"{info}/WHEEL", WHEEL)
        wheel.writestr(f"{info}/RECORD", "")
    return "course_lib-0.1.0-py3-none-any.whl"
"""

SMALL_PROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "course_lib"
version = "0.1.0"
requires-python = ">=3.11,<3.14"
dependencies = [
    "torch==2.13.0",
]
[project.optional-dependencies]
dev = [
    "tqdm==4.70.1",
]
"""


def make_checkout(folder):
    """A checkout with the real set-up and a project of two dependencies."""
    (folder / "course_lib" / "lab").mkdir(parents=True)
    for name in ("__init__.py", "lab/__init__.py", "lab/bootstrap.py", "lab/system_packages.py"):
        shutil.copy(ROOT / "course_lib" / name, folder / "course_lib" / name)
    (folder / "pyproject.toml").write_text(SMALL_PROJECT)
    (folder / "backend.py").write_text(f"ROOT, WHEEL = {(str(folder), WHEEL)!r}\n{BACKEND}")
    return folder


def make_wheel(folder, name, version):
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": f"__version__ = {version!r}\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": WHEEL,
    }
    digests = {
        path: base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
        for path, text in files.items()
    }
    record = "".join(f"{path},sha256={digests[path]},{len(text.encode())}\n" for path, text in files.items())
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
        for path, text in {**files, f"{info}/RECORD": f"{record}{info}/RECORD,,\n"}.items():
            wheel.writestr(path, text)


@pytest.fixture
def checkout(tmp_path):
    return make_checkout(tmp_path / "checkout")


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """A checkout whose environment has been made, and the wheels it was made from. Each test leaves it finished."""
    folder = tmp_path_factory.mktemp("finished")
    wheels, programs = folder / "wheels", folder / "programs"
    wheels.mkdir()
    programs.mkdir()
    make_wheel(wheels, "torch", "2.13.0+cpu" if sys.platform.startswith("linux") else "2.13.0")
    make_wheel(wheels, "tqdm", "4.70.1")
    for name in ("chromium", "bwrap", "pg_ctl"):  # found on PATH, so that no test installs a system package
        (programs / name).write_text("#!/bin/sh\n")
        (programs / name).chmod(0o755)
    checkout = make_checkout(folder / "a check out")
    done = set_up(checkout, wheels)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "for the CPU" in done.stdout
    return checkout, wheels


def set_up(checkout, wheels=None, *arguments, path=None):
    """Run the set-up with no network; from the wheels if they are given."""
    programs = str(wheels.parent / "programs") if wheels else ""
    environment = {
        "PATH": programs if path is None else str(path),
        "PIP_NO_INDEX": "1",
        "PIP_CONFIG_FILE": os.devnull,
    }
    if wheels:
        environment["PIP_FIND_LINKS"] = str(wheels)
    command = [sys.executable, "-I", checkout / "course_lib" / "lab" / "bootstrap.py", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True)


def version_inside(checkout, package):
    code = f"import {package}; print({package}.__version__)"
    command = [checkout / ".venv" / "bin" / "python", "-I", "-c", code]
    return subprocess.run(command, capture_output=True, text=True).stdout.strip()


def test_a_finished_environment_is_used_as_it_is(finished):
    done = set_up(*finished)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_system_packages_are_looked_for_when_that_is_asked(finished, tmp_path):
    checkout, wheels = finished

    done = set_up(checkout, wheels, "--system-packages", path=tmp_path)  # on which there is no chromium, nor apt-get

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Not installed: chromium (for the browser tests)")


def test_a_package_that_was_removed_is_installed_again(finished):
    checkout, wheels = finished
    pip = [checkout / ".venv" / "bin" / "python", "-m", "pip", "uninstall", "--yes", "--quiet", "tqdm"]
    subprocess.run(pip, check=True, capture_output=True)

    done = set_up(checkout, wheels)

    assert "(tqdm is missing)" in done.stdout
    assert version_inside(checkout, "tqdm") == "4.70.1"


def test_a_change_of_the_project_is_noticed(finished):
    checkout, wheels = finished
    with (checkout / "pyproject.toml").open("a") as file:
        file.write("# a comment\n")

    done = set_up(checkout, wheels)

    assert "(pyproject.toml has changed)" in done.stdout
    assert done.returncode == 0


def test_an_environment_whose_python_is_gone_is_made_anew(finished):
    checkout, wheels = finished
    python = checkout / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to(checkout / "nowhere")

    done = set_up(checkout, wheels)

    assert "(its Python does not run)" in done.stdout
    assert version_inside(checkout, "torch").startswith("2.13.0")


def test_an_unfinished_environment_is_finished(finished):
    checkout, wheels = finished
    (checkout / ".venv" / "finished").unlink()

    done = set_up(checkout, wheels)

    assert "(it was left unfinished)" in done.stdout
    assert done.returncode == 0


def test_no_network_gives_one_line_that_names_the_log(checkout):
    done = set_up(checkout)

    assert done.returncode == 1
    assert re.fullmatch(r"Set-up stopped \(.+\): no package index .+ \(is there a network\?\)\. .+\n", done.stderr)
    assert done.stderr.endswith("Full log: build/setup.log\n")
    assert "No matching distribution" in (checkout / "build" / "setup.log").read_text()


def test_a_checkout_that_cannot_be_written_gives_one_line(checkout):
    (checkout / "build").write_text("a file where the log's folder should be")

    done = set_up(checkout)

    assert done.returncode == 1
    assert re.fullmatch(r"Set-up stopped: .*build'\n", done.stderr)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("NewConnectionError('...: Temporary failure in name resolution')", "no network"),
        ("error: dns error\n  cause: failed to lookup address", "no network"),
        ("ERROR: Could not install: [Errno 28] No space left on device", "the disk is full"),
        ("SSL: CERTIFICATE_VERIFY_FAILED", "the network's certificate is not trusted"),
        ("PermissionError: [Errno 13] Permission denied: '/srv/x'", "no permission to write '/srv/x'"),
        ("first\nlast\n\n", "last"),
    ],
)
def test_the_reason_is_found_in_what_a_command_said(said, reason):
    assert bootstrap.explain(said).startswith(reason)


# The Makefile


def make(*arguments):
    """Run make as a person does, though these tests may themselves be run by make."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(["make", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True)


def test_make_says_in_one_line_that_the_named_python_is_not_there():
    done = make("lab", "PYTHON=no-such-python")

    assert done.returncode != 0
    assert done.stdout.count("\n") == 1
    assert done.stdout.startswith("no-such-python is missing or too old: the course needs Python 3.11 to 3.13.")


def test_make_alone_lists_its_commands():
    done = make()

    commands = ["help", "lab", "clean", "check", "test", "demo", "book"]
    assert re.findall(r"^  make (\w+)", done.stdout, re.MULTILINE) == commands


def test_ci_runs_make_test():
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    assert (ROOT / ".ci" / "run").read_text().endswith("exec make test\n")
