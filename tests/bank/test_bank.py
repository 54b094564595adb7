import re

import pytest
from click.testing import CliRunner

from course_lib.instructor.bank import proven
from course_lib.instructor.bank.bank import BankError, read_bank
from course_lib.instructor.bank.examined import examine_answer
from course_lib.instructor.bank.proven import PROVEN_NAME, proven_keys_of
from course_lib.instructor.bank.trial import try_answer
from course_lib.instructor.bank.verification import verify
from course_lib.instructor.cli import main
from course_lib.instructor.source.reach import Definition, Library, Source

pytestmark = pytest.mark.process


@pytest.fixture
def folder(tiny_course):
    return tiny_course.solutions / "01_tiny"


def change(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_a_good_bank_verifies_without_errors(tiny_course):
    found = verify(tiny_course.lesson("01_tiny"))
    assert (found.wrong, found.right, found.errors) == (5, 3, ())


def test_an_answer_of_the_bank_takes_the_name_of_its_exercise(tiny_course):
    bank = read_bank(tiny_course.lesson("01_tiny")).answers
    assert [answer.name for answer in bank][:2] == ["drops_the_negative", "changes_its_argument"]
    assert bank[0].source == "def soften(u):\n    return np.maximum(u, 0)"
    assert (bank[0].exercise, bank[0].kind, bank[0].hint) == ("soften", "wrong", "cut")


def test_a_recursive_answer_calls_itself_under_its_new_name(tiny_course, folder):
    change(
        folder / "answers.py",
        '@right("count_negative")\ndef by_a_loop(u):\n    return sum(1 for v in u if v < 0)',
        '@right("count_negative")\ndef again(u):\n    return 0 if len(u) == 0 else int(u[0] < 0) + again(u[1:])',
    )
    assert verify(tiny_course.lesson("01_tiny")).errors == ()


def test_two_answers_of_one_name_keep_their_sources_apart(tiny_course, folder):
    change(folder / "answers.py", "def changes_its_argument", "def drops_the_negative")
    one, other, *_ = read_bank(tiny_course.lesson("01_tiny")).answers
    assert (one.name, other.name) == ("drops_the_negative", "drops_the_negative")
    assert one.source != other.source


def test_a_class_takes_the_name_of_its_exercise(tiny_course, folder):
    change(
        folder / "answers.py",
        '@right("count_negative")\ndef by_a_loop(u):',
        '@right("count_negative")\n@right("soften")\nclass Counter:\n    """A Counter."""\n\n\ndef by_a_loop(u):',
    )
    made = [one for one in read_bank(tiny_course.lesson("01_tiny")).answers if one.name == "Counter"]
    assert [one.exercise for one in made] == ["soften", "count_negative"]  # the lower decorator is called first
    assert made[1].source == 'class count_negative:\n    """A count_negative."""'


@pytest.mark.parametrize(
    ("file", "old", "new", "error"),
    [
        ("answers.py", 'hint="cut"', 'hint="sign"', "soften drops_the_negative: got hint 'cut', expected 'sign'"),
        ("answers.py", "u <= 0", "u < 0", "count_negative counts_zero: a wrong answer passes, expected hint 'zero'"),
        ("answers.py", "u / 2).as", "u).as", "soften in_float32: a right answer is refused: soften: the result[0, 1]"),
        ("answers.py", "def in_float32", "def loop", "soften loop: two answers have this name"),
        ("answers.py", '@right("count_negative")', "", "count_negative: the bank has no right answer"),
        ("lesson.py", "0.5 * u, u)", "0.4 * u, u)", "soften: the reference answer is refused"),
    ],
)
def test_what_does_not_behave_is_reported(tiny_course, folder, file, old, new, error):
    change(folder / file, old, new)
    errors = verify(tiny_course.lesson("01_tiny")).errors
    name = "answers.py" if " " in error.partition(":")[0] else "lesson.py"
    assert any(re.search(rf"/01_tiny/{name}:\d+: {re.escape(error)}", line) for line in errors), errors


def test_a_fault_is_told_with_its_line(tiny_course, folder):
    change(folder / "answers.py", 'hint="cut"', 'hint="sign"')
    [first, *_] = verify(tiny_course.lesson("01_tiny")).errors
    where = (folder / "answers.py").read_text().splitlines().index("def drops_the_negative(u):") + 1
    assert first.startswith(f"{folder / 'answers.py'}:{where}: soften drops_the_negative: got hint 'cut'")


def test_a_setup_cell_that_fails_is_one_line(tiny_course, folder):
    change(folder / "lesson.py", "notebook.prepare()", "notebook.prepare()\n1 / 0")
    [line] = verify(tiny_course.lesson("01_tiny")).errors
    assert line == f"{folder / 'lesson.py'}:5: the lesson's setup cell raises ZeroDivisionError: division by zero"


def test_a_refused_reference_answer_is_one_line(tiny_course, folder):
    change(folder / "lesson.py", "return np.where(u < 0, 0.5 * u, u)", "return np.were(u < 0, 0.5 * u, u)")
    [line] = verify(tiny_course.lesson("01_tiny")).errors
    assert "soften: the reference answer is refused: " in line
    assert "AttributeError: module 'numpy' has no attribute 'were'" in line


def test_a_hint_that_does_not_come_is_told_with_both_values(tiny_course, folder):
    change(folder / "lesson.py", 'not drop them.": np.maximum(u, 0)', 'not drop them.": np.maximum(u, 1)')
    errors = verify(tiny_course.lesson("01_tiny")).errors
    [line] = [line for line in errors if "drops_the_negative" in line]
    told = "the result: the answer gives [[1. 0. 3.] [0. 5. 0.]], the confusion 'cut' is [[1. 1. 3.] [1. 5. 1.]]"
    assert told in line


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        ('not drop them.": np.maximum(u, 0)', 'not drop them.": np.where(u < 0, u / 2, u)', "cut"),
        ('{"zero: 0 is not negative.": 3}', '{"zero: 0 is not negative.": 2}', "zero"),
    ],
)
def test_a_confusion_that_is_the_expected_value_is_told(tiny_course, folder, old, new, hint):
    change(folder / "lesson.py", old, new)
    errors = verify(tiny_course.lesson("01_tiny")).errors
    assert any(f"the confusion {hint!r} of a check is the value that it expects" in line for line in errors), errors


