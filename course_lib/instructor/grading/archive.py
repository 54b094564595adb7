"""The files of a zip or of a folder that strangers filled: safe names, bounded contents, nothing unpacked.

A member is refused alone, with a reason, and the others stay. No file is written here and no link followed.
"""

import re
import stat
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from course_lib.instructor.grading.submissions import LARGEST_NOTEBOOK

MOST_MEMBERS = 100_000
LARGEST_RATIO = 200  # unpacked to packed; a notebook full of pictures has 2, one full of text 20
RATIO_COUNTS_FROM = 2**20  # bytes unpacked: below, a ratio does no harm
LONGEST_PART = 200  # bytes of a name between two slashes: file systems take 255
SILENTLY_IGNORED = re.compile(
    r"(^|/)(__MACOSX|\.ipynb_checkpoints)(/|$)|(^|/)(\.DS_Store|Thumbs\.db|desktop\.ini|\._[^/]*)$"
)


class ArchiveError(Exception):
    """A zip of which nothing can be read, and why."""


class MemberError(Exception):
    """A file in a zip that cannot be read, and why."""


@dataclass(frozen=True)
class Member:
    """A file that may be looked at. `name`: its path inside, with slashes.  `read` raises MemberError."""

    name: str
    modified: datetime
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


def shown(name: str) -> str:
    """A name as it can be printed on one line."""
    return "".join(letter if letter.isprintable() else "?" for letter in name)[:200]


def _of_zip(path: Path) -> tuple[list[Member], list[Remark]]:
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise ArchiveError(f"{path} is no zip that can be read: {error}") from error
    infos = archive.infolist()
    if len(infos) > MOST_MEMBERS:
        raise ArchiveError(f"{path} holds {len(infos)} files: more than {MOST_MEMBERS} are no class")
    found, remarks = [], []
    for info in infos:
        name, told = _name_of(info)
        if info.is_dir() or SILENTLY_IGNORED.search(name):
            continue
        reason = _fault_of_name(name) or _fault_of(info)
        if reason:
            remarks.append(Remark(name, f"refused: {reason}"))
            continue
        remarks += told
        found.append(Member(unicodedata.normalize("NFC", name), _date(info), _reader(archive, info)))
    return found, remarks


def _name_of(info: zipfile.ZipInfo) -> tuple[str, list[Remark]]:
    """The name with slashes, and what there is to say about its letters: many tools forget to say that it is UTF-8."""
    name = info.filename.replace("\\", "/")
    if info.flag_bits & 0x800 or name.isascii():
        return name, []
    try:
        return name.encode("cp437").decode("utf-8"), []
    except UnicodeError:
        return name, [Remark(name, "its name is not in UTF-8: accents may be wrong")]


def _fault_of_name(name: str) -> str | None:
    parts = name.split("/")
    if name.startswith("/") or re.match(r"[A-Za-z]:", name):
        return "its path is absolute"
    if ".." in parts:
        return "its path leads out of the zip"
    if any(not part or part == "." or unicodedata.category(letter) == "Cc" for part in parts for letter in part or "."):
        return "its name is not one that a file can have"
    if any(len(part.encode("utf-8", "replace")) > LONGEST_PART for part in parts):
        return "its name is too long"
    return None


def _fault_of(info: zipfile.ZipInfo) -> str | None:
    mode = info.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return "it is a link" if stat.S_ISLNK(mode) else "it is no plain file"
    if info.flag_bits & 0x1:
        return "it is encrypted"
    if info.filename.lower().endswith(".ipynb") and info.file_size > LARGEST_NOTEBOOK:
        return f"it unpacks to more than {LARGEST_NOTEBOOK // 2**20} MB"
    if info.file_size > RATIO_COUNTS_FROM and info.file_size > LARGEST_RATIO * max(info.compress_size, 1):
        return f"it unpacks to more than {LARGEST_RATIO} times its size"
    return None


def _date(info: zipfile.ZipInfo) -> datetime:
    try:
        return datetime(*info.date_time)
    except ValueError:
        return datetime(1980, 1, 1)


def _reader(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[], bytes]:
    def read() -> bytes:
        try:
            with archive.open(info) as file:
                content = file.read(LARGEST_NOTEBOOK + 1)
        except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, ValueError) as error:
            raise MemberError(f"it cannot be unpacked: {error}") from error
        except Exception as error:  # zlib, lzma and bz2 each have an error of their own
            raise MemberError(f"it cannot be unpacked: {type(error).__name__}: {error}") from error
        if len(content) > LARGEST_NOTEBOOK:
            raise MemberError(f"it unpacks to more than {LARGEST_NOTEBOOK // 2**20} MB")
        return content

    return read


def _of_folder(folder: Path) -> tuple[list[Member], list[Remark]]:
    found, remarks = [], []
    for path in sorted(folder.rglob("*")):  # which follows no link to a folder
        name = path.relative_to(folder).as_posix()
        if SILENTLY_IGNORED.search(name) or (path.is_dir() and not path.is_symlink()):
            continue
        reason = "it is a link" if path.is_symlink() else None if path.is_file() else "it is no plain file"
        if reason:
            remarks.append(Remark(name, f"refused: {reason}"))
            continue
        modified = datetime.fromtimestamp(path.stat().st_mtime)
        found.append(Member(unicodedata.normalize("NFC", name), modified, _file_reader(path)))
    return found, remarks


def _file_reader(path: Path) -> Callable[[], bytes]:
    def read() -> bytes:
        try:
            with path.open("rb") as file:
                content = file.read(LARGEST_NOTEBOOK + 1)
        except OSError as error:
            raise MemberError(f"it cannot be read: {error.strerror}") from error
        if len(content) > LARGEST_NOTEBOOK:
            raise MemberError(f"it is larger than {LARGEST_NOTEBOOK // 2**20} MB")
        return content

    return read
