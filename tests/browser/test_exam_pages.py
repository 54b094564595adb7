"""The pages of an exam as they are printed and read: on A4, on a phone, in black and white, by screen reader."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from lab_session import Watched

from course_lib.exam.drawing import Asked, draw_exam
from course_lib.exam.known_families import known_families
from course_lib.instructor.exam.papers import key_page, paper

SIDEWAYS = "document.documentElement.scrollWidth - innerWidth"
PRINTED = 658  # pixels between the margins of A4
OUTSIDE = """width => [...document.querySelectorAll('math, table, .room, p, code')]
    .filter(one => one.getBoundingClientRect().right > width + 1).map(one => one.outerHTML.slice(0, 80))"""
COLOURED = """[...document.querySelectorAll('*')].flatMap(one => {
    const style = getComputedStyle(one);
    return [style.color, style.backgroundColor, style.borderTopColor].filter(found => {
        const [r, g, b] = found.match(/[0-9.]+/g).map(Number);
        return Math.max(r, g, b) - Math.min(r, g, b) > 8;
    });
})"""


def exam(families, student="Zoé Éluard"):
    return draw_exam("midterm", 4, student, [Asked(family, 2) for family in families])


@pytest.fixture
def watched(chromium):
    watched = Watched(chromium, width=900, height=1200)
    yield watched
    watched.page.context.close()
    assert watched.faults == []


def opened(watched, tmp_path, text):
    path = tmp_path / "page.html"
    path.write_text(text, encoding="utf-8")
    watched.page.goto(path.as_uri())
    return watched.page


def pages_of(pdf):
    """How many pages a PDF of chromium's has."""
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.mark.parametrize(
    ("families", "pages"), [(["signs", "kinks"], 1), (["softmax", "attention", "sizes", "receptive"], 2)]
)
def test_a_short_paper_is_one_page_and_a_longer_one_two(watched, tmp_path, families, pages):
    page = opened(watched, tmp_path, paper(exam(families)))
    assert pages_of(page.pdf(prefer_css_page_size=True)) == pages


@pytest.mark.parametrize("make", [paper, key_page])
def test_nothing_is_wider_than_the_paper(watched, tmp_path, make):
    page = opened(watched, tmp_path, make(exam(known_families())))
    page.set_viewport_size({"width": PRINTED, "height": 1000})
    page.emulate_media(media="print")
    assert page.evaluate(OUTSIDE, PRINTED) == []


@pytest.mark.parametrize("make", [paper, key_page])
def test_it_is_black_on_white(watched, tmp_path, make):
    page = opened(watched, tmp_path, make(exam(known_families())))
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(COLOURED) == []
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"


@pytest.mark.parametrize("make", [paper, key_page])
@pytest.mark.parametrize("width", [900, 390])
def test_it_can_be_read_on_a_screen_and_aloud(watched, tmp_path, make, width):
    page = opened(watched, tmp_path, make(exam(known_families())))
    page.set_viewport_size({"width": width, "height": 900})
    found = Axe().run(page).response["violations"]
    assert [f"{one['id']}: {one['nodes'][0]['html']}" for one in found] == []
    assert page.evaluate(SIDEWAYS) <= 0


def test_a_name_cannot_write_into_the_page(watched, tmp_path):
    name = """a"; } </style><script>alert(1)</script> \\ 'b"""
    page = opened(watched, tmp_path, paper(exam(["sizes"], name)))
    assert page.locator(".field").first.inner_text().endswith(name)
    assert page.locator("script").count() == 0
