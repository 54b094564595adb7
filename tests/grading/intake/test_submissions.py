import json

import pytest
from grading_examples import NAME, RIGHT, hand_in, old_notebook, submission

from course_lib.instructor.grading.intake.notebook_file import UnreadableNotebookError, parse_notebook, read_notebook
from course_lib.instructor.grading.intake.submissions import find_submissions


def test_a_student_without_the_notebook_that_others_handed_in_is_missing(tmp_path):
    path = hand_in(tmp_path, "ada", submission())
    (tmp_path / "ben").mkdir()
    (tmp_path / "cleo" / NAME).mkdir(parents=True)

    found = find_submissions(tmp_path, [NAME, "02_nobody_did_this"])

    assert [(entry.student, entry.path) for entry in found] == [("ada", path), ("ben", None), ("cleo", None)]


def test_one_student_alone_can_be_missing_too(tmp_path):
    hand_in(tmp_path, "ada", submission())
    (tmp_path / "ben").mkdir()

    found = find_submissions(tmp_path, [NAME], student="ben")

    assert [(entry.student, entry.path) for entry in found] == [("ben", None)]


@pytest.mark.parametrize("name", [NAME.upper(), "my homework"])
def test_a_notebook_of_another_name_is_taken_and_told(tmp_path, name):
    path = hand_in(tmp_path, "ada", submission(), name)

    (found,) = find_submissions(tmp_path, [NAME])

    assert found.path == path
    assert found.remarks == (f"The notebook is named {name}.ipynb, expected {NAME}.ipynb.",)


def test_the_notebook_of_the_right_name_is_taken_from_several(tmp_path):
    path = hand_in(tmp_path, "ada", submission())
    path.with_name("copy.ipynb").write_text("{}", encoding="utf-8")

    (found,) = find_submissions(tmp_path, [NAME])

    assert found.path == path
    assert found.remarks == ("copy.ipynb was not graded.",)


def test_nobody_guesses_between_two_notebooks_of_other_names(tmp_path):
    hand_in(tmp_path, "ada", submission())
    one = hand_in(tmp_path, "ben", submission(), "one")
    one.with_name("two.ipynb").write_text("{}", encoding="utf-8")

    ben = find_submissions(tmp_path, [NAME])[1]

    assert ben.path is None
    assert "one.ipynb, two.ipynb" in ben.remarks[0]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"<html>please log in</html>", "begins with a brace"),
        (b'{"cells": [\n {"cell_type": "code",\n', "cut off"),
        (b'{"cells": [\n oops\n],\n"nbformat": 4,\n"metadata": {}}\n', "damaged at line 2"),
        (b'{"cells": [\n<<<<<<< mine\n1,\n>>>>>>> theirs\n2]}', "unfinished merge"),
        (b'{"cells": ["print(1', "cut off"),
        (b'{"cells": [' + b"9" * 5000 + b"]}", "cannot be read"),
        (b"[1, 2, 3]", "no cells"),
        (b'{"a": 1}', "no cells"),
        (b'{"cells": "none"}', "no list"),
        (b'{"worksheets": 7, "nbformat": 3}', "cannot be converted"),
        (b'{"a":' * 100_000, "nested too deeply"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "begins with a brace"),
        (b"\xff\xfe\x00", "not text"),
    ],
)
def test_what_is_no_notebook_is_said_in_words(tmp_path, content, reason):
    path = tmp_path / "x.ipynb"
    path.write_bytes(content)

    with pytest.raises(UnreadableNotebookError, match=reason):
        read_notebook(path)


def test_a_folder_named_as_a_notebook_is_no_notebook(tmp_path):
    with pytest.raises(UnreadableNotebookError, match="no file"):
        read_notebook(tmp_path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_a_notebook_is_read_in_the_encodings_of_this_world(tmp_path, encoding):
    path = tmp_path / "x.ipynb"
    path.write_bytes(json.dumps(submission(double="# é"), ensure_ascii=False).replace("·", "-").encode(encoding))

    notebook, remarks = read_notebook(path)

    assert any(cell.source == "# é" for cell in notebook.cells)
    assert bool(remarks) == (encoding in ("utf-16", "latin-1"))


def test_an_old_notebook_is_converted(tmp_path):
    path = tmp_path / "x.ipynb"
    path.write_text(json.dumps(old_notebook(RIGHT["double"])), encoding="utf-8")

    notebook, remarks = read_notebook(path)

    assert notebook.cells[0].source == RIGHT["double"]
    assert "old format 3" in remarks[0]


def test_half_a_character_does_not_stop_anything(tmp_path):
    path = tmp_path / "x.ipynb"
    path.write_text(json.dumps(submission(double="text = '\ud800'")), encoding="utf-8")

    notebook, _ = read_notebook(path)

    assert any(cell.source == "text = '?'" for cell in notebook.cells)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"cells": []}}', "a bracket too many at line 1, column 14"),
        (b'{"cells": []}\n]}', "a bracket too many at line 2, column 1"),
        (b'{"cells": [1]]}', "damaged at line 1, column 14"),
        (b'{"cells": []}\n{"cells": []}', "two notebooks, one after the other: the second begins at line 2, column 1"),
        (b'{"cells": []}\nthe end', "Something stands behind the end of the notebook, at line 2, column 1"),
        (b'{"cells": [1,\n]}', "line 2, column 1: a comma too many stands before ']'"),
        (b'{"cells": [],\n}', "line 2, column 1: a comma too many stands before '}'"),
        (b'{"cells": [1 2]}', "damaged at line 1, column 14"),
        (b"{'cells': []}", "texts in JSON stand in double quotes"),
        (b'{"cells": ["a\nb"]}', "a text holds a line break"),
        (b'{"cells": [tru', "cut off"),
        (b'{"cells": [', "cut off"),
        (b'{"cells": ["a", "b\\', "cut off"),
        (b'{\n<<<<<<< mine\n"cells": []\n=======\n>>>>>>> theirs\n}', "unfinished merge"),
        (b"<!DOCTYPE html>\n<html></html>", "a web page"),
        (b"PK\x03\x04\x14\x00word/document.xml", "a zip or a document of Word"),
        (b"%PDF-1.7 \xff", "a PDF"),
        (b"import numpy as np\nx = 1\n", "a Python script"),
        ('{"cells": []}'.encode("utf-16-le"), "UTF-16 without its mark"),
        (b'{"url": "https://docs.example/open?id=1", "doc_id": "1", "email": "a@b.c"}', "link to a document of Google"),
    ],
)
def test_a_damaged_file_is_told_by_what_is_wrong_with_it(content, message):
    with pytest.raises(UnreadableNotebookError) as refused:
        parse_notebook(content)

    assert message in str(refused.value)
    assert ("cut off" in str(refused.value)) == (message == "cut off")
