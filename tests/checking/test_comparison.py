"""An answer beside the library's version: what is shown is what the library gives to students, and what they wrote."""

import ast
import linecache
import re
from pathlib import Path

import course_lib
from course_lib.checking.comparison import compared, forbidden, library_version, source_of
from course_lib.checking.lesson_tests import FOLDER, VisibleTest, visible_tests_of
from course_lib.instructor.source.course import find_course
from course_lib.instructor.source.reference import reference

LESSONS = sorted(path.stem for path in FOLDER.glob("[0-9]*.py"))


def lists_of_setup(lesson):
    """The lists of words that a lesson's setup cell names, as its tests read them."""
    tree = ast.parse(reference(find_course().lesson(lesson)).released_source("setup"))
    named = [node for node in tree.body if isinstance(node, ast.Assign) and isinstance(node.value, ast.List)]
    return {node.targets[0].id: ast.literal_eval(node.value) for node in named if _is_words(node.value)}


def _is_words(node):
    return all(isinstance(word, ast.Constant) and isinstance(word.value, str) for word in node.elts)


def written(source, name):
    """What a cell of this source defines under a name; its text is where IPython keeps it."""
    filename = f"<cell of {name}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    names = {"__name__": "__main__"}
    exec(compile(source, filename, "exec"), names)
    return names[name]


def test_what_is_shown_stands_in_the_library_that_students_have():
    shown = []
    for lesson in LESSONS:
        names = lists_of_setup(lesson)
        for test in visible_tests_of(lesson).values():
            version = library_version(test, names)
            if version is None:
                continue
            shown.append(test.exercise)
            file = Path(course_lib.__file__).parents[1] / version.title.rpartition(" ")[2]
            assert version.source in file.read_text(), test.exercise
            assert "instructor" not in file.parts
            first = next(line for line in version.source.splitlines() if not line.startswith("@"))
            assert re.match(rf"(def|class) {test.exercise}\b", first), test.exercise

    assert len(shown) >= 80  # of about a hundred exercises


def test_a_name_of_the_setup_cell_is_read():
    test = visible_tests_of("05_convolutional_networks")["conv_layer"]
    assert "course_lib.convolution.conv_layer" in forbidden(test, lists_of_setup("05_convolutional_networks"))


def test_no_version_is_said_and_what_comes_near_is_named_but_not_shown():
    test = visible_tests_of("04_backpropagation")["grad_quadratic"]
    card = compared(test, written("def grad_quadratic(x):\n    return 2 * x\n", "grad_quadratic"), {})

    first = "grad_quadratic: the library has no version of its own. What comes near, and is not to be called here: "
    assert card.text.splitlines()[0] == first + "course_lib.autograd.Value."
    assert "def grad_quadratic(x):\n    return 2 * x" in card.text
    assert "class Value" not in card.text + card.html


def test_a_test_that_forbids_nothing_of_the_library_has_no_version():
    test = VisibleTest("halve", "9.1 Halve", 1, (), "check_answer(halve, forbids=['torch.div'])")
    assert library_version(test, {}) is None
    assert compared(test, written("halve = lambda u: u / 2", "halve"), {}).text.splitlines() == [
        "halve: the library has no version of its own.",
        "",
        "Yours:",
        "",
        "halve = lambda u: u / 2",
    ]


def test_the_text_of_functions_classes_and_decorated_ones_is_found_as_it_was_written():
    function = "import functools\n\n@functools.cache\ndef f(n):\n    # a remark\n    return n\n\nrest = 1\n"
    of_class = "import functools\nclass Net:\n    size = 3\n\n    def forward(self, u):\n        return u < 2\n"

    assert source_of(written(function, "f")) == "@functools.cache\ndef f(n):\n    # a remark\n    return n"
    assert source_of(written(of_class, "Net")).startswith("class Net:\n    size = 3")
    assert source_of(len) == ""


def test_what_was_written_is_text_and_no_markup():
    test = visible_tests_of("02_relu_networks")["relu"]
    card = compared(test, written("def relu(u):\n    return '<b>' if u < 1 & 2 else u\n", "relu"), {})
    assert "&lt;b&gt;" in card.html
    assert "<b>" not in card.html
