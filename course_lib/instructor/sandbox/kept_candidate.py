"""A candidate, seen from its examiner: the link to it, and the line to its keeper."""

import contextlib
import json
import os
import shutil
import signal
import socket
import tempfile
from collections.abc import Callable

from course_lib.instructor.sandbox.channel import Channel
from course_lib.instructor.sandbox.job import Job
from course_lib.instructor.sandbox.link import Link
from course_lib.instructor.sandbox.runner import RunnerError

REPORT_SECONDS = 20.0  # a keeper that has been told to end its candidate says so within this time


class KeptCandidate:
    """A candidate process: the link to it and the line to its keeper."""

    def __init__(self, job: Job, fork_candidate: Callable, forbidden: Callable):
        limits, self.job = job.limits, job
        mine, channel = socket.socketpair()
        self.line, line = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        allowance = {
            "memory_bytes": limits.memory_bytes,
            "cpu_seconds": int(limits.submission_seconds * max(2, job.threads)) + 60,
            "threads": job.threads,
            "processes": limits.processes,
            "file_bytes": limits.file_bytes,
            "tmp_bytes": limits.file_bytes,
        }
        request = json.dumps(job.needs | {"allowance": allowance}).encode()
        with channel, line:
            fork_candidate(request, [channel.fileno(), line.fileno()])
        self.folder = None if job.sandboxed else tempfile.mkdtemp(prefix="course-grade-")
        self.link = Link(Channel(mine), lambda message: None, forbidden)
        self.link.begin({"text_bytes": limits.text_bytes, "folder": self.folder or "/tmp/work"}, job.beside | job.files)

    def end(self) -> dict:
        """Have the keeper end the candidate with all its processes. Raises RunnerError if that is not certain."""
        signal.setitimer(signal.ITIMER_REAL, 0)
        self.line.settimeout(REPORT_SECONDS)
        try:
            with contextlib.suppress(OSError):
                self.line.shutdown(socket.SHUT_WR)
            packet = self.line.recv(2**16)
        except OSError as error:
            raise RunnerError(f"the keeper of a candidate does not answer: {error}") from error
        finally:
            self.line.close()
            self.link.close()
            if self.folder:
                shutil.rmtree(self.folder, ignore_errors=True)
        if not packet:
            raise RunnerError("the keeper of a candidate has ended")
        report = json.loads(packet)
        if report["reason"] == "internal":
            raise RunnerError(report["detail"])
        killed = os.WIFSIGNALED(report["status"]) and os.WTERMSIG(report["status"]) == signal.SIGKILL
        if report["reason"] == "ended" and killed and self.job.sandboxed:
            raise RunnerError("a candidate was killed from outside")  # nothing inside can kill it
        return report
