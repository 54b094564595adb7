"""What a warm process does before it is forked, so that each fork of it costs less.

A fork copies the table of the parent's pages and frees it again: with torch imported some 50 000 entries, 15 ms of
processor time for a child that does nothing. In huge pages the same memory has a hundred entries, and a fork takes a
third of that. What a child writes to is split for it alone, so no memory is lost.
"""

import contextlib
import ctypes
import gc

HUGE = 2**21
COLLAPSE = 25  # of madvise: put a range into huge pages now, whatever has been advised for it (Linux 6.1)

_libc = ctypes.CDLL(None)


def settle() -> None:
    """Have a garbage collector that leaves alone what is here now, and huge pages where the system gives them."""
    gc.collect()
    gc.freeze()
    with contextlib.suppress(OSError):  # no /proc: not Linux
        for begin, end in _private_ranges():
            _libc.madvise(ctypes.c_void_p(begin), ctypes.c_size_t(end - begin), COLLAPSE)  # or nothing has changed


def _private_ranges() -> list[tuple[int, int]]:
    """The addresses of whole huge pages of memory that belongs to no file."""
    found = []
    with open("/proc/self/maps", encoding="utf-8") as maps:
        for line in maps:
            addresses, rights, _, _, number, *_ = line.split()
            begin, end = (int(address, 16) for address in addresses.split("-"))
            begin, end = -(-begin // HUGE) * HUGE, end // HUGE * HUGE
            if rights == "rw-p" and number == "0" and begin < end:
                found.append((begin, end))
    return found
