"""Zips and folders that strangers filled: each bad member is refused alone, in a line."""

import io
import os
import stat
import struct
import unicodedata
import zipfile

import pytest
from grading_examples import make_zip

from course_lib.instructor.grading.intake import archive
from course_lib.instructor.grading.intake.archive import ArchiveError, MemberError
from course_lib.instructor.grading.intake.archive import members as members_and_remarks


def members(path):
    """What is in a zip or folder, the remarks as they are told."""
    found, remarks = members_and_remarks(path)
    return found, [str(remark) for remark in remarks]


def names(found):
    return [member.name for member in found]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../../etc/cron.d/x.ipynb", "leads out of the zip"),
        ("a/../../x.ipynb", "leads out of the zip"),
        ("..\\..\\x.ipynb", "leads out of the zip"),
        ("/etc/x.ipynb", "absolute"),
        ("C:/Windows/x.ipynb", "absolute"),
        ("C:\\Windows\\x.ipynb", "absolute"),
        ("a//x.ipynb", "not one that a file can have"),
        ("a/\x1b[2Jx.ipynb", "not one that a file can have"),
        ("x" * 300 + ".ipynb", "too long"),
    ],
)
def test_a_name_that_is_no_plain_path_is_refused_and_the_others_stay(tmp_path, name, reason):
    path = make_zip(tmp_path / "x.zip", (name, "evil"), ("good.ipynb", "good"))

    found, remarks = members(path)

    assert names(found) == ["good.ipynb"]
    assert len(remarks) == 1
    assert reason in remarks[0]
    assert remarks[0].isprintable()


@pytest.mark.parametrize(("mode", "reason"), [(stat.S_IFLNK, "a link"), (stat.S_IFIFO, "no plain file")])
def test_a_link_and_a_device_in_a_zip_are_refused(tmp_path, mode, reason):
    info = zipfile.ZipInfo("x.ipynb")
    info.create_system, info.external_attr = 3, (mode | 0o777) << 16

    found, remarks = members(make_zip(tmp_path / "x.zip", (info, "/etc/passwd")))

    assert found == []
    assert reason in remarks[0]


def test_a_bomb_is_refused_by_its_ratio_and_a_notebook_of_much_text_is_not(tmp_path):
    text = "\n".join(f"line {number} of an output that goes on and on" for number in range(100_000))

    found, remarks = members(make_zip(tmp_path / "x.zip", ("bomb.ipynb", bytes(20_000_000)), ("long.ipynb", text)))

    assert names(found) == ["long.ipynb"]
    assert remarks == ["bomb.ipynb: refused: it unpacks to more than 200 times its size"]


def test_a_notebook_that_is_too_large_is_refused_before_and_after_unpacking(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "LARGEST_FILE", 1000)
    monkeypatch.setattr(archive, "LARGEST_WHOLE", 500)
    path = make_zip(tmp_path / "x.zip", ("told.ipynb", os.urandom(2000)), ("not told", os.urandom(2000)))

    found, remarks = members(path)

    assert "told.ipynb: refused: it unpacks to more than" in remarks[0]
    with pytest.raises(MemberError, match="unpacks to more"):
        found[0].read()


def test_a_zip_that_lies_about_sizes_gives_an_error_and_not_its_contents(tmp_path):
    path = make_zip(tmp_path / "x.zip", ("x.ipynb", bytes(5_000_000)))
    content = path.read_bytes()
    path.write_bytes(content.replace(struct.pack("<L", 5_000_000), struct.pack("<L", 50)))

    found, _ = members(path)

    with pytest.raises(MemberError, match="cannot be unpacked"):
        found[0].read()


def test_members_that_overlap_are_refused(tmp_path):
    made = make_zip(tmp_path / "x.zip", ("a.ipynb", os.urandom(3000)), ("b.ipynb", os.urandom(3000))).read_bytes()
    second = made.rindex(b"PK\x01\x02")
    header = bytearray(made[second:])
    header[42:46] = struct.pack("<L", 0)  # the second member is said to begin where the first does
    (tmp_path / "x.zip").write_bytes(made[:second] + header)

    found, _ = members(tmp_path / "x.zip")

    with pytest.raises(MemberError, match="cannot be unpacked"):
        found[1].read()


