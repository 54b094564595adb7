"""A warm process from which candidates are forked. It runs inside the sandbox and never runs a student's code itself.

`python -m course_lib.instructor.sandbox.zygote FD SANDBOXED`. A request comes as one packet on the socket FD, with two
descriptors: the channel of the candidate-to-be, and the line to its keeper. For each request a keeper is forked,
which leaves the world of the others (`namespaces.unshare`), forks the candidate as process 1 of a new one, watches
what it uses, and ends it: when the line closes, when memory or processes are too many, or when it ends by itself.
The candidate gives up its rights, and the calls of `kernel_calls`, before it runs a line of a student's.
"""

import contextlib
import json
import os
import select
import signal
import socket
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from course_lib.instructor.sandbox import namespaces
from course_lib.instructor.sandbox.asked import next_request, say_ready
from course_lib.instructor.sandbox.candidate import serve
from course_lib.instructor.sandbox.kernel_calls import forbidding_filter
from course_lib.instructor.sandbox.sandbox import python_folders
from course_lib.instructor.sandbox.settled import settle
from course_lib.instructor.sandbox.shell import CandidateShell
from course_lib.instructor.sandbox.usage import Usage
from course_lib.instructor.sandbox.warm import Rehearsals, warm_up

if TYPE_CHECKING:
    from pyseccomp import SyscallFilter

LOOK_SECONDS = 0.05  # how often a candidate's memory is looked at


@dataclass(frozen=True)
class Allowance:
    """What a candidate may use."""

    memory_bytes: int
    cpu_seconds: int
    threads: int
    processes: int
    file_bytes: int
    tmp_bytes: int


def main(requests: socket.socket, sandboxed: bool) -> None:
    """Fork a keeper for each request until the socket closes."""
    shell, wall = warm_up(), forbidding_filter() if sandboxed else None
    rehearsals = Rehearsals()
    settle()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    say_ready(requests)
    while True:
        packet, descriptors = next_request(requests)
        if not packet:
            return
        request = json.loads(packet)
        rehearsals.prepare(request["setup"], request["optimizers"])
        if os.fork() == 0:
            requests.close()
            channel, line = descriptors
            _keep(channel, line, Allowance(**request["allowance"]), wall, shell)
        for descriptor in descriptors:
            os.close(descriptor)


def _keep(
    channel: int, line_number: int, allowance: Allowance, wall: "SyscallFilter | None", shell: CandidateShell
) -> None:
    """The life of a keeper. Never returns.  wall: None outside of the sandbox."""
    line, sandboxed = socket.socket(fileno=line_number), wall is not None
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        if sandboxed:
            if os.geteuid() != 0:
                namespaces.private_users()
            namespaces.unshare("mount", "pid", "net", "ipc", "uts")
        own_share = os.open("/proc/self/smaps_rollup", os.O_RDONLY)
        stands, standing = os.pipe()
        candidate = os.fork()
        if candidate == 0:
            line.close()
            os.close(stands)
            os.close(own_share)
            _become_candidate(channel, standing, allowance, wall, shell)
        os.close(channel)
        os.close(standing)
        with open(stands, encoding="utf-8") as told:
            fault = told.read()
        if fault:
            report = {"reason": "internal", "detail": fault}
        else:
            with open(own_share, encoding="ascii") as share:
                report = _watch(candidate, line, allowance, Usage(candidate, sandboxed, allowance.memory_bytes, share))
    except Exception as error:
        report = {"reason": "internal", "detail": f"{type(error).__name__}: {error}"}
    with contextlib.suppress(OSError):
        line.send(json.dumps(report).encode())
    os._exit(0)


def _become_candidate(
    channel: int, standing: int, allowance: Allowance, wall: "SyscallFilter | None", shell: CandidateShell
) -> None:
    """From here on nothing is to be trusted. Never returns."""
    status = 70
    try:
        _shut_in(allowance, wall)
        os.close(standing)  # without a word: all is well
        status = serve(socket.socket(fileno=channel), shell, allowance.threads)
    except OSError as error:
        with contextlib.suppress(OSError):
            os.write(standing, f"the sandbox of a candidate does not stand: {error}".encode())
    finally:
        os._exit(status)


def _shut_in(allowance: Allowance, wall: "SyscallFilter | None") -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.setsid()  # else a signal to its group would reach the keeper and the zygote
    if wall is None:
        namespaces.end_with_parent(signal.SIGKILL)
        namespaces.limit_resources(allowance.cpu_seconds, None, allowance.file_bytes)
        return
    namespaces.private_files(allowance.tmp_bytes, [folder for folder in python_folders() if folder.startswith("/tmp/")])
    namespaces.loopback_up()
    namespaces.bound_shared_memory()
    namespaces.limit_resources(allowance.cpu_seconds, 2 * allowance.processes, allowance.file_bytes)
    namespaces.give_up_rights()
    wall.load()


def _watch(candidate: int, line: socket.socket, allowance: Allowance, usage: Usage) -> dict:
    """Follow a candidate to its end. Says how it ended and how much memory it used at most."""
    reason = None
    pidfd = os.pidfd_open(candidate)
    poller = select.poll()
    poller.register(pidfd, select.POLLIN)
    poller.register(line, select.POLLIN)
    while reason is None:
        ready = {descriptor for descriptor, _ in poller.poll(LOOK_SECONDS * 1000)}
        if pidfd in ready:
            reason = "ended"
        elif line.fileno() in ready:
            reason = "stopped"
        elif usage.processes() > allowance.processes:
            reason = "processes"
        else:
            usage.look()
            if usage.memory > allowance.memory_bytes or usage.machine_is_full():
                reason = "memory"
    if reason != "processes":  # among so many a look takes seconds, in which they take the machine
        usage.look()
    _end(candidate, usage.own_world)
    _, status = os.waitpid(candidate, 0)
    return {"reason": reason, "status": status, "memory": usage.peak}


def _end(candidate: int, sandboxed: bool) -> None:
    """Kill a candidate and all that it started: with process 1 the kernel ends its whole world."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(candidate, signal.SIGKILL)
    if not sandboxed:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(candidate, signal.SIGKILL)


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])), sys.argv[2] == "sandboxed")
