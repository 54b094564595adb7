"""The trusted warm process: it starts the zygote, and forks an examiner for each job.

`python -m course_lib.instructor.sandbox.host FD SANDBOXED THREADS`. A packet on the socket FD brings two descriptors:
the socket from which the examiner reads its job and to which it writes the examination, and a pipe on which the host
tells how the examiner has ended. Such a pipe that closes without a word says that the host itself is dead. When FD
closes, everything ends.
"""

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import traceback
from functools import partial

from course_lib.instructor.sandbox import namespaces, sandbox
from course_lib.instructor.sandbox.asked import next_request, say_ready
from course_lib.instructor.sandbox.children import Children
from course_lib.instructor.sandbox.job import Examination, read_object, write_object
from course_lib.instructor.sandbox.settled import settle
from course_lib.instructor.sandbox.warm import Rehearsals, one_thread


def main(requests: socket.socket, sandboxed: bool, threads: int) -> None:
    """Fork an examiner for each request until the socket closes."""
    zygote = start_zygote(sandboxed, threads)
    one_thread()
    from course_lib.instructor.sandbox import examiner  # noqa: F401  imported once, before the forks

    rehearsals = Rehearsals()
    settle()
    if zygote.recv(16) != b"ready":
        raise SystemExit("the warm process in the sandbox has ended")
    say_ready(requests)
    examiners = Children()
    poller = examiners.poller
    poller.register(requests, select.POLLIN)
    poller.register(zygote, select.POLLIN)
    while True:
        ready = {descriptor for descriptor, _ in poller.poll()}
        if zygote.fileno() in ready:
            return  # it sends no more: it has ended
        for ended in ready & examiners.running.keys():
            examiners.bury(ended)
        if requests.fileno() not in ready:
            continue
        packet, descriptors = next_request(requests)
        if not packet:
            return
        rehearsals.prepare(**json.loads(packet))
        process = os.fork()
        if process == 0:
            requests.close()
            examiners.forget()
            os.close(descriptors[1])
            _be_examiner(socket.socket(fileno=descriptors[0]), zygote)
        os.close(descriptors[0])
        examiners.add(process, descriptors[1])


def start_zygote(sandboxed: bool, threads: int) -> socket.socket:
    """Start the zygote, in the sandbox or not. Returns the socket for requests."""
    mine, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    arguments = [str(its.fileno()), "sandboxed" if sandboxed else "open"]
    program = [sys.executable, "-P", "-m", "course_lib.instructor.sandbox.zygote", *arguments]
    environment = None
    if sandboxed:
        program = sandbox.command(program, threads)
    else:
        environment = sandbox.environment(threads) | os.environ
    with its:
        subprocess.Popen(program, pass_fds=[its.fileno()], stdin=subprocess.DEVNULL, env=environment)
    return mine


def _ask(zygote: socket.socket, packet: bytes, descriptors: list[int]) -> None:
    """Ask the zygote for a candidate, which gets these descriptors."""
    socket.send_fds(zygote, [packet], descriptors)


def _be_examiner(connection: socket.socket, zygote: socket.socket) -> None:
    """Examine one job and send what was found, or the traceback of our own failure. Never returns."""
    from course_lib.instructor.sandbox.examiner import EXAMINER_BYTES, Examiner

    parent = os.getppid()
    namespaces.end_with_parent(signal.SIGKILL)
    try:
        if os.getppid() == parent:
            job = read_object(connection)
            namespaces.limit_memory(EXAMINER_BYTES)
            found: Examination | str
            try:
                found = Examiner(job, partial(_ask, zygote), partial(write_object, connection)).examine()
            except Exception:
                found = traceback.format_exc()
            with contextlib.suppress(BrokenPipeError):
                write_object(connection, found)
    finally:
        os._exit(0)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    main(socket.socket(fileno=int(sys.argv[1])), sys.argv[2] == "sandboxed", int(sys.argv[3]))
