"""Run a submission in an IPython kernel. Nothing protects the machine from what the cells do."""

import contextlib
import os
import queue
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import psutil
from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpecManager

from course_lib.instructor.grading.outputs import Outputs
from course_lib.instructor.grading.runner import (
    CellError,
    CellOutcome,
    Limits,
    RunCell,
    RunnerError,
    RunStatus,
    StoppedError,
    after_failure,
)

POLL_SECONDS = 0.2  # how often a silent kernel is looked at
INTERRUPT_SECONDS = 3.0  # how long an interrupted cell may take to stop before its kernel is killed


class KernelRunner:
    """A Runner that starts a kernel for each submission, and another one after each crash."""

    def __init__(self, threads: int = 1):
        self.threads = threads  # for the arithmetic of one kernel
        self._stop = threading.Event()

    def stop(self) -> None:
        """End all runs: their kernels are killed and `run` raises StoppedError."""
        self._stop.set()

    def run(self, cells: Sequence[RunCell], limits: Limits, data: Sequence[Path] = ()) -> list[CellOutcome]:
        """See Runner.run."""
        folder = Path(tempfile.mkdtemp(prefix="course-grade-"))
        try:
            return _Run(cells, limits, data, folder, self.threads, self._stop).outcomes()
        finally:
            shutil.rmtree(folder, ignore_errors=True)


class _Run:
    """One submission on its way through its kernels."""

    def __init__(self, cells, limits, data, folder, threads, stop):
        self.cells, self.limits, self.data = cells, limits, data
        self.folder, self.threads, self.stop = folder, threads, stop
        self.deadline = time.monotonic() + limits.submission_seconds
        self.replayed: list[RunCell] = []  # what a new kernel must run to stand where the last one stood
        self.kernel: _Kernel | None = None
        self.started = 0

    def outcomes(self) -> list[CellOutcome]:
        outcomes, failed = [], set()
        try:
            for cell in self.cells:
                if after_failure(cell, failed):
                    outcomes.append(CellOutcome("skipped"))
                    continue
                outcomes.append(self._run(cell))
                if cell.role == "test" and outcomes[-1].status != "ok":
                    failed.add(cell.exercise)
        finally:
            self._drop()
        return outcomes

    def _run(self, cell: RunCell) -> CellOutcome:
        if time.monotonic() > self.deadline:
            return _late("the whole notebook", self.limits.submission_seconds)
        kernel = self._standing()
        if kernel is None:
            return _late("the whole notebook", self.limits.submission_seconds)
        outcome = kernel.execute(cell.source, self.limits)
        if kernel.alive:
            self.replayed.append(cell)
        else:
            self._drop()
        return outcome

    def _standing(self) -> "_Kernel | None":
        """A kernel in which all cells so far have run; None if the time of the submission ends before."""
        while self.kernel is None:
            self.kernel = self._new()
            for cell in list(self.replayed):
                if time.monotonic() > self.deadline:
                    self._drop()
                    return None
                self.kernel.execute(cell.source, self.limits)
                if not self.kernel.alive:  # it kills now what it did not kill before: go on without it
                    self.replayed.remove(cell)
                    self._drop()
                    break
        return self.kernel

    def _new(self) -> "_Kernel":
        self.started += 1
        folder = self.folder / f"kernel{self.started}"
        work = folder / "work"
        work.mkdir(parents=True)
        for path in self.data:
            shutil.copy(path, work / path.name)
        return _Kernel(folder, work, self.threads, self.limits, self.stop)

    def _drop(self) -> None:
        if self.kernel is not None:
            self.kernel.kill()
            self.kernel = None


