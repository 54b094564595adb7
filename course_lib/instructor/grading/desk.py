"""The warm process that reads what students handed in: it forks a child with limits for each piece of work.

`python -m course_lib.instructor.grading.desk FD`. A packet on the socket FD brings two descriptors: the socket from
which the child reads its work and to which it writes what became of it, and a pipe on which is told how the child has
ended. When FD closes, everything ends.
"""

import contextlib
import os
import pickle
import resource
import select
import signal
import socket
import sys
import traceback

from course_lib.instructor.sandbox import namespaces
from course_lib.instructor.sandbox.asked import next_request, say_ready
from course_lib.instructor.sandbox.bounded import PREPARE, Done, OverBoundsError, Work
from course_lib.instructor.sandbox.children import Children
from course_lib.instructor.sandbox.job import LENGTH, read_object, write_object
from course_lib.instructor.sandbox.settled import settle

LARGEST_RESULT = 2**28  # bytes: the command holds it, and has no limits


def main(requests: socket.socket) -> None:
    """Fork a child for each request until the socket closes."""
    from course_lib.instructor.grading.report import similar_answers  # noqa: F401  imported once, before the forks

    children = Children()
    children.poller.register(requests, select.POLLIN)
    settle()
    say_ready(requests)
    while True:
        ready = {descriptor for descriptor, _ in children.poller.poll()}
        for ended in ready & children.running.keys():
            children.bury(ended)
        if requests.fileno() not in ready:
            continue
        packet, descriptors = next_request(requests)
        if not packet:
            return
        connection, word = socket.socket(fileno=descriptors[0]), descriptors[1]
        if packet == PREPARE:
            _prepare(connection)
            os.close(word)
            continue
        process = os.fork()
        if process == 0:
            requests.close()
            children.forget()
            os.close(word)
            _work(connection)
        connection.close()
        children.add(process, word)


def _prepare(connection: socket.socket) -> None:
    """Call here what the children are to find done."""
    with connection:
        work = read_object(connection)
    work.function(*work.arguments)
    settle()


def _work(connection: socket.socket) -> None:
    """Do one piece of work and send what became of it. Never returns."""
    parent = os.getppid()
    namespaces.end_with_parent(signal.SIGKILL)
    try:
        if os.getppid() == parent:
            write_object(connection, os.getpid())
            work = read_object(connection)
            namespaces.limit_memory(work.memory_bytes)
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            resource.setrlimit(resource.RLIMIT_CPU, (work.seconds, work.seconds + 1))
            content = _done(work)
            with contextlib.suppress(BrokenPipeError):
                connection.sendall(LENGTH.pack(len(content)))
                connection.sendall(content)
    finally:
        os._exit(0)


def _done(work: Work) -> bytes:
    """What became of the work, as it is sent."""
    try:
        content = pickle.dumps(Done(work.function(*work.arguments)))
        if len(content) <= LARGEST_RESULT:
            return content
        over = f"what comes of it is larger than {LARGEST_RESULT // 2**20} MB"
    except MemoryError:
        over = f"it takes more than {work.memory_bytes / 2**30:.3g} GB of memory"
    except RecursionError:
        over = "it is nested too deeply"
    except OverBoundsError as error:
        over = str(error)
    except Exception as error:
        known = type(error).__module__.startswith("course_lib.")
        return pickle.dumps(Done(error=error) if known else Done(fault=traceback.format_exc()))
    return pickle.dumps(Done(over=over))


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    main(socket.socket(fileno=int(sys.argv[1])))
