"""The connections on which a candidate speaks: a main one, and one of its own for each further thread and process.

No two speakers share a stream. So what one says is never mixed up with what another says, whoever speaks when, and a
child process that dies in the middle of a message costs its own connection alone.
"""

import select
import socket
from typing import Any

from course_lib.instructor.sandbox.channel import Channel, ClosedError, ProtocolError

MOST_LINES = 256
DOOR, CALLER, COPY = b"d", b"c", b"h"  # what a packet says of the socket that it brings


class Lines:
    """The examiner's end of these connections. Further ones come through the door, a socket that passes sockets."""

    def __init__(self, main: Channel):
        self.main = main
        self._door: socket.socket | None = None
        self._copy: socket.socket | None = None
        self._others: dict[int, Channel] = {}
        self._poller = select.poll()
        self._poller.register(main.connection, select.POLLIN)

    def receive(self, turn: Channel) -> tuple[Channel, Any, bytearray]:
        """The next message, and the channel that it came on.  turn: the one that an answer is expected on.

        Raises ClosedError or ProtocolError if that one, or the main one, is of no use any more.
        """
        if self._door is None:
            self._open_door()
        while True:
            for descriptor, _ in self._poller.poll():
                found = self._heard_on(descriptor, turn)
                if found is not None:
                    return found

    def left_over(self) -> tuple[Channel, Any, bytearray] | None:
        """A message that one of the others has sent already, or None."""
        while True:
            ready = [descriptor for descriptor, _ in self._poller.poll(0)]
            aside = next((descriptor for descriptor in ready if descriptor != self.main.connection.fileno()), None)
            if aside is None:
                return None
            found = self._heard_on(aside, None)
            if found is not None:
                return found

    def mute(self, channel: Channel) -> None:
        """Do not listen to a channel that is to answer later."""
        self._poller.unregister(channel.connection)

    def unmute(self, channel: Channel) -> None:
        """Listen to it again."""
        if channel.connection.fileno() >= 0:
            self._poller.register(channel.connection, select.POLLIN)

    def leave(self, channel: Channel) -> None:
        """Be done with one of the others."""
        if self._others.pop(channel.connection.fileno(), None) is not None:
            self._poller.unregister(channel.connection)
            channel.close()

    def copy(self) -> socket.socket | None:
        """The connection to a copy of the candidate, which it has just told of; None if it has passed none."""
        for _ in range(MOST_LINES):  # others may have passed theirs before
            if self._copy is None and self._door is not None and self._door.fileno() >= 0:
                self._let_in(self._door)
        found, self._copy = self._copy, None
        return found

    def close(self) -> None:
        """Close all of them."""
        for channel in (self.main, *self._others.values()):
            channel.close()
        for further in (self._door, self._copy):
            if further is not None:
                further.close()

    def _heard_on(self, descriptor: int, turn: Channel | None) -> tuple[Channel, Any, bytearray] | None:
        """The message on one of the connections, or None: it was the door, or one that is of no use any more."""
        if self._door is not None and descriptor == self._door.fileno():
            self._let_in(self._door)
            return None
        channel = self._others.get(descriptor, self.main)
        try:
            return channel, *channel.receive()
        except (ClosedError, ProtocolError):
            if channel is self.main:
                raise
            self.leave(channel)
            if channel is turn:
                raise
        return None

    def _open_door(self) -> None:
        """The candidate's first word brings the door."""
        _, self._door = self._passed(self.main.connection, 0)
        if self._door is None:
            raise ProtocolError("the process of the notebook does not begin as it should")
        self._poller.register(self._door, select.POLLIN)

    def _let_in(self, door: socket.socket) -> None:
        word, found = self._passed(door, socket.MSG_DONTWAIT)
        if found is None:
            self._poller.unregister(door)
            door.close()
        elif word == COPY:
            if self._copy is not None:
                self._copy.close()
            self._copy = found
        elif len(self._others) >= MOST_LINES:
            found.close()
        else:
            self._others[found.fileno()] = Channel(found)
            self._poller.register(found, select.POLLIN)

    @staticmethod
    def _passed(connection: socket.socket, flags: int) -> tuple[bytes, socket.socket | None]:
        """The next packet, and the socket that it brings, None if it brings none."""
        try:
            packet, descriptors, _, _ = socket.recv_fds(connection, 1, 1, flags)
        except ConnectionResetError as error:
            raise ClosedError from error
        except OSError:
            return b"", None
        if not packet and connection.type == socket.SOCK_STREAM:
            raise ClosedError
        return packet, socket.socket(fileno=descriptors[0]) if descriptors else None
