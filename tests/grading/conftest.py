"""The grader's warm processes stand while these tests run: a command finds them as the one before it left them."""

from typing import ClassVar

import pytest

from course_lib.instructor.grading import options
from course_lib.instructor.sandbox.process_runner import ProcessRunner


class StandingRunner(ProcessRunner):
    """Leaves its host to the next one, where a command that has ended ends it: that takes seconds for each test.

    A host that was stopped, or has failed, is none to leave. Commands in processes of their own start theirs.
    """

    left: ClassVar[dict] = {}  # by kind

    @property
    def kind(self):
        return self.sandboxed, self.threads

    def _standing_host(self):
        with self._lock:
            if self._host is None and not self._stopped:
                self._host = self.left.pop(self.kind, None)
        return super()._standing_host()

    def close(self):
        with self._lock:
            if self._host is not None and not self._stopped and self.kind not in self.left:
                self.left[self.kind], self._host = self._host, None
        super().close()


@pytest.fixture(autouse=True, scope="session")
def standing_processes():
    """What commands in this process run submissions with."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(options, "ProcessRunner", StandingRunner)
        yield
    for host in StandingRunner.left.values():
        host.end()
    StandingRunner.left.clear()
