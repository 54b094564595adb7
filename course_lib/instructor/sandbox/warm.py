"""Make a process warm: everything that a lesson imports is imported once, before the first fork."""

import ast
import contextlib
import importlib
import inspect
import io
import os
import sys
import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from course_lib.instructor.sandbox.shell import CandidateShell

from course_lib.instructor.sandbox.settled import settle


def one_thread() -> None:
    """Before anything else: a fork loses all threads but one, and what waits for them hangs."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"
    import torch

    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)


def warm_up() -> "CandidateShell":
    """Import what notebooks need, use each thing once, and return the shell in which candidates run their cells."""
    one_thread()
    import matplotlib
    import numpy as np
    from matplotlib import pyplot as plt

    from course_lib.instructor.sandbox.shell import make_shell

    matplotlib.use(os.environ.get("MPLBACKEND", "agg"))
    shell = make_shell()
    figure, axes = plt.subplots()
    axes.plot(np.arange(3.0))
    figure.savefig(io.BytesIO(), format="png")
    plt.close(figure)
    shell.run_cell("None", store_history=False)
    shell.run_cell("1 / 0", store_history=False)  # a traceback imports a great deal
    shell.take_error()
    return shell


class Rehearsals:
    """What has been rehearsed in this process: each thing once, before the fork that needs it."""

    def __init__(self) -> None:
        self._done: set[str] = set()

    def prepare(self, setup: str, optimizers: bool) -> None:
        """Be ready for a lesson with this setup cell, whose cells use torch's optimizers or not."""
        for what, rehearsal in (("optimizers", _take_a_step), (setup, lambda: _rehearse(setup))):
            if what not in self._done and (what != "optimizers" or optimizers):
                self._done.add(what)
                rehearsal()
                settle()


def _take_a_step() -> None:
    """The first step of an optimizer takes torch a second."""
    import torch

    weights = torch.nn.Parameter(torch.ones(2))
    (weights @ weights).backward()
    torch.optim.SGD([weights], lr=0.1).step()


def _rehearse(setup: str) -> None:
    """Run a lesson's own setup cell in a namespace that is thrown away, and import what the course imports late."""
    quiet = io.StringIO()
    with contextlib.redirect_stdout(quiet), contextlib.redirect_stderr(quiet), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with contextlib.suppress(Exception):  # its data files are not here; what it can import has been imported
            exec(compile(setup, "<setup>", "exec"), {"__name__": "__main__"})
        for name in late_imports():
            with contextlib.suppress(ImportError):
                importlib.import_module(name)


def late_imports() -> list[str]:
    """The modules that course_lib, as far as it is loaded, imports inside its functions."""
    names = []
    for module in [module for name, module in list(sys.modules.items()) if name.startswith("course_lib.")]:
        if module.__name__.startswith("course_lib.instructor"):
            continue
        with contextlib.suppress(OSError, TypeError):
            for function in ast.walk(ast.parse(inspect.getsource(module))):
                if isinstance(function, ast.FunctionDef):
                    names += [name for node in ast.walk(function) for name in _imported(node)]
    return list(dict.fromkeys(names))


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return [node.module]
    return []
