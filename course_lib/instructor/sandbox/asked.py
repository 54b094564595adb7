"""The socket on which a warm process is asked for children, seen from that process: who asks may end at any time."""

import contextlib
import socket

LARGEST_REQUEST = 2**17


def say_ready(requests: socket.socket) -> None:
    """Say that the process is warm. If nobody is there to hear it, the next request tells so."""
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        requests.send(b"ready")


def next_request(requests: socket.socket) -> tuple[bytes, list[int]]:
    """The next packet and the descriptors that it brings; an empty one when whoever asks has ended."""
    try:
        packet, descriptors, _, _ = socket.recv_fds(requests, LARGEST_REQUEST, 2)
    except ConnectionResetError:  # it ended before it had read what was said to it
        return b"", []
    return packet, descriptors
