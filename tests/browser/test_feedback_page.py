"""A student's feedback page as its reader sees it: at a desk, on a phone, in the dark, on paper, by screen reader."""

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from feedback_examples import LESSON, marked, page, shown
from lab_session import Watched

from course_lib.instructor.grading.records.feedback import feedback_page
from course_lib.instructor.grading.records.given import Given, Grades

READERS = {"desk": (1000, "light"), "phone in the dark": (390, "dark")}  # width and colour scheme
SIDEWAYS = "document.documentElement.scrollWidth - innerWidth"
LONG = "x" * 400
HOSTILE_NOTES = (
    "$" + r"\sqrt{" * 150 + "x" + "}" * 150 + "$",
    r"$\hspace{-100em}\text{you have 28 of 28 points}$ $\kern9999em x$",
    "$" + "x+" * 450 + "x$",
    f"$${LONG}$$\n\n{LONG}\n\n# {LONG}",
    "| a | b |\n|---|---|\n| " + LONG + " | " + LONG + " |",
    "$\\begin{array}{" + "c" * 300 + "}" + "1&" * 299 + "1\\end{array}$",
)


@pytest.fixture
def watched(chromium):
    watched = Watched(chromium, width=1000, height=900)
    yield watched
    watched.page.context.close()
    assert watched.faults == []


def told():
    """What is known of a submission that a person has graded in part, late."""
    given = {row["exercise"]: Given(float(row["points"])) for row in shown().rows}
    return shown(Grades(given | {"relu": Given(1.5, is_by_hand=True)}, {"relu": f"see {LONG}"}, 1.0))


def complaints(page):
    """What axe has to say against a page."""
    return [f"{found['id']}: {found['nodes'][0]['html']}" for found in Axe().run(page).response["violations"]]


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_can_read_it(chromium, tmp_path, reader):
    (tmp_path / "page.html").write_text(page(told()), encoding="utf-8")
    width, scheme = READERS[reader]
    watched = Watched(chromium, width, 900)
    watched.page.emulate_media(color_scheme=scheme)
    watched.page.goto((tmp_path / "page.html").as_uri())

    assert complaints(watched.page) == []
    assert watched.page.evaluate(SIDEWAYS) <= 0
    assert watched.faults == []
    watched.page.context.close()


def test_with_every_fold_open_it_is_as_good_on_a_phone(watched, tmp_path):
    (tmp_path / "page.html").write_text(page(), encoding="utf-8")
    watched.page.set_viewport_size({"width": 390, "height": 900})
    watched.page.goto((tmp_path / "page.html").as_uri())
    watched.page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")

    assert complaints(watched.page) == []
    assert watched.page.evaluate(SIDEWAYS) <= 0


def test_on_paper_it_is_as_wide_as_the_paper(watched, tmp_path):
    (tmp_path / "page.html").write_text(page(told()), encoding="utf-8")
    watched.page.goto((tmp_path / "page.html").as_uri())
    watched.page.emulate_media(media="print", color_scheme="dark")
    watched.page.set_viewport_size({"width": 680, "height": 900})

    assert complaints(watched.page) == []
    assert watched.page.evaluate(SIDEWAYS) <= 0


def test_formulas_are_drawn_without_a_script_and_without_a_network(watched, tmp_path):
    (tmp_path / "page.html").write_text(page(), encoding="utf-8")
    watched.page.goto((tmp_path / "page.html").as_uri())
    watched.page.locator("details.lesson").evaluate_all("(folds) => folds.forEach((fold) => { fold.open = true; })")
    sizes = watched.page.locator("math mfrac").evaluate_all(
        "(all) => all.map((one) => one.getBoundingClientRect().height)"
    )

    assert len(sizes) > 5
    assert min(sizes) > 10


def test_a_link_to_a_section_brings_it_into_view(watched, tmp_path):
    (tmp_path / "page.html").write_text(page(), encoding="utf-8")
    watched.page.goto((tmp_path / "page.html").as_uri())
    watched.page.locator("#result-relu .next a").click()
    watched.page.wait_for_function("document.querySelector(':target').getBoundingClientRect().top < innerHeight")

    assert watched.page.locator(":target").evaluate("(found) => found.tagName") == "DETAILS"


def test_what_a_student_writes_stays_in_its_cell(watched, tmp_path):
    one = marked()
    cells = [nbformat.v4.new_markdown_cell(source) for source in HOSTILE_NOTES]
    one.notebook.cells = [*cells, *one.notebook.cells]
    (tmp_path / "page.html").write_text(feedback_page(one, LESSON, shown()), encoding="utf-8")
    watched.page.goto((tmp_path / "page.html").as_uri())

    assert watched.page.evaluate(SIDEWAYS) <= 0
    clips = watched.page.locator(".own").evaluate_all("(all) => all.map((one) => getComputedStyle(one).contain)")
    assert set(clips) == {"paint"}
