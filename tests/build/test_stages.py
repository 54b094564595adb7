"""`make check` and `make test`: what their exit status says."""

import sys

import pytest

from course_lib.instructor.build import stages
from course_lib.instructor.build.stages import Stage


@pytest.fixture
def run(monkeypatch, capsys):
    """Run these stages as `make test`, where these programs are missing; the exit status and what was printed."""

    def run(*commands, missing=(), arguments=()):
        made = [Stage(f"stage {number}", command, 1) for number, command in enumerate(commands)]
        monkeypatch.setattr(stages, "of_test", lambda everything, prove: made)
        monkeypatch.setattr(stages, "of_check", lambda: made)
        monkeypatch.setattr(stages, "missing_packages", lambda: list(missing))
        monkeypatch.setattr(sys, "argv", ["make test", *arguments])
        return stages.main(), capsys.readouterr().out

    return run


def test_a_stage_that_fails_is_named_and_the_others_run(run):
    status, printed = run(("false",), ("echo", "said at the end"))

    assert status == 1
    assert "said at the end" in printed
    assert "FAILED: stage 0" in printed
    assert "1 of 2 stages passed." in printed


def test_a_run_without_a_browser_is_none_of_everything(run):
    status, printed = run(("true",), missing=["chromium"])

    assert status == 1
    assert "FAILED: the browser tests did not run: there is no chromium here" in printed


def test_what_no_test_needs_may_be_missing(run):
    assert run(("true",), missing=["libseccomp2"])[0] == 0


def test_make_check_needs_no_browser(run):
    assert run(("true",), missing=["chromium"], arguments=["--check"])[0] == 0
