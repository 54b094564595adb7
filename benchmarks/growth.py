"""Does grading a class of thousands take more memory, or more time a submission, than a class of forty?

    python benchmarks/growth.py [--lesson LESSON] [COUNT ...]

Copies of the demo class's intact submissions are graded by `course grade`, in one run of this script. Memory is the
most that the command itself has held at any time (VmHWM): not its children, of which there are as many as before.
"""

import argparse
import re
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from grading import PROGRAMS, make_submissions

from course_lib.instructor.source.course import Course, find_course

COUNTS = (40, 200, 2000)
INTERVAL = 0.2  # seconds between two looks at the memory


def grade(course: Course, lesson: str, folder: Path) -> tuple[float, int]:
    """Grade the submissions in a folder. Returns seconds, and the largest memory of the command in bytes."""
    command = [PROGRAMS / "course", "grade", folder / "submitted", "-o", folder / "results", "--lesson", lesson]
    log, largest, begun = folder / "log", 0, time.perf_counter()
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=course.root, stdout=output, stderr=output)
        while process.poll() is None:
            largest = max(largest, peak_memory(process.pid))
            time.sleep(INTERVAL)
    if process.returncode:
        raise SystemExit(f"{' '.join(map(str, command))}: exit status {process.returncode}\n{log.read_text()[-3000:]}")
    return time.perf_counter() - begun, largest


def peak_memory(process: int) -> int:
    """The most that a process has held so far, in bytes; 0 of one that has ended."""
    with suppress(OSError):
        found = re.search(r"^VmHWM:\s+(\d+) kB$", Path(f"/proc/{process}/status").read_text(), re.MULTILINE)
        return int(found[1]) * 1024 if found else 0
    return 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("counts", nargs="*", type=int, default=COUNTS, metavar="COUNT")
    parser.add_argument("--lesson", default="02_relu_networks")
    options = parser.parse_args()
    course = find_course()
    print(f"**{options.lesson}**\n\n| submissions | s | s each | memory of the command |\n|--:|--:|--:|--:|")
    for count in options.counts:
        with tempfile.TemporaryDirectory(prefix="benchmark-") as scratch:
            make_submissions(course, options.lesson, Path(scratch), count)
            seconds, memory = grade(course, options.lesson, Path(scratch))
        print(f"| {count} | {seconds:.0f} | {seconds / count:.2f} | {memory / 2**20:.0f} MB |", flush=True)


if __name__ == "__main__":
    main()
