"""`make test`: everything that CI runs, stage by stage. Exit status 1 if a stage failed; all of them run."""

import os
import subprocess
import sys
import time
from pathlib import Path

from course_lib.system_packages import PURPOSE, missing_packages

ROOT = Path(__file__).resolve().parents[2]
PYTEST = ("python", "-m", "pytest", "-n", "2", "--dist")
PROCESSORS = "tests/test_other_processors.py"

# The quick ones first, so that a slip is seen at once.
STAGES = {
    "lint": ("ruff", "check", "."),
    "format": ("ruff", "format", "--check", "."),
    "notebooks are what a build makes": ("course", "build", "--check"),
    "answer banks": ("course", "verify"),
    "mutation scores": ("course", "verify", "--mutants", "--check"),
    "right answers pass": ("course", "verify", "--fair", "--check"),
    "outputs of the solutions, by nbval, as on other processors": (*PYTEST, "load", PROCESSORS),
    "tests": (*PYTEST, "loadfile", "tests", f"--ignore={PROCESSORS}"),
}


def run_stage(title: str, command: tuple[str, ...]) -> bool:
    """Run one stage, its output on ours, and say how it went; whether it succeeded."""
    print(f"\n== {title}: {' '.join(command)}", flush=True)
    begin = time.monotonic()
    status = subprocess.call(command, cwd=ROOT, stdin=subprocess.DEVNULL)
    verdict = "ok" if status == 0 else f"FAILED (exit status {status})"
    print(f"== {title}: {verdict}, {time.monotonic() - begin:.0f} s", flush=True)
    return status == 0


def main() -> int:
    """Run all stages; the exit status."""
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    failed = [title for title, command in STAGES.items() if not run_stage(title, command)]
    print()
    for name in sorted({"chromium", "postgresql"}.intersection(missing_packages())):
        print(f"These did not run, as there is no {name} here: {PURPOSE[name]}.")
    for title in failed:
        print(f"FAILED: {title}")
    print(f"{len(STAGES) - len(failed)} of {len(STAGES)} stages passed.", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
