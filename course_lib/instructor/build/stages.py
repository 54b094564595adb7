"""`make check` and `make test`: what is checked, stage by stage, as it is quick or complete.

    python -m course_lib.instructor.build.stages             everything that CI runs: make test
    python -m course_lib.instructor.build.stages --all       and what its keys say nothing has touched: every night
    python -m course_lib.instructor.build.stages --prove     and write by which keys the next ones go
    python -m course_lib.instructor.build.stages --check     what takes two minutes: make check
    python -m course_lib.instructor.build.stages --lesson 05 one lesson for its author: make check LESSON=05

All stages run, two at once where each takes one core; exit status 1 if one failed. --record writes the table of their
times into README.md.
"""

import argparse
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from course_lib.instructor.build.readme import README_NAME, with_part
from course_lib.instructor.source.course import UnknownLessonError, find_course
from course_lib.lab.system_packages import PURPOSE, missing_packages

ROOT = Path(__file__).resolve().parents[3]
PROCESSORS = "tests/build/test_other_processors.py"
PYTEST = ("python", "-m", "pytest", "-q")
BOTH_CORES = ("-n", "2", "--dist", "worksteal")
# A file stays whole: it may share what takes long to make. tests/conftest.py puts the long ones first.
BY_FILE = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")
NEEDED = ("chromium", "postgresql")  # without them tests are left out, and a run is not one of everything
QUICK = ("-m", "not (browser or hostile or process or slow or every_processor)")  # pyproject.toml tells the marks
OF_A_LESSON = ("-m", "not (browser or hostile or process or every_processor)")


@dataclass(frozen=True)
class Stage:
    """A command of a run, and how many of two cores it keeps busy."""

    title: str
    command: tuple[str, ...]
    cores: int = 2


@dataclass(frozen=True)
class Done:
    """A stage that has run."""

    stage: Stage
    status: int
    seconds: float


LINT = [
    Stage("lint", ("ruff", "check", "."), 1),
    Stage("format", ("ruff", "format", "--check", "."), 1),
    Stage("types", ("mypy",), 1),
]


def of_check() -> list[Stage]:
    """What tells within two minutes whether a change is sound."""
    return [
        *LINT,
        Stage("lessons keep the rules", ("course", "build", "--check", "--no-run"), 1),
        Stage("keys of banks, scores and fairness", ("course", "verify", "--keys"), 1),
        Stage("quick tests", (*PYTEST, *BOTH_CORES, *QUICK, "tests")),
    ]


def of_lesson(name: str) -> list[Stage]:
    """What the author of one lesson asks for. Its tests are those whose names have its topic or its number."""
    number, _, topic = name.partition("_")
    its_own = f"{topic} or lesson_{number} or lessons_{number}"
    return [
        Stage("lint", ("ruff", "check", f"solutions/{name}"), 1),
        Stage("format", ("ruff", "format", "--check", f"solutions/{name}"), 1),
        Stage("the notebooks are what a build makes", ("course", "build", "--check", name), 1),
        Stage("its answer bank", ("course", "verify", name)),
        Stage("its tests", (*PYTEST, *BOTH_CORES, *OF_A_LESSON, "-k", its_own, "tests")),
    ]


def of_test(everything: bool, prove: bool) -> list[Stage]:
    """What CI runs; with `everything`, what is proven by a key as well, and the lessons on this processor too.

    prove: the keys of banks that behave and of lessons that run are written.
    """
    run = () if everything else ("--no-run",)
    held = ("--check", "--anew") if everything else ("--check",)
    far_apart = () if everything else ("-k", "oldest or variables")
    runs = (*(("--anew",) if everything else ()), *(("--prove",) if prove else ()))  # tests/proven_runs.py
    return [
        *LINT,
        Stage("notebooks are what a build makes", ("course", "build", "--check", *run), 1),
        Stage("mutation scores", ("course", "verify", "--mutants", *held), 1),
        Stage("right answers pass", ("course", "verify", "--fair", *held), 1),
        Stage("answer banks", ("course", "verify", *(() if prove else held))),
        Stage("lessons run, and show what they showed", (*PYTEST, *BOTH_CORES, *runs, *far_apart, PROCESSORS)),
        Stage("tests", (*PYTEST, *BY_FILE, *runs, "--durations=15", "tests", f"--ignore={PROCESSORS}")),
    ]


def run_stages(stages: list[Stage]) -> list[Done]:
    """Run stages, in pairs those of one core, and say how each went."""
    small = [stage for stage in stages if stage.cores == 1]
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(_run_and_tell, small))
    return done + [_run(stage, None) for stage in stages if stage.cores != 1]


def _run_and_tell(stage: Stage) -> Done:
    """Run a stage beside another: what it prints comes when it has ended."""
    return _run(stage, subprocess.PIPE)


def _run(stage: Stage, output: int | None) -> Done:
    if output is None:
        print(f"\n== {stage.title}: {' '.join(stage.command)}", flush=True)
    begin = time.monotonic()
    ran = subprocess.run(
        stage.command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT if output else None
    )
    done = Done(stage, ran.returncode, time.monotonic() - begin)
    if output is not None:
        said = ran.stdout.decode(errors="replace").rstrip()
        print(f"\n== {stage.title}: {' '.join(stage.command)}\n{said}", flush=True)
    verdict = "ok" if done.status == 0 else f"FAILED (exit status {done.status})"
    print(f"== {stage.title}: {verdict}, {done.seconds:.0f} s", flush=True)
    return done


def table(done: list[Done], seconds: float) -> str:
    """The times of stages, as a table in Markdown."""
    rows = [f"| {one.stage.title} | `{' '.join(one.stage.command)}` | {one.seconds:.0f} |" for one in done]
    return "\n".join(["| stage | command | s |", "|---|---|--:|", *rows, f"| **all** | | **{seconds:.0f}** |"])


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make test", description=__doc__.splitlines()[0])
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--all", action="store_true", help="prove anew what keys say nothing has touched")
    which.add_argument("--check", action="store_true", help="what takes two minutes")
    which.add_argument("--lesson", help="what the author of this lesson asks for")
    parser.add_argument("--prove", action="store_true", help="write what need not be run again until something changes")
    parser.add_argument("--record", action="store_true", help="write the table of times into README.md")
    return parser.parse_args()


def main() -> int:
    """Run the stages that are asked for; the exit status."""
    asked = _asked()
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    if asked.lesson:
        try:
            [name] = find_course(ROOT).chosen([asked.lesson])
        except UnknownLessonError as error:
            print(error)
            return 2
        stages = of_lesson(name)
    else:
        stages = of_check() if asked.check else of_test(asked.all, asked.prove)
    begin = time.monotonic()
    done = run_stages(stages)
    times = table(done, time.monotonic() - begin)
    print(f"\n{times}\n")
    if asked.record:
        name = "times of make check" if asked.check else "times of make test"
        readme = ROOT / README_NAME
        readme.write_text(with_part(readme.read_text(encoding="utf-8"), name, times), encoding="utf-8")
    failed = [one.stage.title for one in done if one.status != 0]
    unheard = [] if asked.check or asked.lesson else sorted(set(NEEDED).intersection(missing_packages()))
    for title in failed:
        print(f"FAILED: {title}")
    for name in unheard:
        print(f"FAILED: {PURPOSE[name]} did not run: there is no {name} here")
    print(f"{len(done) - len(failed)} of {len(done)} stages passed.", flush=True)
    return 1 if failed or unheard else 0


if __name__ == "__main__":
    sys.exit(main())
