"""The files of a zip or of a folder that strangers filled: safe names, bounded contents, nothing unpacked.

A member is refused alone, with a reason, and the others stay. No file is written here and no link followed.
"""

import mmap
import re
import stat
import tempfile
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, cast

from course_lib.instructor.grading.intake.names import result_name, shown
from course_lib.instructor.grading.intake.old_output import LARGEST_FILE, TooLargeError, without_outputs

MOST_MEMBERS = 100_000
LARGEST_RATIO = 200  # unpacked to packed; a notebook full of pictures has 2, one full of text 20
RATIO_COUNTS_FROM = 2**20  # bytes unpacked: below, a ratio does no harm
LARGEST_WHOLE = 64 * 2**20  # bytes of a file that is copied as it is; above, a notebook loses its old outputs
LONGEST_PART = 255  # bytes of a name between two slashes, as in file systems
UTF_8 = 0x800  # in the flags of a file in a zip: its name is in UTF-8
SILENTLY_IGNORED = re.compile(
    r"(^|/)(__MACOSX|\.ipynb_checkpoints|\.git|\.venv|__pycache__)(/|$)|(^|/)(\.DS_Store|Thumbs\.db|desktop\.ini|\._[^/]*)$"
)


class ArchiveError(Exception):
    """A zip of which nothing can be read, and why."""


class MemberError(Exception):
    """A file in a zip that cannot be read, and why."""


@dataclass(frozen=True)
class Member:
    """A file that may be looked at. `name`: its path inside, with slashes.  `read` raises MemberError."""

    name: str
    modified: datetime | None  # None: nothing tells
    read: Callable[[], bytes]


@dataclass(frozen=True)
class Remark:
    """Something to tell about a file in it."""

    name: str
    said: str

    def __str__(self) -> str:
        return f"{shown(self.name)}: {self.said}"


def members(source: Path) -> tuple[list[Member], list[Remark]]:
    """The files in a zip or a folder, and a remark for each that is refused or twice there.

    Raises ArchiveError.
    """
    found, remarks = _of_folder(source) if source.is_dir() else _of_zip(source)
    last: dict[str, Member] = {}
    for member in found:
        if member.name in last:
            remarks.append(Remark(member.name, "is there twice: the last one counts"))
        last[member.name] = member
    return list(last.values()), remarks


