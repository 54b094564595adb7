"""System packages: installed as root with apt-get, named elsewhere, and never a reason to stop."""

import pytest

from course_lib.lab import bootstrap, system_packages


@pytest.fixture
def programs(tmp_path, monkeypatch):
    """An empty folder that is the whole PATH; the log goes beside it."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(bootstrap, "LOG", str(tmp_path / "setup.log"))
    monkeypatch.setattr(system_packages, "wanted_packages", lambda: ["chromium", "bubblewrap"])
    return folder


def add_program(folder, name, script=""):
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


def run_as(user_id, monkeypatch, capsys):
    monkeypatch.setattr("os.geteuid", lambda: user_id)
    system_packages.main()
    return capsys.readouterr().out


def test_nothing_is_said_when_everything_is_there(programs, monkeypatch, capsys):
    add_program(programs, "chromium")
    add_program(programs, "bwrap")

    assert run_as(0, monkeypatch, capsys) == ""


def test_an_ordinary_user_reads_what_is_missing_and_the_command_in_one_line(programs, monkeypatch, capsys):
    add_program(programs, "apt-get", f": > {programs}/was_called")

    output = run_as(1000, monkeypatch, capsys)

    assert output == (
        "Not installed: chromium (for the browser tests), bubblewrap (for the grading sandbox). "
        "To get it: sudo apt-get install chromium bubblewrap\n"
    )
    assert not (programs / "was_called").exists()


def test_root_on_debian_installs_only_what_is_missing(programs, monkeypatch, capsys):
    add_program(programs, "bwrap")
    add_program(
        programs,
        "apt-get",
        f'PATH=/usr/bin:/bin; echo "$@" >> {programs}/calls\n'
        f'case "$1" in install) cp {programs}/bwrap {programs}/chromium;; esac',
    )

    output = run_as(0, monkeypatch, capsys)

    assert output == "Installing system packages: chromium ...\n"
    assert (programs / "calls").read_text() == "update\ninstall --yes --no-install-recommends chromium\n"


def test_a_failed_installation_is_one_line_with_the_reason(programs, monkeypatch, capsys):
    add_program(programs, "apt-get", 'echo "E: Temporary failure resolving the mirror" >&2; exit 100')

    output = run_as(0, monkeypatch, capsys).splitlines()

    assert output[1:] == [
        "Not installed: chromium (for the browser tests), bubblewrap (for the grading sandbox) "
        "[no network, or a proxy that does not answer]. To get it: apt-get install chromium bubblewrap"
    ]


def test_without_a_package_manager_the_packages_are_named(programs, monkeypatch, capsys):
    assert run_as(1000, monkeypatch, capsys).endswith("install chromium and bubblewrap with your package manager\n")


def test_a_library_is_found_by_its_name(monkeypatch):
    monkeypatch.setattr(system_packages, "LIBRARIES", {"libc6": "c", "libnone9": "of-which-nobody-has-heard"})
    monkeypatch.setattr(system_packages, "wanted_packages", lambda: ["libc6", "libnone9"])

    assert system_packages.missing_packages() == ["libnone9"]


def test_what_the_sandbox_needs_is_wanted_on_linux_alone():
    assert system_packages.wanted_packages("linux") == ["chromium", "bubblewrap", "postgresql", "libseccomp2"]
    assert system_packages.wanted_packages("darwin") == ["chromium", "postgresql"]


def test_the_programs_of_postgresql_are_found_where_debian_keeps_them(programs, tmp_path, monkeypatch):
    monkeypatch.setattr(system_packages, "OFF_PATH", str(tmp_path / "postgresql" / "*" / "bin"))
    before = system_packages.program("pg_ctl")
    (tmp_path / "postgresql" / "15" / "bin").mkdir(parents=True)
    add_program(tmp_path / "postgresql" / "15" / "bin", "pg_ctl")

    assert before is None
    assert system_packages.program("pg_ctl") == str(tmp_path / "postgresql" / "15" / "bin" / "pg_ctl")
