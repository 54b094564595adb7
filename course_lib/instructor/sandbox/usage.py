"""How much memory and how many processes a candidate uses, read from /proc. What several share is counted once."""

import contextlib
import ctypes
import os
import time
from collections.abc import Iterable
from typing import TextIO

from course_lib.instructor.sandbox.kernel_calls import call_number

LEAST_FREE = 200 * 2**20  # bytes that the machine itself must keep
EXACTLY = 5  # an exact look that took a second is followed by one after this many seconds, unless it decides
LONGEST_LOOK = 2.0  # seconds: somebody waits for the answer
KCMP_VM = 1  # of kcmp: do two processes have the same memory?
Inode = tuple[int, int]  # device and number: what tells one file from another, whatever its names

_libc = ctypes.CDLL(None)


class Usage:
    """The processes of one candidate.  `memory`: bytes, without what the candidate shares with its warm parent.

    own_world: this process sees the candidate's /proc and /tmp, and nothing else in them; else the candidate alone
    is looked at.  allowed: up to here `memory` may be what the last exact look found and what has come since; above it
    is exact.  own_share: the open smaps_rollup of this process, which the candidate's /proc does not show.
    """

    def __init__(self, candidate: int, own_world: bool, allowed: int, own_share: TextIO):
        self.candidate, self.own_world, self.allowed, self.own_share = candidate, own_world, allowed, own_share
        self.memory = self.peak = 0
        self._next_exact = 0.0
        self._counted_often = 0  # bytes, in the last exact look: pages that several processes have
        self._warm = _anonymous(_sizes(self._all()[0], "status"))
        self._nameless = _nameless_device()

    def processes(self) -> int:
        """How many there are. It is found at once, also where so many are born that nothing else is."""
        return len(self._all())

    def look(self) -> None:
        """Look again."""
        found = {process: _sizes(process, "status") for process in self._all()}
        mapped = sum(sizes.get("RssShmem", 0) for sizes in found.values())
        files = self._files() + sum(self._open_files(found).values())
        at_most = max(0, sum(map(_anonymous, found.values())) - self._warm) + mapped + files
        self.memory = max(0, at_most - self._counted_often)
        if len(found) > 1 or mapped:
            begun = time.monotonic()
            if self.memory <= self.allowed and begun < self._next_exact:
                return  # a look at each page is for when it decides, and now and then for the peak
            self.memory = self._exact(found)
            self._counted_often = max(0, at_most - self.memory)
            self._next_exact = time.monotonic() + EXACTLY * (time.monotonic() - begun)
        else:
            self.memory, self._counted_often = at_most, 0
        self.peak = max(self.peak, self.memory)

    def machine_is_full(self) -> bool:
        """Is so little memory left that the machine itself is in danger?"""
        with open("/proc/meminfo", encoding="utf-8") as file:
            return _read_sizes(file).get("MemAvailable", LEAST_FREE) < LEAST_FREE

    def _exact(self, found: dict[int, dict[str, int]]) -> int:
        """Bytes, with a page that several processes have counted once."""
        if len(found) > 1:
            anonymous, mapped = self._shares(found)
        else:
            (sizes,) = found.values()
            anonymous, mapped = _anonymous(sizes) - self._warm, sizes.get("RssShmem", 0)
        open_files = self._open_files(found)
        hidden = sum(self._closed_files(found, open_files).values())  # as large as they are mapped: not all is there
        return max(0, anonymous) + min(hidden, mapped) + self._files() + sum(open_files.values())

    def _shares(self, found: dict[int, dict[str, int]]) -> tuple[int, int]:
        """Bytes of several processes: of their own, and mapped of files that live in memory."""
        anonymous, mapped, measured = 0, 0, 0
        until = time.monotonic() + LONGEST_LOOK
        for process, sizes in found.items():
            if _is_in_memory_of(found.get(sizes.get("PPid", 0)), sizes):
                continue
            share = _sizes(process, "smaps_rollup") if time.monotonic() < until else {}
            if "Pss_Anon" in share:
                measured += 1
                anonymous += share["Pss_Anon"] + share.get("SwapPss", 0)
                mapped += share.get("Pss_Shmem", 0)
            else:  # it has forbidden that, it is no more, or there are very many: as if it shared with nobody but us
                now = _sizes(process, "status")
                anonymous += max(0, _anonymous(now) - self._warm)
                mapped += now.get("RssShmem", 0)
        # Each that comes of a fork of the warm process has a share in its pages, as this process, which is another.
        self.own_share.seek(0)
        warm = min(self._warm, measured * _read_sizes(self.own_share).get("Pss_Anon", 0))
        return max(anonymous - warm, max(map(_anonymous, found.values())) - self._warm), mapped

    def _all(self) -> list[int]:
        """The candidate, and all its processes."""
        if not self.own_world:
            return [self.candidate]
        return sorted(int(name) for name in os.listdir("/proc") if name.isdigit())

    def _files(self) -> int:
        """What lies in the candidate's own /tmp and /dev/shm, also what is open there and has lost its name."""
        if not self.own_world:
            return 0
        found = [os.statvfs(folder) for folder in ("/tmp", "/dev/shm")]
        return sum((one.f_blocks - one.f_bfree) * one.f_frsize for one in found)

    def _open_files(self, processes: Iterable[int]) -> dict[Inode, int]:
        """Bytes of the open files that live in memory and lie nowhere (memfd_create)."""
        found = {}
        for process in processes:
            with contextlib.suppress(OSError):
                for entry in os.scandir(f"/proc/{process}/fd"):
                    with contextlib.suppress(OSError):
                        if os.readlink(entry.path).startswith("/memfd:"):
                            status = os.stat(entry.path)
                            found[status.st_dev, status.st_ino] = status.st_blocks * 512
        return found

    def _closed_files(self, processes: Iterable[int], open_files: dict[Inode, int]) -> dict[Inode, int]:
        """Bytes that are mapped of such files which nobody has open, or that never were files (MAP_SHARED)."""
        found: dict[Inode, int] = {}
        for process in processes:
            own: dict[Inode, int] = {}
            with contextlib.suppress(OSError), open(f"/proc/{process}/maps", "rb") as maps:
                for line in maps:
                    addresses, _, _, device, number, *_ = line.split(None, 5)
                    major, minor = (int(part, 16) for part in device.split(b":"))
                    inode = os.makedev(major, minor), int(number)
                    if inode[0] == self._nameless and inode not in open_files:
                        begin, end = (int(address, 16) for address in addresses.split(b"-"))
                        own[inode] = own.get(inode, 0) + end - begin
            found |= {inode: max(size, found.get(inode, 0)) for inode, size in own.items()}
        return found


