"""A warm process whose asker ends says nothing and ends too, whatever it had said to it."""

import socket

from course_lib.instructor.sandbox.asked import next_request, say_ready


def test_an_asker_that_ends_without_reading_is_an_empty_request():
    mine, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    say_ready(its)
    mine.close()

    assert next_request(its) == (b"", [])
    say_ready(its)
    assert next_request(its) == (b"", [])