def _of_zip(path: Path) -> tuple[list[Member], list[Remark]]:
    try:
        archive = _opened(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise ArchiveError(f"{shown(str(path))} is no zip that can be read: {error}") from error
    infos = archive.infolist()
    if len(infos) > MOST_MEMBERS:
        raise ArchiveError(f"{shown(str(path))} holds {len(infos)} files: more than {MOST_MEMBERS} are no class")
    found, remarks = [], []
    names = {info.filename.replace("\\", "/") for info in infos if info.flag_bits & UTF_8}
    for info in infos:
        name, told = _name_of(info, names)
        if info.is_dir() or SILENTLY_IGNORED.search(name):
            continue
        reason = _fault_of_name(name) or _fault_of(info)
        if reason:
            remarks.append(Remark(name, f"refused: {reason}"))
            continue
        remarks += told
        found.append(Member(name, _date_of(info), _reader(archive, info)))
    return found, remarks


def _opened(path: Path) -> zipfile.ZipFile:
    """A zip, also one that says of a name that it is UTF-8 where it is not: there it is taken to say nothing."""
    try:
        return zipfile.ZipFile(path)
    except UnicodeDecodeError:
        with path.open("rb") as file:
            memory = _Memory(file.fileno(), 0, access=mmap.ACCESS_COPY)
    at = -1
    while (at := memory.find(b"PK\x01\x02", at + 1)) >= 0:
        length, local = _number(memory, at + 28, 2), _number(memory, at + 42, 4)
        known = memory[local : local + 4] == b"PK\x03\x04"
        if known and "\ufffd" in memory[at + 46 : at + 46 + length].decode("utf-8", "replace"):
            for flags in (at + 8, local + 6):  # in the table of contents, and before the file
                memory[flags : flags + 2] = (_number(memory, flags, 2) & ~UTF_8).to_bytes(2, "little")
    return zipfile.ZipFile(cast(IO[bytes], memory))


def _number(memory: mmap.mmap, at: int, size: int) -> int:
    return int.from_bytes(memory[at : at + size], "little")


class _Memory(mmap.mmap):
    """A file of which a copy in memory can be changed, as zipfile wants it."""

    def seekable(self) -> bool:
        """It is; Python 3.13 says so itself."""
        return True


def _name_of(info: zipfile.ZipInfo, taken: set[str]) -> tuple[str, list[Remark]]:
    """The name with slashes, and what there is to say about its letters: many tools forget to say that it is UTF-8.

    One that is not is read as old Windows wrote it, if that gives Latin letters and no name of another file. If not,
    its bytes are kept, as in a folder.
    """
    name = info.filename.replace("\\", "/")
    if info.flag_bits & UTF_8 or name.isascii():
        return name, []
    raw = name.encode("cp437")
    try:
        return raw.decode("utf-8"), []
    except UnicodeError:
        latin = all(letter.isascii() or "LATIN" in unicodedata.name(letter, "") for letter in name)
        name = name if latin and name not in taken else raw.decode("utf-8", "surrogateescape")
        return name, [Remark(name, "its name is not in UTF-8: accents may be wrong")]


def _fault_of_name(name: str) -> str | None:
    parts = name.split("/")
    if name.startswith("/") or re.match(r"[A-Za-z]:", name):
        return "its path is absolute"
    if ".." in parts:
        return "its path leads out of the zip"
    if any(not part or part == "." or unicodedata.category(letter) == "Cc" for part in parts for letter in part or "."):
        return "its name is not one that a file can have"
    if any(len(part.encode("utf-8", "surrogateescape")) > LONGEST_PART for part in parts):
        return "its name is too long"
    return None


def _fault_of(info: zipfile.ZipInfo) -> str | None:
    if "\0" in info.orig_filename:
        return "its name is not one that a file can have"
    mode = info.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return "it is a link" if stat.S_ISLNK(mode) else "it is no plain file"
    if info.flag_bits & 0x1:
        return "it is encrypted"
    if info.filename.lower().endswith(".ipynb") and info.file_size > LARGEST_FILE:
        return f"it unpacks to more than {LARGEST_FILE // 2**20} MB"
    if info.file_size > RATIO_COUNTS_FROM and info.file_size > LARGEST_RATIO * max(info.compress_size, 1):
        return f"it unpacks to more than {LARGEST_RATIO} times its size"
    return None


def _date_of(info: zipfile.ZipInfo) -> datetime | None:
    try:
        return _date(datetime(*info.date_time))
    except ValueError:
        return None


def _date(told: datetime) -> datetime | None:
    """The date, if it can be one: the first day that a zip can tell stands for none, and no file is of tomorrow."""
    return told if datetime(1980, 1, 2) <= told <= datetime.now() + timedelta(days=1) else None


def _reader(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[], bytes]:
    def read() -> bytes:
        try:
            with archive.open(info) as file:
                return _content(file)
        except MemberError:
            raise
        except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, ValueError) as error:
            raise MemberError(f"it cannot be unpacked: {error}") from error
        except Exception as error:  # zlib, lzma and bz2 each have an error of their own
            raise MemberError(f"it cannot be unpacked: {type(error).__name__}: {error}") from error

    return read


def _content(file: IO[bytes]) -> bytes:
    """What stands in a file; of a large one, without a notebook's old outputs. Raises MemberError."""
    content = file.read(LARGEST_WHOLE + 1)
    if len(content) <= LARGEST_WHOLE:
        return content
    with tempfile.TemporaryFile() as whole:
        while content:
            whole.write(content)
            if whole.tell() > LARGEST_FILE:
                raise MemberError(f"it unpacks to more than {LARGEST_FILE // 2**20} MB")
            content = file.read(2**20)
        whole.flush()
        with mmap.mmap(whole.fileno(), 0, access=mmap.ACCESS_READ) as memory:
            try:
                return without_outputs(memory)
            except TooLargeError as error:
                raise MemberError(str(error)) from error


def odd_names(folder: Path) -> Iterator[Remark]:
    """A remark for each file or folder inside whose name is not as the results can have it."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if result_name(path.name) != path.name and not SILENTLY_IGNORED.search(name):
            known = f": the results know it as {result_name(path.name)}" if path.is_dir() else ""
            yield Remark(name, f"its name is no plain text, or too long{known}")


def _of_folder(folder: Path) -> tuple[list[Member], list[Remark]]:
    found, remarks = [], list(odd_names(folder))
    for path in sorted(folder.rglob("*")):  # which follows no link to a folder
        name = path.relative_to(folder).as_posix()
        if SILENTLY_IGNORED.search(name) or (path.is_dir() and not path.is_symlink()):
            continue
        reason = "it is a link" if path.is_symlink() else None if path.is_file() else "it is no plain file"
        if reason:
            remarks.append(Remark(name, f"refused: {reason}"))
            continue
        found.append(Member(name, modified(path), reader(path)))
    return found, remarks


def modified(path: Path) -> datetime | None:
    """When a file was written last, if its date can be one."""
    return _date(datetime.fromtimestamp(path.stat().st_mtime))


def reader(path: Path) -> Callable[[], bytes]:
    """What reads a file as a member of a zip is read: it raises MemberError."""

    def read() -> bytes:
        try:
            with path.open("rb") as file:
                return _content(file)
        except OSError as error:
            raise MemberError(f"it cannot be read: {error.strerror}") from error

    return read
