"""Frames on a stream socket: a tree of JSON and the bytes of its arrays. Sizes are checked before anything is read."""

import json
import socket
import struct
from typing import Any

HEADER = struct.Struct("<IQ")  # bytes of JSON, bytes of arrays
MOST_JSON = 32 * 2**20
MOST_BYTES = 256 * 2**20
MOST_LISTS = 4_000_000  # in the tree: Python takes forty times the memory of their two characters


class ProtocolError(Exception):
    """What came over a channel is not what the protocol allows."""


class TooLongError(Exception):
    """A frame of `size` bytes, which the other end would not take. It has not been sent."""

    def __init__(self, size: int):
        super().__init__(f"a frame of {size} bytes")
        self.size = size


class ClosedError(Exception):
    """The other end is gone."""


class Channel:
    """One end of a connection between two processes. Blocks; a signal handler that raises ends the wait."""

    def __init__(self, connection: socket.socket):
        self.connection = connection

    def send(self, tree: object, content: bytes = b"") -> None:
        """Send a tree of lists, dicts and scalars, and bytes to which it may refer.

        Raises ClosedError, and TooLongError for what `receive` would not take.
        """
        text = json.dumps(tree, separators=(",", ":")).encode()
        if len(text) > MOST_JSON or len(content) > MOST_BYTES:
            raise TooLongError(len(text) + len(content))
        try:
            self.connection.sendall(HEADER.pack(len(text), len(content)) + text)
            if content:
                self.connection.sendall(content)
        except (BrokenPipeError, ConnectionResetError) as error:
            raise ClosedError from error

    def receive(self) -> tuple[Any, bytearray]:
        """The next frame. Raises ClosedError, or ProtocolError for a frame that is too large or no JSON."""
        length, size = HEADER.unpack(self._exactly(HEADER.size))
        if length > MOST_JSON or size > MOST_BYTES:
            raise ProtocolError(f"a frame of {length + size} bytes")
        text, content = self._exactly(length), self._exactly(size)
        if text.count(b"[") + text.count(b"{") > MOST_LISTS:
            raise ProtocolError("a frame of too many lists")
        try:
            return json.loads(text), content
        except (ValueError, RecursionError) as error:
            raise ProtocolError(f"a frame that is no JSON: {type(error).__name__}") from error

    def _exactly(self, size: int) -> bytearray:
        buffer = bytearray(size)
        view, got = memoryview(buffer), 0
        while got < size:
            try:
                count = self.connection.recv_into(view[got:])
            except ConnectionResetError as error:
                raise ClosedError from error
            if not count:
                raise ClosedError
            got += count
        return buffer

    def close(self) -> None:
        self.connection.close()
