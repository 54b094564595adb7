"""Any text that a student can name or print, in files, spreadsheets and terminals."""

import csv
import io
import unicodedata
from contextlib import redirect_stdout

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from course_lib.instructor.grading.options import WrongUsageError
from course_lib.instructor.grading.records.results import COLUMNS, Results
from course_lib.instructor.writing.plain_text import (
    from_spreadsheet,
    to_spreadsheet,
    visible,
    visible_line,
    visible_print,
)
from course_lib.instructor.writing.terminal import say

ANY_TEXT = st.text(st.characters(codec=None), max_size=60) | st.text("=+-@'\r\n\t\x1b\x9b[2J\ud800\u202e\u2028\0 a")

ANYTHING_GOES = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@ANYTHING_GOES
@given(ANY_TEXT)
@example("a\rb")
@example("\x1b]0;title\x07\x1b[2J\x9b31m")
@example("\u202egnp.exe\u2066\u061c\u200f")
@example("\ud83d")
def test_what_is_visible_has_nothing_that_a_file_or_terminal_obeys(text):
    shown = visible(text)

    assert shown.encode("utf-8").decode("utf-8") == shown
    assert shown.split("\n") == shown.splitlines() + [""] * (not shown or shown.endswith("\n"))
    hidden = [
        c for c in shown if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") and c not in "\n\t\u200c\u200d"
    ]
    assert hidden == []
    assert visible(shown) == shown
    assert "\n" not in visible_line(text)
    assert visible_line(visible_line(text)) == visible_line(text)


@ANYTHING_GOES
@given(ANY_TEXT, st.integers(4, 30))
def test_it_is_as_long_as_asked(text, longest):
    assert len(visible(text, longest)) <= longest
    assert visible(visible(text, longest), longest) == visible(text, longest)
    assert len(visible_line(text, longest)) <= longest


def test_letters_of_every_language_and_emoji_stay():
    for text in ("Grüße, Łódź", "日本語", "می‌خواهم", "👩‍🔬", "a\tb\nc", "x \u2212 y \u00d7 z", "e\u0301"):
        assert visible(text) == text


def test_a_line_of_windows_is_a_line():
    assert visible("a\r\nb\rc") == "a\nb\\rc"


def test_what_was_printed_keeps_its_colours_alone():
    assert visible_print("\x1b[1;31mred\x1b[0m\x1b[2J 10 %\r20 %\n") == "\x1b[1;31mred\x1b[0m\\x1b[2J 10 %\n20 %\n"


@ANYTHING_GOES
@given(ANY_TEXT)
@example("=1+1")
@example("'=1+1")
@example("''-1")
@example(" \u00a0=1+1")
@example("＝1+1")
def test_no_field_is_a_formula_and_every_one_is_read_back(text):
    field = to_spreadsheet(visible(text))

    assert field.lstrip()[:1] not in ("=", "+", "-", "@", "＝", "＋", "－", "＠")
    assert from_spreadsheet(field) == visible(text)
    table = io.StringIO(newline="")
    csv.writer(table, quoting=csv.QUOTE_ALL, lineterminator="\n").writerow([field, "end"])
    assert next(csv.reader(io.StringIO(table.getvalue(), newline=""))) == [field, "end"]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(ANY_TEXT, ANY_TEXT), max_size=5))
@example([("ada", "ValueError: a\rb"), ("'=1+1", "=cmd|' /C calc'!A0"), ("\ud800", "x\n\0")])
def test_grades_and_log_are_read_back_whatever_was_said(tmp_path, texts):
    results = Results(tmp_path)
    results.log.write_bytes(b"")
    rows = [
        dict.fromkeys(COLUMNS, "1") | {"student": visible_line(student), "message": visible(message)}
        for student, message in texts
    ]
    results.write_rows(rows)
    for (student, message), row in zip(texts, rows, strict=True):
        entry = {"student": student, "lesson": "x", "repairs": [message], "fault": message, "seconds": 1.5}
        results.append_log(entry | {"rows": [row]})

    assert results.holds_grades()
    assert results.read_rows() == rows
    entries = list(results.read_entries())
    assert [entry["rows"] for entry in entries] == [[row] for row in rows]
    assert [entry["repairs"] for entry in entries] == [[visible(message)] for _, message in texts]
    assert results.log.read_text(encoding="utf-8").count("\n") == len(results.log.read_text("utf-8").splitlines())
    content = results.grades.read_bytes()
    assert b"\r" not in content
    fields = [field for line in csv.reader(io.StringIO(content.decode(), newline="")) for field in line]
    assert not [field for field in fields if field.startswith(("=", "+", "-", "@"))]


def test_every_field_of_a_row_is_quoted_and_the_head_is_as_ever(tmp_path):
    results = Results(tmp_path)
    results.write_rows([dict.fromkeys(COLUMNS, "a;=1")])

    head, row = results.grades.read_text().splitlines()
    assert head == ",".join(COLUMNS)
    assert row == ",".join(['"a;=1"'] * len(COLUMNS))


@ANYTHING_GOES
@given(ANY_TEXT)
@example("\x1b]0;title\x07\x9b2J\u202e")
def test_a_terminal_obeys_nothing_that_a_command_says(text):
    with redirect_stdout(io.StringIO()) as told:
        say(text)

    assert told.getvalue() == visible(text) + "\n"
    assert WrongUsageError(text).format_message() == visible(text)