def test_the_hints_of_a_test_are_known_of_an_answer_that_is_not_written_to_its_end(tiny_course):
    lesson = tiny_course.lesson("01_tiny")
    stub = "        # YOUR CODE HERE\n        raise NotImplementedError()\n"
    half = f"def soften(u):\n    if u.ndim == 1:\n{stub}    return np.where(u < 0, 0.5 * u, u)"

    tried = examine_answer(lesson, "soften", half)

    assert (tried.unwritten, tried.declared) == ("soften", {"cut"})


def test_a_test_that_never_calls_the_answer_is_found_by_its_stub(tiny_course, folder):
    change(folder / "lesson.py", "count_negative(np.array([-1.0, 0.0, -3.0]))", "2")
    change(folder / "lesson.py", "count_negative(u), sum(", "sum(1 for value in u if value < 0), sum(")
    errors = verify(tiny_course.lesson("01_tiny")).errors
    assert any("count_negative: the empty stub says '', expected 'not written yet'" in line for line in errors)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("import nothing_of_this_name", "cannot be imported: ModuleNotFoundError"),
        (
            'from course_lib.instructor.bank.bank import right\n\n@right("other")\ndef f():\n    pass\n',
            "f: 01_tiny has no exercise 'other'",
        ),
    ],
)
def test_a_bank_that_cannot_be_read_says_why(tiny_course, folder, text, message):
    (folder / "answers.py").write_text(text)
    with pytest.raises(BankError, match=message):
        read_bank(tiny_course.lesson("01_tiny"))


