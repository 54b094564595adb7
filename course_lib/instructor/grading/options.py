"""How to grade, as the options of a command say it, and what runs the submissions then."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from course_lib.instructor.sandbox.process_runner import ProcessRunner
from course_lib.instructor.sandbox.runner import ClusterError, Limits, Runner
from course_lib.instructor.sandbox.sandbox import SandboxError
from course_lib.instructor.writing.plain_text import visible

UNPROTECTED = "UNSAFE: the students' code runs unprotected: it can read and change whatever you can"
DEFAULT_SECONDS = Limits().cell_seconds
DEFAULT_GB = Limits().memory_bytes / 2**30


@dataclass(frozen=True)
class Options:
    """How to grade, as the options of the commands say."""

    jobs: int | None = None  # notebooks at a time; None: the number of cores
    timeout: float = DEFAULT_SECONDS  # of one cell
    memory: float = DEFAULT_GB
    unsafe: bool = False
    resume: bool = False
    scheduler: str | None = None  # of a Dask cluster
    rosters: tuple[Path, ...] = ()  # files that say who is in the class
    timezone: str | None = None  # of the site whose zip is graded; None: the machine's
    seed: int | None = None  # of hidden inputs; None: the one in the results folder, or a new one


class _ToldError(click.ClickException):
    def __init__(self, message: str):
        super().__init__(visible(message))  # names and files that students chose stand in it


class WrongUsageError(_ToldError):
    """One line on stderr, exit status 2."""

    exit_code = 2


class OurFaultError(_ToldError):
    """One line on stderr, exit status 3."""

    exit_code = 3


@contextmanager
def running(options: Options) -> Iterator[tuple[Runner, int]]:
    """What runs submissions, and how many at a time. Raises WrongUsageError."""
    with _starting(options.unsafe):
        runner, jobs = _runner(options)
    with runner:
        yield runner, jobs


@contextmanager
def running_here(unsafe: bool) -> Iterator[ProcessRunner]:
    """What runs one submission at a time on this machine, whose processor it has. Raises WrongUsageError."""
    with _starting(unsafe):
        runner = ProcessRunner(_cores(), sandboxed=not unsafe)
    with runner:
        yield runner


@contextmanager
def _starting(unsafe: bool) -> Iterator[None]:
    if unsafe:
        click.echo(UNPROTECTED, err=True)
    try:
        yield
    except SandboxError as error:
        raise WrongUsageError(f"no sandbox, so nothing was graded (--unsafe would insist): {error}") from error
    except ClusterError as error:
        raise WrongUsageError(str(error)) from error


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _runner(options: Options) -> tuple[Runner, int]:
    if options.scheduler:
        from course_lib.instructor.sandbox.cluster import ClusterRunner  # a second, for those who ask for it

        cluster = ClusterRunner(options.scheduler, sandboxed=not options.unsafe)
        return cluster, options.jobs or cluster.slots
    jobs = options.jobs or _cores()
    return ProcessRunner(max(1, _cores() // jobs), sandboxed=not options.unsafe), jobs