class _Kernel:
    """A kernel process and the client that talks to it."""

    def __init__(self, folder: Path, work: Path, threads: int, limits: Limits, stop: threading.Event):
        self.stop, self.alive = stop, False
        self.manager = KernelManager(
            kernel_name="python3",
            kernel_spec_manager=KernelSpecManager(kernel_dirs=[]),  # this Python's own, whatever the user installed
            transport="ipc",
            connection_file=str(folder / "k.json"),
            shutdown_wait_time=0,
        )
        try:
            self.manager.start_kernel(
                extra_arguments=["--HistoryManager.hist_file=:memory:"],
                cwd=str(work),
                env=_environment(folder, threads),
            )
            self.client = self.manager.blocking_client()
            self.client.start_channels()
            self.client.wait_for_ready(timeout=limits.start_seconds)
            self.process = psutil.Process(self.manager.provisioner.process.pid)
        except Exception as error:
            self.kill()
            raise RunnerError(f"the kernel does not start: {type(error).__name__}: {error}") from error
        self.alive = True

    def execute(self, source: str, limits: Limits) -> CellOutcome:
        """Run one cell. Afterwards `alive` says whether the kernel can run another."""
        outputs, begun = Outputs(limits.text_bytes, limits.rich_bytes), time.monotonic()
        # store_history keeps the tests out of In[], where the cells after them could read them
        message = self.client.execute(source, store_history=False, allow_stdin=False)
        status = self._follow(message, outputs, begun, limits)
        seconds, error = time.monotonic() - begun, _killed(status, limits)
        if status == "ok" and outputs.error is not None:
            shown = outputs.error
            status, error = "error", CellError(shown.ename, shown.evalue, tuple(shown.traceback))
        return CellOutcome(status, outputs.collected, error, seconds, self._memory(children=False))

    def _follow(self, message: str, outputs: Outputs, begun: float, limits: Limits) -> RunStatus:
        """Take what the kernel sends until the cell has ended or was ended."""
        end, interrupted, looked = begun + limits.cell_seconds, False, begun
        while True:
            if self.stop.is_set():
                self.kill()
                raise StoppedError
            done = self._take(message, outputs, POLL_SECONDS)
            if done:
                return "timeout" if interrupted else "ok"
            now = time.monotonic()
            if now - looked >= POLL_SECONDS:
                looked = now
                if not self.manager.is_alive():
                    self.kill()
                    return "crashed"
                if self._memory() > limits.memory_bytes:
                    self.kill()
                    return "memory"
            if now > end and interrupted:
                self.kill()
                return "timeout"
            if now > end:
                self.manager.interrupt_kernel()
                interrupted, end = True, now + INTERRUPT_SECONDS

    def _take(self, message: str, outputs: Outputs, timeout: float) -> bool:
        """Handle one message of the kernel, if one comes. Was it the end of the cell?"""
        try:
            received = self.client.get_iopub_msg(timeout=timeout)
        except queue.Empty:
            return False
        if received["parent_header"].get("msg_id") != message:
            return False
        if received["msg_type"] == "status" and received["content"]["execution_state"] == "idle":
            return self._reply(message, outputs)
        outputs.add(received)
        return False

    def _reply(self, message: str, outputs: Outputs) -> bool:
        """The kernel's own word on how the cell ended: an error may have been shown in no output."""
        while True:
            try:
                reply = self.client.get_shell_msg(timeout=10)
            except queue.Empty:
                return True
            if reply["parent_header"].get("msg_id") == message:
                if reply["content"].get("status") == "error" and outputs.error is None:
                    outputs.add({"msg_type": "error", "content": reply["content"]})
                return True

    def _memory(self, children: bool = True) -> int:
        """Bytes of the kernel and, as it takes some milliseconds to find them, of the processes that it started."""
        total = 0
        try:
            for process in (self.process, *(self.process.children(recursive=True) if children else ())):
                total += process.memory_info().rss
        except psutil.NoSuchProcess:
            return total
        return total

    def kill(self) -> None:
        """End the kernel at once, with the processes that it started."""
        self.alive = False
        client = getattr(self, "client", None)
        if client is not None:
            client.stop_channels()
        process = getattr(self, "process", None)
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # the kernel leads a group of its own
        if self.manager.has_kernel:
            self.manager.shutdown_kernel(now=True)
        self.manager.cleanup_resources()


def _environment(folder: Path, threads: int) -> dict[str, str]:
    programs = str(Path(sys.executable).parent)
    return dict(os.environ) | {
        "PATH": os.pathsep.join([programs, os.environ.get("PATH", "")]),
        "IPYTHONDIR": str(folder / "ipython"),  # no profile of the instructor's
        "NBGRADER_EXECUTION": "autograde",
        "OMP_NUM_THREADS": str(threads),
        "PYTHONHASHSEED": "0",
    }


def _killed(status: RunStatus, limits: Limits) -> CellError | None:
    """The error of a cell that did not end by itself."""
    if status == "timeout":
        return _late("this cell", limits.cell_seconds).error
    if status == "memory":
        used = f"{limits.memory_bytes / 2**30:.3g} GB"
        return CellError("OutOfMemory", f"the cell was stopped: it used more than {used} of memory")
    if status == "crashed":
        return CellError("KernelDied", "the cell ended the process that runs the notebook")
    return None


def _late(what: str, seconds: float) -> CellOutcome:
    error = CellError("CellTimeoutError", f"{what} took more than {seconds:g} s and was stopped")
    return CellOutcome("timeout", error=error)
