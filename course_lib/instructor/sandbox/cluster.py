"""Examinations on a Dask cluster. Workers get a job, which is data, and give its outcomes: no shared file system.

On each worker the course is installed, with its instructor's part and, for the sandbox, bubblewrap. Reading, judging
and recording stay with the command.
"""

import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import CancelledError
from pathlib import Path

from distributed import Client, Future
from distributed.scheduler import KilledWorker

from course_lib.fresh import FIXED_SEED
from course_lib.instructor.sandbox.job import Examination, Job
from course_lib.instructor.sandbox.process_runner import NO_FILES, ProcessRunner
from course_lib.instructor.sandbox.runner import CellOutcome, ClusterError, Limits, RunCell, RunnerError, StoppedError
from course_lib.instructor.sandbox.sandbox import SandboxError

CONNECT_SECONDS = 20


class ClusterRunner:
    """A Runner whose jobs run on the workers of a cluster. Raises ClusterError if there is none at this address.

    address: of the scheduler, as in tcp://host:8786.
    """

    def __init__(self, address: str, sandboxed: bool = True):
        try:
            self.client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError) as error:
            raise ClusterError(f"there is no Dask scheduler at {address}: {error}") from error
        self.sandboxed = sandboxed
        self.slots = sum(self.client.nthreads().values())
        self._running: set[Future] = set()
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        if not self.slots:
            self.close()
            raise ClusterError(f"the Dask scheduler at {address} has no workers")

    def run(
        self,
        cells: Sequence[RunCell],
        limits: Limits,
        data: Sequence[Path] = (),
        beside: Mapping[str, bytes] = NO_FILES,
        seed: int = FIXED_SEED,
    ) -> list[CellOutcome]:
        """See Runner.run. A job whose worker is killed goes to another one."""
        files = {path.name: path.read_bytes() for path in data}
        job = Job(tuple(cells), limits, files, sandboxed=self.sandboxed, beside=dict(beside), seed=seed)
        with self._lock:
            if self._stopped.is_set():
                raise StoppedError
            future = self.client.submit(examine_here, job, pure=False)
            self._running.add(future)
        try:
            return future.result().outcomes
        except KilledWorker as error:
            raise RunnerError(f"several workers of the cluster died over this notebook: {error}") from error
        except CancelledError as error:
            raise (
                StoppedError() if self._stopped.is_set() else RunnerError("the cluster has dropped the job")
            ) from error
        finally:
            with self._lock:
                self._running.discard(future)

    def stop(self) -> None:
        """End all runs: they raise StoppedError."""
        with self._lock:
            self._stopped.set()
            self.client.cancel(list(self._running))

    def close(self) -> None:
        """Leave the cluster as it is."""
        self.client.close()

    def __enter__(self) -> "ClusterRunner":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


class _Here:
    """The warm processes of this worker, started by its first job."""

    lock = threading.Lock()
    runners: dict[bool, ProcessRunner] = {}  # noqa: RUF012  with or without a sandbox


def examine_here(job: Job) -> Examination:
    """What a worker does. Raises RunnerError."""
    with _Here.lock:
        if job.sandboxed not in _Here.runners:
            try:
                _Here.runners[job.sandboxed] = ProcessRunner(sandboxed=job.sandboxed)
            except SandboxError as error:
                raise RunnerError(f"a worker of the cluster has no sandbox: {error}") from error
        runner = _Here.runners[job.sandboxed]
    return runner.examine_job(job)
