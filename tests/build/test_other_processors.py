"""What the lessons show holds on other processors: each is run under other instruction sets, and compared in both ways.

nbval runs a lesson's committed notebook once; its own comparison and the rule of `course build --check` are applied to
that run (`course_lib/instructor/build/nbval_rule.py`). The variables below are read by the libraries in the kernel,
which inherits them. Lessons that ask for one thread of torch (05 to 07) keep it: there they count for NumPy alone.

By default under two settings as far apart as can be; under all the others, an hour or so on two cores, by

    pytest -n 2 --dist load -m every_processor tests/build/test_other_processors.py
"""

import os
import platform
import subprocess
import sys
from itertools import cycle, product

import nbformat
import pytest

from course_lib.instructor.build.build import execute
from course_lib.instructor.source.course import find_course

pytestmark = pytest.mark.process

COURSE = find_course()


def processor(aten, onednn, openblas, threads, **more):
    """The variables that make torch's own loops, oneDNN and OpenBLAS compute as they do on some processor."""
    counts = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), str(threads))
    return {"ATEN_CPU_CAPABILITY": aten, "DNNL_MAX_CPU_ISA": onednn, "OPENBLAS_CORETYPE": openblas, **counts, **more}


# The oldest: no AVX in MKL, in NumPy's own loops, nor in the exponentials and sines of the C library.
OLDEST = {"MKL_CBWR": "COMPATIBLE", "NPY_DISABLE_CPU_FEATURES": "X86_V3"}
OLDEST["GLIBC_TUNABLES"] = "glibc.cpu.hwcaps=-AVX,-AVX2,-FMA,-FMA4"

EXTREMES = {
    "oldest, one thread": processor("default", "SSE41", "Prescott", 1, **OLDEST),
    "avx2, two threads": processor("avx2", "AVX2", "Zen", 2, MKL_CBWR="AVX2"),
}
OTHERS = {
    f"{aten}-{onednn}-{openblas}-{threads}": processor(aten, onednn, openblas, threads)
    for (aten, onednn, threads), openblas in zip(
        product(("default", "avx2"), ("SSE41", "AVX", "AVX2"), (1, 2)),
        cycle(("Prescott", "Nehalem", "Sandybridge", "Haswell", "Zen")),
        strict=False,
    )
}


def assert_outputs_hold(lesson, variables):
    notebook = COURSE.solutions / lesson / f"{lesson}.ipynb"
    rule = "course_lib.instructor.build.nbval_rule"
    options = ["-p", rule, "--nbval", "--nbval-current-env", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", "-q", "--color=no", *options, str(notebook.relative_to(COURSE.root))]

    done = subprocess.run(command, cwd=COURSE.root, env=os.environ | variables, capture_output=True, text=True)

    again = " ".join([*(f"'{name}={value}'" for name, value in variables.items()), "python", *command[1:]])
    advice = "Mark the cell, or say less: docs/writing-a-lesson.md. Where the lesson was changed: `course build`."
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}\n{lesson} shows something else. {advice}\nenv {again}"
    cells = [cell for cell in nbformat.read(notebook, as_version=4).cells if cell.cell_type == "code"]
    assert f"{len(cells)} passed" in done.stdout


@pytest.mark.runs_lesson
@pytest.mark.parametrize("setting", EXTREMES)
@pytest.mark.parametrize("lesson", COURSE.lessons())
def test_what_a_lesson_shows_holds_on_processors_far_apart(lesson, setting):
    assert_outputs_hold(lesson, EXTREMES[setting])


@pytest.mark.every_processor
@pytest.mark.runs_lesson
@pytest.mark.parametrize("setting", OTHERS)
@pytest.mark.parametrize("lesson", COURSE.lessons())
def test_what_a_lesson_shows_holds_on_every_processor(lesson, setting):
    assert_outputs_hold(lesson, OTHERS[setting])


FACTS = """
import threadpoolctl
import torch

blas = {found["architecture"] for found in threadpoolctl.threadpool_info() if found["internal_api"] == "openblas"}
vectors = np._core._multiarray_umath.__cpu_features__["X86_V3"]
print(torch.backends.cpu.get_cpu_capability(), torch.get_num_threads(), *sorted(blas), vectors)
"""


@pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64"), reason="the variables are those of x86")
def test_a_kernel_computes_as_the_variables_say(tiny_course, monkeypatch):
    path = tiny_course.solutions / "01_tiny" / "lesson.py"
    path.write_text(path.read_text().replace("\nprint(soften", f"{FACTS}\nprint(soften"))
    seen = {}
    for setting, variables in EXTREMES.items():
        with monkeypatch.context() as patch:
            for name, value in variables.items():
                patch.setenv(name, value)
            cells = execute(tiny_course.lesson("01_tiny")).cells
        [seen[setting]] = [cell.outputs[0].text.splitlines()[0] for cell in cells if cell.get("outputs")]

    # OpenBLAS knows its kernels for a Prescott as Katmai's, and those for a Zen as Haswell's.
    assert seen == {"oldest, one thread": "DEFAULT 1 Katmai False", "avx2, two threads": "AVX2 2 Haswell True"}