def test_a_lesson_without_a_bank_says_so(tiny_course, folder):
    (folder / "answers.py").unlink()
    with pytest.raises(BankError, match="there is no bank"):
        read_bank(tiny_course.lesson("01_tiny"))


def test_an_answer_is_tried_with_the_reference_answers_that_it_needs(tiny_course):
    lesson = tiny_course.lesson("01_tiny")
    through_another = "def count_negative(u):\n    return int(np.sum(soften(u) < 0))"
    assert try_answer(lesson, "count_negative", through_another).passed


def test_what_the_library_has_no_more_is_told_once_however_many_answers_ask_for_it(tiny_course, folder):
    for answer in ("np.where(u < 0, 0.5 * u, u)", "int(np.sum(u < 0))"):
        change(folder / "lesson.py", f"    return {answer}", "    return notebook.halved(u)")

    [error] = verify(tiny_course.lesson("01_tiny")).errors

    assert "AttributeError: module 'course_lib.notebook' has no attribute 'halved'" in error


def test_the_command_prints_each_error_and_a_summary(tiny_course, folder, monkeypatch):
    monkeypatch.chdir(tiny_course.root)
    good = CliRunner().invoke(main, ["verify"])
    assert (good.exit_code, good.output) == (0, "01_tiny: 5 wrong answers, 3 right answers, 0 errors\n")
    change(folder / "answers.py", "u <= 0", "u < 0")
    bad = CliRunner().invoke(main, ["verify", "01"])
    assert bad.exit_code == 1
    assert bad.output.endswith("01_tiny: 5 wrong answers, 3 right answers, 2 errors\n")


def verified(*arguments):
    """The exit status and the output of `course verify`."""
    done = CliRunner().invoke(main, ["verify", *arguments])
    return done.exit_code, done.output


NOTHING_TRIED = "01_tiny: 0 wrong answers, 0 right answers, 0 errors\n"


def test_a_bank_that_behaved_is_not_tried_again_until_it_changes(tiny_course, folder, monkeypatch):
    monkeypatch.chdir(tiny_course.root)
    assert verified("--check")[1].startswith("01_tiny: to be tried: soften, count_negative\n")
    assert not (folder / PROVEN_NAME).exists()
    assert verified()[0] == 0
    assert verified("--check") == (0, NOTHING_TRIED)
    assert verified("--check", "--anew") == (0, "01_tiny: to be tried: soften, count_negative\n" + verified()[1])

    change(folder / "answers.py", "u <= 0", "u < 0")

    status, output = verified("--keys")
    assert (status, output.count("`course verify 01_tiny")) == (1, 1)
    assert "count_negative: to be tried anew: run `course verify 01_tiny --exercise count_negative`" in output
    assert verified("--check")[0] == 1
    assert verified("01", "--exercise", "count_negative")[0] == 1
    assert (
        "`course verify 01_tiny --exercise count_negative`" in verified("--keys")[1]
    )  # what does not behave is not recorded


@pytest.mark.parametrize("module", ["examiner", "candidate", "zygote", "wire", "link"])
def test_a_change_of_what_examines_answers_has_every_bank_tried_again(tiny_course, module, monkeypatch):
    before = proven_keys_of(tiny_course.lesson("01_tiny"))
    real = Library.whole

    def changed(library, name):
        more = [Definition("another = 1", source=Source())] if name.endswith(f".{module}") else []
        return [*real(library, name), *more]

    monkeypatch.setattr(Library, "whole", changed)
    proven._examining.cache_clear()
    try:
        after = proven_keys_of(tiny_course.lesson("01_tiny"))
    finally:
        proven._examining.cache_clear()

    assert before.keys() == after.keys()
    assert all(before[name] != after[name] for name in before)


def test_what_cannot_be_checked_outside_of_the_answers_process_is_told_to_the_author(tiny_course, folder):
    change(folder / "lesson.py", "check_unchanged(soften, u)", "import pickle\n\npickle.dumps(soften)")
    errors = verify(tiny_course.lesson("01_tiny")).errors
    assert any("soften: the test cannot be run outside the student's process" in line for line in errors), errors
