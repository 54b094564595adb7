"""The scripts of figures: what a browser would refuse is told by `course build`, with file and line."""

from pathlib import Path

import pytest
from click.testing import CliRunner

import course_lib
from course_lib.instructor.build.figures import script_faults
from course_lib.instructor.cli import main

FIGURES = Path(course_lib.__file__).parent / "figures"


@pytest.fixture
def faults_in(tmp_path):
    """What is found in one script beside the kit, each fault as its line and its message."""

    def found(script):
        (tmp_path / "topic").mkdir(exist_ok=True)
        (tmp_path / "kit.js").write_bytes((FIGURES / "kit.js").read_bytes())
        (tmp_path / "topic" / "drawing.js").write_text(script, encoding="utf-8")
        return [str(fault).removeprefix(f"{tmp_path}/") for fault in script_faults(tmp_path, "topic")]

    return found


@pytest.mark.parametrize("topic", sorted(path.parent.name for path in FIGURES.glob("*/__init__.py")))
def test_the_scripts_of_the_course_are_sound(topic):
    assert list((FIGURES / topic).glob("*.js"))
    assert script_faults(FIGURES, topic) == []


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("export default {\n  render({ el }) {\n    const a = [1, 2;\n  }\n}\n", "3: is no JavaScript: ']' is missing"),
        ("const a = 2;\nconst b = (a + 1;\n", "2: is no JavaScript: ')' is missing"),
        ("\n\nlet x = 1 +;\n", "3: is no JavaScript: '+'"),
        ("const a = { b: 1, c: 2\nd: 3 };", "2: is no JavaScript: 'd: 3'"),
        ("const word = 'abc\n;", '1: is no JavaScript: "\'" is missing'),
        ("const é = 1;\nfunction f( {\n", "2: is no JavaScript: 'function f( {'"),
        ("const a = 1;\nconst a = 2;\n", "2: declares 'a', which drawing.js has declared: name it otherwise"),
        ("function slider() {}\n", "1: declares 'slider', which kit.js has declared: name it otherwise"),
        ("let [{ x: [format] }] = data;\n", "1: declares 'format', which kit.js has declared: name it otherwise"),
        ("class Surface {}\n", "1: declares 'Surface', which kit.js has declared: name it otherwise"),
        ("export const ticks = 1;\n", "1: declares 'ticks', which kit.js has declared: name it otherwise"),
    ],
)
def test_what_a_browser_refuses_is_told_with_its_line(faults_in, script, told):
    assert faults_in(script) == [f"topic/drawing.js:{told}"]


@pytest.mark.parametrize(
    "script",
    [
        "const { slider: mine, a = 2, ...rest } = kit; function f() { const slider = 1; return slider; }",
        "class A { #p = 1; static { A.n = 0; } async *g() { yield* this.#p?.q ?? []; } }",
        "for (const q of w) { x ??= q; } const r = /a[/]b/u, t = `${r}`;",
        "export default { render({ model, el }) { el.innerHTML = '<'; } };",
    ],
)
def test_what_a_browser_takes_is_taken(faults_in, script):
    assert faults_in(script) == []


def test_a_lesson_without_figures_asks_for_none(tmp_path):
    assert script_faults(tmp_path, "topic") == []


def test_course_build_stops_at_a_slip_in_a_script(tiny_course, monkeypatch):
    figures = tiny_course.root / "course_lib" / "figures"
    (figures / "tiny").mkdir(parents=True)
    (figures / "kit.js").write_text("const COLOURS = {};\n")
    (figures / "tiny" / "drawing.js").write_text("export default {\n  render( { el }\n};\n")
    monkeypatch.chdir(tiny_course.root)

    done = CliRunner().invoke(main, ["build", "01"])

    assert done.exit_code == 1
    assert f"{figures / 'tiny' / 'drawing.js'}:" in done.output
    assert "is no JavaScript" in done.output
    assert done.output.count("\n") == 1
