"""What is committed: no name of a registry or a machine, nothing heavy, and a README that tells the truth."""

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from click import Context

from course_lib.instructor.source.course import BOOK, find_course

ROOT = Path(__file__).resolve().parent.parent
MAX_BYTES = 3_000_000
PLUGIN = "course_lib/instructor/build/nbval_rule.py"  # of pytest, which maintainers run

# Written in pieces, so that this file does not name what it forbids.
HOSTS = [r"pypi\." + "org", "python" + "hosted", r"download\.py" + r"torch\.org", r"conda\.ana" + r"conda\.org"]
HOSTS += [r"registry\.np" + r"mjs\.org", r"deb\.deb" + r"ian\.org", r"files\.py" + "thon"]
MACHINE = [f"/{name}/" for name in ("ro" + "ot", "wo" + "rk", "ho" + "me", "Us" + "ers")]
MACHINE += ["/t" + "mp/venv", "/op" + "t/wheels", "/op" + "t/pypi", r"\bsha" + "red/"]
FORBIDDEN = re.compile("|".join(HOSTS + MACHINE))


def tracked_files():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def test_no_tracked_file_names_a_registry_or_a_path_of_some_machine():
    found = []
    for path in tracked_files():
        text = path.read_bytes().decode(errors="replace")
        for match in FORBIDDEN.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            found.append(f"{path.relative_to(ROOT)}:{line}: names {match[0]}")

    assert found == []


def test_no_tracked_file_is_heavy():
    heavy = [f"{path.relative_to(ROOT)}: {path.stat().st_size} bytes" for path in tracked_files()]

    assert [line for line in heavy if int(line.split()[-2]) > MAX_BYTES] == []


def imported_by(folders, leave_out=()):
    """The modules of other people that Python files import, each with the first file that does."""
    files = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    own = {name for path in files for name in (path.stem, path.parent.name)} | {"course_lib", *sys.stdlib_module_names}
    found = {}
    for path in files:
        if any(path.is_relative_to(ROOT / folder) for folder in leave_out):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else []
            for name in names:
                found.setdefault(name.partition(".")[0], path.relative_to(ROOT).as_posix())
    return {name: path for name, path in found.items() if name not in own}


def pinned_for(*extras):
    """The distributions whose version pyproject.toml pins, in lower case: those of students, and of these extras."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    groups = [project["dependencies"], *(project["optional-dependencies"][name] for name in extras)]
    return {line.partition("==")[0].lower() for group in groups for line in group if "==" in line}


@pytest.mark.parametrize(
    ("folders", "leave_out", "extras"),
    [
        (["course_lib"], ["course_lib/instructor"], []),
        (["course_lib/instructor"], ["course_lib/instructor/mutation", PLUGIN], ["instructor", "postgresql"]),
        (["course_lib", "tests", "benchmarks"], [], ["instructor", "postgresql", "dev"]),
    ],
    ids=["students", "instructors", "maintainers"],
)
def test_the_version_of_all_that_is_imported_is_pinned(folders, leave_out, extras):
    """A newer one may do otherwise, the more so where its private names are used (nbgrader, nbconvert, IPython)."""
    known, pinned = packages_distributions(), pinned_for(*extras)
    imported = imported_by(folders, leave_out)

    assert imported
    assert {name: path for name, path in imported.items() if not pinned & set(map(str.lower, known[name]))} == {}


def readme_commands():
    """The lines of the README's shell blocks, without their comments."""
    blocks = re.findall(r"```(?:sh|console)\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    return [line.split("  #")[0].strip() for block in blocks for line in block.splitlines() if line.strip()]


def test_every_make_command_of_the_readme_is_in_the_makefiles():
    makefiles = [ROOT / "Makefile", ROOT / "course_lib" / "instructor" / "commands.mk"]
    targets = [name for path in makefiles for name in re.findall(r"^(\w+):", path.read_text(), re.MULTILINE)]
    used = [words[1] for line in readme_commands() if (words := line.split())[0] == "make" and len(words) > 1]

    assert {"lab", "test", "demo"} <= set(used) <= set(targets)


def test_every_course_command_of_the_readme_exists():
    from course_lib.instructor.cli import main

    used = re.findall(r"\bcourse (\w+)((?: --[\w-]+)*)", "\n".join(readme_commands()))

    assert used
    for command, options in used:
        found = main.get_command(Context(main), command)
        assert found is not None, command
        known = {name for parameter in found.params for name in parameter.opts}
        assert set(options.split()) <= known, (command, options)


def test_every_file_that_the_readme_links_to_exists():
    links = re.findall(r"\]\(([^)#]+)\)", (ROOT / "README.md").read_text())
    links = [link for link in links if not link.startswith("https://")]
    pages = [f"{BOOK.as_posix()}/{name}.html" for name in find_course(ROOT).lessons()]  # `make book` makes them

    assert [link for link in links if link.startswith(BOOK.as_posix())] == pages
    links = [link for link in links if link not in pages]
    assert [link for link in links if not (ROOT / link).exists()] == []
