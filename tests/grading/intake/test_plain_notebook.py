"""Whatever a student's file says of cells, fields and marks: reading and repairing it is never a fault of ours."""

import json

import nbformat
import pytest
from grading_examples import RIGHT, hand_in, lesson, submission
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odd_fields import FIELDS, ODD

from course_lib.instructor.grading.intake.plain_notebook import plain_notebook
from course_lib.instructor.grading.intake.repair import repair
from course_lib.instructor.grading.intake.submissions import Submission
from course_lib.instructor.grading.marking.idle_cells import idle_cells
from course_lib.instructor.grading.marking.marking import mark
from course_lib.instructor.grading.marking.prepared import cells_to_run
from course_lib.instructor.sandbox.runner import CellOutcome, Limits

pytestmark = pytest.mark.process

LESSON = lesson()
RELEASED = json.loads(json.dumps(submission(**RIGHT)))
DEEP = {"a": []}
for _ in range(600):
    DEEP = {"a": [DEEP]}


def prepared(content):
    """What is run of a notebook with this content."""
    repaired = repair(plain_notebook(content), LESSON)
    nbformat.validate(repaired.notebook)
    assert json.dumps(repaired.notebook, ensure_ascii=False).encode()
    return cells_to_run(repaired.notebook, idle_cells(repaired.notebook, LESSON))


def test_fields_nested_deeper_than_python_goes_are_left_out():
    cell = {"metadata": DEEP, "source": DEEP, "id": DEEP, "attachments": DEEP, "cell_type": DEEP}
    assert prepared({"cells": [cell, *RELEASED["cells"]], "metadata": DEEP})


def test_code_with_attachments_is_code_without_them():
    cell = {"cell_type": "code", "metadata": {}, "source": "x = 1", "attachments": {"a.png": {"image/png": "eA=="}}}
    assert prepared({"cells": [cell, *RELEASED["cells"]]})


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(FIELDS | ODD, max_size=6), ODD, st.booleans())
def test_any_content_is_made_plain_and_repaired(cells, metadata, honest_too):
    own = RELEASED["cells"] if honest_too else []
    assert prepared({"cells": [*cells[:3], *own, *cells[3:]], "metadata": metadata, "nbformat": 4})


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_any_field_of_an_honest_notebook_may_be_anything(data):
    content = json.loads(json.dumps(RELEASED))
    for _ in range(3):
        cell = data.draw(st.sampled_from(content["cells"]))
        where = data.draw(st.sampled_from([cell, cell["metadata"]])) if isinstance(cell.get("metadata"), dict) else cell
        where[data.draw(st.sampled_from(sorted(where) or ["x"]))] = data.draw(ODD)
    assert prepared(content)


def _nested(depth):
    return '{"a":' * depth + "1" + "}" * depth


BROKEN = {
    "deep metadata": lambda text: text.replace('"metadata": {', '"metadata": {"deep": ' + _nested(600) + ", ", 1),
    "deep metadata of the notebook": lambda text: text[:-1] + ', "more": ' + _nested(900) + "}",
    "very deep": lambda text: text[:-1] + ', "more": ' + _nested(100_000) + "}",
    "NaN": lambda text: text.replace('"points": 2', '"points": NaN').replace('"nbformat": 4', '"nbformat": -Infinity'),
    "huge number": lambda text: text.replace('"nbformat": 4', '"nbformat": ' + "9" * 5000),
    "huge count": lambda text: text.replace('"execution_count": null', '"execution_count": 1' + "0" * 300),
    "long chain": lambda text: text.replace("return x + x", "return x" + " + x" * 100_000),
    "chain": lambda text: text.replace("return x + x", "return x" + " + x" * 1_500),
    "deep brackets": lambda text: text.replace("return x + x", "return " + "(" * 3000 + "x" + ")" * 3000),
    "minus signs": lambda text: text.replace("return x + x", "return " + "-" * 50_000 + "x"),
    "attributes": lambda text: text.replace("return x + x", "return x" + ".real" * 50_000),
    "calls": lambda text: text.replace("return x + x", "return f" + "()" * 50_000),
    "null bytes": lambda text: text.replace("return x + x", "return x\\u0000"),
    "half a character": lambda text: text.replace("return x + x", "return '\\ud800'"),
    "magics": lambda text: text.replace("return x + x", "return x\\n" + "%time 1\\n!ls\\n" * 400),
    "a long id": lambda text: text.replace('"id": "', '"id": "' + "x" * 100_000),
    "10 MB": lambda text: text.replace("return x + x", "'" + "x" * 10_000_000 + "'"),
    "cells are a dictionary": lambda text: text.replace('"cells": [', '"cells": {"a": [').replace("]}", "]}}", 1),
}


class Runs:
    """Runs nothing: all cells go well."""

    def run(self, cells, *rest):
        return [CellOutcome("ok") for _ in cells]

    def stop(self):
        pass


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_breaks_readers_is_no_fault_of_ours(tmp_path, name):
    path = hand_in(tmp_path, "eve", BROKEN[name](json.dumps(RELEASED)))

    marked = mark(Submission("eve", LESSON.name, path), LESSON, Runs(), Limits())

    assert marked.fault is None
    statuses = {found.verdict.status for found in marked.marks}
    assert statuses in ({"passed"}, {"unreadable"})
    if statuses == {"unreadable"}:
        assert len(marked.marks[0].verdict.message) < 200