def test_too_many_files_are_no_class(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MOST_MEMBERS", 3)

    with pytest.raises(ArchiveError, match="holds 4 files"):
        members(make_zip(tmp_path / "x.zip", *((f"{n}.ipynb", "x") for n in range(4))))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut off", b"<html>please log in</html>"])
def test_what_is_no_zip_is_said_so(tmp_path, content):
    (tmp_path / "x.zip").write_bytes(content)

    with pytest.raises(ArchiveError, match="is no zip that can be read"):
        members(tmp_path / "x.zip")


def test_an_encrypted_member_is_refused(tmp_path):
    content = bytearray(make_zip(tmp_path / "x.zip", ("x.ipynb", "secret")).read_bytes())
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "x.zip").write_bytes(content)

    assert members(tmp_path / "x.zip") == ([], ["x.ipynb: refused: it is encrypted"])


def test_of_two_members_of_one_name_the_last_counts_and_it_is_said(tmp_path):
    found, remarks = members(make_zip(tmp_path / "x.zip", ("x.ipynb", "first"), ("x.ipynb", "second")))

    assert [member.read() for member in found] == [b"second"]
    assert remarks == ["x.ipynb: is there twice: the last one counts"]


def zip_with_raw_name(path, raw):
    """A zip whose only name is these bytes, with no word about their encoding."""
    placeholder = b"n" * len(raw)
    make_zip(path, (placeholder.decode(), "content"))
    path.write_bytes(path.read_bytes().replace(placeholder, raw))
    return path


def test_a_name_in_utf_8_is_read_though_the_zip_does_not_say_so(tmp_path):
    found, remarks = members(zip_with_raw_name(tmp_path / "x.zip", "Zoé_x.ipynb".encode()))

    assert (names(found), remarks) == (["Zoé_x.ipynb"], [])


def test_a_name_in_another_encoding_is_kept_and_told(tmp_path):
    found, remarks = members(zip_with_raw_name(tmp_path / "x.zip", "Zoé_x.ipynb".encode("latin-1")))

    assert found[0].read() == b"content"
    assert "not in UTF-8" in remarks[0]


def test_two_names_that_differ_in_how_their_accents_are_written_stay_two(tmp_path):
    both = [unicodedata.normalize(form, "Zoé.ipynb") for form in ("NFC", "NFD")]

    found, remarks = members(make_zip(tmp_path / "x.zip", *((name, "x") for name in both)))

    assert (names(found), remarks) == (both, [])


def test_what_macs_and_jupyter_leave_behind_is_not_worth_a_line(tmp_path):
    litter = ["__MACOSX/._x.ipynb", "a/.DS_Store", "a/.ipynb_checkpoints/x-checkpoint.ipynb", "a/._x.ipynb"]

    assert members(make_zip(tmp_path / "x.zip", *((name, "x") for name in litter))) == ([], [])


def test_a_folder_is_read_as_a_zip_is_and_its_links_are_refused(tmp_path):
    (tmp_path / "secret").write_text("secret")
    folder = tmp_path / "unpacked"
    (folder / "a").mkdir(parents=True)
    (folder / "a" / "x.ipynb").write_text("mine")
    (folder / "a" / "y.ipynb").symlink_to(tmp_path / "secret")
    (folder / "up").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe.ipynb")

    found, remarks = members(folder)

    assert [(member.name, member.read()) for member in found] == [("a/x.ipynb", b"mine")]
    assert sorted(remarks) == [
        "a/y.ipynb: refused: it is a link",
        "pipe.ipynb: refused: it is no plain file",
        "up: refused: it is a link",
    ]


def test_nothing_is_written_while_a_zip_is_looked_at(tmp_path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr("../x.ipynb", "evil")
    (tmp_path / "x.zip").write_bytes(buffer.getvalue())

    members(tmp_path / "x.zip")

    assert os.listdir(tmp_path) == ["x.zip"]
