"""The kernel's own words for a private world of processes, files and network, called through libc. Linux only."""

import contextlib
import ctypes
import fcntl
import os
import resource
import socket
import struct

CLONE = {"mount": 0x00020000, "uts": 0x04000000, "ipc": 0x08000000, "user": 0x10000000, "pid": 0x20000000,
         "net": 0x40000000}  # fmt: skip
MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_BIND, MS_REC, MS_PRIVATE = 2, 4, 8, 0x1000, 0x4000, 0x40000
PR_SET_PDEATHSIG, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS, PR_SET_DUMPABLE = 1, 24, 38, 4
NOBODY = 65534

_libc = ctypes.CDLL(None, use_errno=True)


def _check(result: int, what: str) -> None:
    if result != 0:
        error = ctypes.get_errno()
        raise OSError(error, f"{what}: {os.strerror(error)}")


def end_with_parent(sig: int) -> None:
    """This process gets a signal when its parent ends."""
    _check(_libc.prctl(PR_SET_PDEATHSIG, sig, 0, 0, 0), "prctl")


def limit_memory(size: int) -> None:
    """Let this process take so many bytes of memory more than it has: then it gets a MemoryError."""
    with open("/proc/self/status", encoding="ascii") as status:
        now = next(1024 * int(line.split()[1]) for line in status if line.startswith("VmData:"))
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (now + size, hard))


def unshare(*names: str) -> None:
    """Leave the shared world of "mount", "pid", "net", ... A new world of processes begins with the next child."""
    _check(_libc.unshare(sum(CLONE[name] for name in names)), "unshare")


def private_users() -> None:
    """A user namespace, in which an ordinary user has rights over what is made in it, and is nobody."""
    uid, gid = os.geteuid(), os.getegid()
    unshare("user")
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{NOBODY} {uid} 1")
    _write("/proc/self/gid_map", f"{NOBODY} {gid} 1")


def private_files(tmp_bytes: int, keep: list[str]) -> None:
    """In process 1 of the new world: its own /proc, and an empty /tmp and /dev/shm of bounded size.

    keep: folders below /tmp that stay to be seen.
    """
    _mount(None, "/", None, MS_REC | MS_PRIVATE)
    kept = {folder: os.open(folder, os.O_PATH) for folder in keep}
    _mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC)
    for folder in ("/tmp", "/dev/shm"):
        _mount("tmpfs", folder, "tmpfs", MS_NOSUID | MS_NODEV, f"size={tmp_bytes},nr_inodes=20000,mode=1777")
    for folder, descriptor in kept.items():
        os.makedirs(folder)
        _mount(f"/proc/self/fd/{descriptor}", folder, None, MS_BIND | MS_REC)
        os.close(descriptor)


def loopback_up() -> None:
    """Bring up the loopback of the new network, which leads nowhere: some libraries need it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, contextlib.suppress(OSError):
        fcntl.ioctl(probe, 0x8914, struct.pack("16sh14x", b"lo", 1 | 64))  # SIOCSIFFLAGS, IFF_UP | IFF_RUNNING


def bound_shared_memory() -> None:
    """No System V segments beyond a few: nothing counts them."""
    for path, value in {"/proc/sys/kernel/shmall": "4096", "/proc/sys/kernel/shmmni": "64"}.items():
        with contextlib.suppress(OSError):
            _write(path, value)


def give_up_rights() -> None:
    """Become nobody for good: no capability, no way to get one, no further namespaces."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
        _check(_libc.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0), "prctl")
        with contextlib.suppress(OSError):  # a system that forbids this forbids it to the candidate too
            private_users()  # whose processes are counted apart from those of other candidates
    with contextlib.suppress(OSError):
        _write("/proc/sys/user/max_user_namespaces", "0")
    for capability in range(64):
        if _libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0:
            break
    _check(_libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl")
    header, nothing = struct.pack("Ii", 0x20080522, 0), bytes(24)
    _check(_libc.capset(header, nothing), "capset")
    _check(_libc.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0), "prctl")  # so that the keeper can read what this process uses
    with contextlib.suppress(OSError):
        _write("/proc/self/oom_score_adj", "1000")  # the first to go when the machine has no memory left


def limit_resources(cpu_seconds: int, processes: int | None, file_bytes: int, files: int = 256) -> None:
    """Limits of one process, inherited by those that it starts."""
    limits = {
        resource.RLIMIT_CPU: cpu_seconds, resource.RLIMIT_FSIZE: file_bytes, resource.RLIMIT_NOFILE: files,
        resource.RLIMIT_CORE: 0, resource.RLIMIT_MEMLOCK: 2**20,
    }  # fmt: skip
    if processes is not None:
        limits[resource.RLIMIT_NPROC] = processes
    for limit, value in limits.items():
        _, hard = resource.getrlimit(limit)
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (value, value))


def _mount(source: str | None, target: str, kind: str | None, flags: int, options: str = "") -> None:
    words = [None if word is None else word.encode() for word in (source, target, kind)]
    _check(_libc.mount(*words, flags, options.encode() or None), f"mount {target}")


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="ascii") as file:
        file.write(text)