def _anonymous(sizes: dict[str, int]) -> int:
    """Bytes of memory of a process, in RAM or swapped out, that belong to no file."""
    return sizes.get("RssAnon", 0) + sizes.get("VmSwap", 0)


def _is_in_memory_of(parent: dict[str, int] | None, child: dict[str, int]) -> bool:
    """Has a process no memory of its own, but its parent's? Between vfork and the new program it has not.

    It is asked by a child of this process, which is born among the candidate's and so knows them by their numbers.
    """
    if parent is None or any(parent.get(name) != child.get(name) for name in ("VmSize", "RssAnon")):
        return False
    try:
        asking = os.fork()
    except OSError:  # none is born in a world whose process 1 has just ended
        return False
    if asking == 0:
        os._exit(_libc.syscall(call_number("kcmp"), parent["Pid"], child["Pid"], KCMP_VM, 0, 0) != 0)
    return os.waitpid(asking, 0)[1] == 0


def _nameless_device() -> int:
    """The device of the kernel's own file system for shared memory that lies in no folder."""
    descriptor = os.memfd_create("course")
    try:
        return os.fstat(descriptor).st_dev
    finally:
        os.close(descriptor)


def _sizes(process: int, name: str) -> dict[str, int]:
    """What is said of a process in "status" or "smaps_rollup", {} if that cannot be read."""
    with contextlib.suppress(OSError), open(f"/proc/{process}/{name}", encoding="utf-8", errors="replace") as file:
        return _read_sizes(file)
    return {}


def _read_sizes(file: TextIO) -> dict[str, int]:
    """What lines "name: 12 kB" say, in bytes, and lines "name: 12"."""
    found = {}
    for line in file:
        name, _, value = line.partition(":")
        number, *unit = value.split() or [""]
        if number.isdecimal():
            found[name] = int(number) * (1024 if unit == ["kB"] else 1)
    return found
