"""The second wall: what a candidate may not ask of the kernel, whatever bubblewrap and the namespaces would let it.

None of it is of use to a notebook, and most ways out of a sandbox have led through one of these calls. A call that is
forbidden fails with EPERM, as it does where rights are missing. The list is of what is denied, not of what is allowed:
NumPy, torch and Python may use whatever else a newer version of theirs comes to use.
"""

import errno
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyseccomp import SyscallFilter

# Calls that are older than libseccomp 2.4, by name; their numbers differ between processors.
NAMED = (
    # worlds and mounts
    "unshare", "setns", "mount", "umount", "umount2", "pivot_root", "chroot",
    "name_to_handle_at", "open_by_handle_at", "fanotify_init", "quotactl", "acct", "swapon", "swapoff", "sysfs",
    "ustat",
    # other processes, and memory that is not this one's or that nobody would count
    "ptrace", "process_vm_readv", "process_vm_writev", "kcmp", "userfaultfd",
    "mbind", "set_mempolicy", "migrate_pages", "move_pages", "remap_file_pages",
    # what the kernel runs for others, and what it knows about itself
    "bpf", "perf_event_open", "add_key", "request_key", "keyctl", "syslog", "lookup_dcookie", "nfsservctl", "_sysctl",
    "init_module", "finit_module", "delete_module", "create_module", "kexec_load", "kexec_file_load", "uselib",
    # the machine
    "reboot", "sethostname", "setdomainname", "settimeofday", "clock_settime", "clock_adjtime", "adjtimex", "stime",
    "vhangup", "personality", "iopl", "ioperm", "modify_ldt", "vm86", "vm86old",
)  # fmt: skip
# Newer ones, which a library need not know by name: since 2019 a call has one number on all processors.
NUMBERED = {
    "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427,
    "open_tree": 428, "move_mount": 429, "fsopen": 430, "fsconfig": 431, "fsmount": 432, "fspick": 433,
    "pidfd_getfd": 438, "process_madvise": 440, "mount_setattr": 442, "quotactl_fd": 443, "memfd_secret": 447,
    "set_mempolicy_home_node": 450, "statmount": 457, "listmount": 458, "open_tree_attr": 467,
}  # fmt: skip
CLONE3 = 435
WORLDS = {  # flags of clone
    "CLONE_NEWNS": 0x00020000, "CLONE_NEWCGROUP": 0x02000000, "CLONE_NEWUTS": 0x04000000, "CLONE_NEWIPC": 0x08000000,
    "CLONE_NEWUSER": 0x10000000, "CLONE_NEWPID": 0x20000000, "CLONE_NEWNET": 0x40000000,
}  # fmt: skip
CLONE_FILES, CLONE_THREAD = 0x400, 0x10000
CLOSE_RANGE, CLOSE_RANGE_UNSHARE = 436, 2
TIOCSTI, TIOCLINUX = 0x5412, 0x541C  # put letters into a terminal as if somebody had typed them
UNIX, INET, INET6, NETLINK = 1, 2, 10, 16  # the families of sockets that work in a network that leads nowhere
ROUTE = 0  # of netlink: the list of network interfaces, which torch's gloo reads
LOW_HALF = 0xFFFFFFFF  # the kernel reads no more of an int


class NoLibseccompError(Exception):
    """What makes the filter is not here.  install: the command that brings it, "" for the system's package manager."""

    def __init__(self, what: str, install: str = ""):
        super().__init__(what)
        self.install = install


def forbidding_filter() -> "SyscallFilter":
    """The filter, for this processor; `load()` puts it on this process and all that it starts, for good.

    Raises NoLibseccompError.
    """
    try:
        import pyseccomp as seccomp
    except ImportError as error:
        raise NoLibseccompError("pyseccomp is not installed", "pip install pyseccomp") from error
    except RuntimeError as error:  # this is how it says that there is no library
        raise NoLibseccompError("libseccomp is not installed") from error
    made, forbidden = seccomp.SyscallFilter(seccomp.ALLOW), seccomp.ERRNO(errno.EPERM)
    made.set_attr(seccomp.Attr.ACT_BADARCH, forbidden)  # calls by another processor's numbers: i386, x32 on x86_64

    def forbid(call: int, *conditions: tuple) -> None:
        made.add_rule(forbidden, call, *(seccomp.Arg(*condition) for condition in conditions))

    for call in forbidden_calls().values():
        forbid(call)
    clone, ioctl = call_number("clone"), call_number("ioctl")
    for flag in WORLDS.values():
        forbid(clone, (0, seccomp.MASKED_EQ, flag, flag))
    made.add_rule(seccomp.ERRNO(errno.ENOSYS), CLONE3)  # its flags lie in memory: whoever calls it falls back to clone
    # A thread with open files of its own could hold memory in them that is not seen in /proc/PID/fd.
    forbid(clone, (0, seccomp.MASKED_EQ, CLONE_THREAD | CLONE_FILES, CLONE_THREAD))
    forbid(CLOSE_RANGE, (2, seccomp.MASKED_EQ, CLOSE_RANGE_UNSHARE, CLOSE_RANGE_UNSHARE))
    for request in (TIOCSTI, TIOCLINUX):
        forbid(ioctl, (1, seccomp.MASKED_EQ, LOW_HALF, request))
    for name in ("socket", "socketpair"):
        call = call_number(name)
        for family in set(range(NETLINK)) - {UNIX, INET, INET6}:
            forbid(call, (0, seccomp.EQ, family))
        forbid(call, (0, seccomp.EQ, NETLINK), (2, seccomp.NE, ROUTE))
        forbid(call, (0, seccomp.GT, NETLINK))
    return made


def forbidden_calls() -> dict[str, int]:
    """The calls that are forbidden whatever their arguments, as far as this processor has them, by name."""
    found = {name: call_number(name) for name in NAMED} | NUMBERED
    return {name: number for name, number in found.items() if number >= 0}


def call_number(name: str) -> int:
    """Of a call on this processor; below 0 if it has none of this name."""
    from pyseccomp import Arch, resolve_syscall

    return resolve_syscall(Arch.NATIVE, name)
