"""What is committed: no name of a registry or a machine, nothing heavy, and a README that tells the truth."""

import re
import subprocess
from pathlib import Path

import pytest
from click import Context

ROOT = Path(__file__).resolve().parent.parent
MAX_BYTES = 3_000_000

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


def readme_commands():
    """The lines of the README's shell blocks, without their comments."""
    blocks = re.findall(r"```(?:sh|console)\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    return [line.split("  #")[0].strip() for block in blocks for line in block.splitlines() if line.strip()]


def test_every_make_command_of_the_readme_is_in_the_makefile():
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
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

    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
