"""How much memory and how many processes a candidate uses, read from /proc."""

import contextlib
import os

LEAST_FREE = 200 * 2**20  # bytes that the machine itself must keep


class Usage:
    """The processes of one candidate.  `memory`: bytes, without what the candidate shares with its warm parent.

    own_world: this process sees the candidate's /proc and /tmp, and nothing else in them; else the candidate alone
    is looked at.
    """

    def __init__(self, candidate: int, own_world: bool):
        self.candidate, self.own_world = candidate, own_world
        self.memory = self.peak = self.processes = 0
        self._shared = _resident(self._all()[0])

    def look(self) -> None:
        """Look again."""
        first, *others = self._all()
        self.memory = max(0, _resident(first) - self._shared) + sum(map(_own_share, others)) + self._files()
        self.memory += sum(map(_files_without_name, (first, *others)))
        self.processes = 1 + len(others)
        self.peak = max(self.peak, self.memory)

    def machine_is_full(self) -> bool:
        """Is so little memory left that the machine itself is in danger?"""
        return _field("/proc/meminfo", "MemAvailable", LEAST_FREE) < LEAST_FREE

    def _all(self) -> list[int]:
        """The candidate, and all its processes."""
        if not self.own_world:
            return [self.candidate]
        return sorted(int(name) for name in os.listdir("/proc") if name.isdigit())

    def _files(self) -> int:
        """What lies in the candidate's own /tmp and /dev/shm."""
        if not self.own_world:
            return 0
        found = [os.statvfs(folder) for folder in ("/tmp", "/dev/shm")]
        return sum((one.f_blocks - one.f_bfree) * one.f_frsize for one in found)


def _resident(process: int) -> int:
    """Bytes of memory of a process, without the files that it has mapped."""
    status = f"/proc/{process}/status"
    return _field(status, "RssAnon", 0) + _field(status, "RssShmem", 0)


def _own_share(process: int) -> int:
    """The same, with what several processes share divided among them; if that cannot be read, all of it."""
    share = _field(f"/proc/{process}/smaps_rollup", "Pss_Anon", -1)
    return _resident(process) if share < 0 else share + _field(f"/proc/{process}/smaps_rollup", "Pss_Shmem", 0)


def _field(path: str, name: str, otherwise: int) -> int:
    """A size in bytes out of a file of lines "name: 12 kB"."""
    with contextlib.suppress(OSError, ValueError, IndexError), open(path, encoding="utf-8", errors="replace") as file:
        for line in file:
            if line.startswith(f"{name}:"):
                return int(line.split()[1]) * 1024
    return otherwise


def _files_without_name(process: int) -> int:
    """Bytes in the open files of a process that live in memory alone (memfd_create)."""
    total = 0
    with contextlib.suppress(OSError):
        for entry in os.scandir(f"/proc/{process}/fd"):
            with contextlib.suppress(OSError):
                if os.readlink(entry.path).startswith("/memfd:"):
                    total += os.stat(entry.path).st_blocks * 512
    return total
