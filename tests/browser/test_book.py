"""The book in a browser, from its folder, without a server or a network: every page, two widths, two schemes."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from exported import CONTROLS, figures_in, moves

from course_lib.instructor.book.site import build_book
from course_lib.instructor.source.course import find_course

HERE = Path(__file__).parent
COURSE = find_course(HERE)
LESSONS = COURSE.lessons()
PAGES = ["index", *LESSONS, *(path.stem for path in sorted((COURSE.root / "docs").glob("*.md"))), "search"]
# A figure is looked at where it is tested. To read style sheets again axe would ask for what file:// forbids. A head
# that is a formula it takes for empty, whatever its name: `UNNAMED` looks for the names.
ASKED = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "best-practice"],
    "rules": {"empty-table-header": {"enabled": False}},
    "iframes": False,
    "preload": False,
}
UNNAMED = """heads => heads.filter(head => !head.textContent.trim() && !head.getAttribute("aria-label")?.trim())
    .map(head => head.outerHTML.slice(0, 200))"""
CUT_OFF = """texts => texts.filter(text => text.checkVisibility() && text.scrollWidth > text.clientWidth + 1)
    .map(text => text.textContent.slice(0, 80))"""
SPLIT = """texts => texts.filter(text => {
    const box = text.getBoundingClientRect();
    if (box.left < 0 || box.right > document.documentElement.clientWidth) return true;
    const node = text.firstChild, line = document.createRange();
    return [...node.data.matchAll(/\\S+/g)].some(word => {
        line.setStart(node, word.index);
        line.setEnd(node, word.index + word[0].length);
        return line.getClientRects().length > 1;
    });
}).map(text => text.textContent)"""  # what leads on, with words out of sight or broken over two lines
UNSEEN = """() => {
    const at = document.activeElement, look = getComputedStyle(at);
    const ringed = look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 0 || look.boxShadow !== "none";
    return ringed || at.matches("iframe, body") ? [] : [at.outerHTML.slice(0, 200)];
}"""
PAPER = 700  # pixels: A4 less its margins
SOUGHT = {
    "backpropagation": "04_backpropagation",
    "dropout": "08_training_in_practice",
    "perplexity": "09_sequences",
    "forger": "10_autoencoders_and_gans",
    "transposed": "11_dense_prediction",
    "pole": "12_reinforcement_learning",
    "saliency": "13_understanding_networks",
    "zigzag": "14_exam_room",
}
TYPESET = "document.querySelectorAll('.math').length == document.querySelectorAll('mjx-container').length"


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """The book, in a folder."""
    folder = tmp_path_factory.mktemp("book") / "book"
    assert build_book(COURSE, folder) == len(PAGES) - 1  # Sphinx adds the search
    return folder


def open_page(watched, book, name, scheme="light", width=1200):
    watched.page.emulate_media(color_scheme=scheme)
    watched.page.set_viewport_size({"width": width, "height": 900})
    watched.page.goto((book / f"{name}.html").as_uri())
    if watched.page.locator(".math").count():
        watched.page.wait_for_function("window.MathJax?.startup?.promise?.then(() => true)")
        watched.page.wait_for_function(TYPESET)
    return watched.page


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_quiet_and_fits_a_phone_and_axe_has_no_complaint(watched, book, name):
    page = open_page(watched, book, name, "dark", 390)
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390, f"{name} is {wide} px wide on a screen of 390"
    assert page.locator(".prev-next-info p").evaluate_all(SPLIT) == []
    assert "not set" not in page.locator("footer").last.inner_text()
    check_with_axe(open_page(watched, book, name))


@pytest.mark.parametrize("name", ["index", "search", LESSONS[0], "grading"])
def test_axe_has_no_complaint_in_the_dark_on_a_phone(watched, book, name):
    check_with_axe(open_page(watched, book, name, "dark", 390))


def check_with_axe(page):
    found = Axe().run(page, options=ASKED).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found] == []
    assert page.locator("th").evaluate_all(UNNAMED) == []


def test_a_formula_that_a_cell_shows_is_set(watched, book):
    page = open_page(watched, book, "14_exam_room")
    shown = page.locator(".cell_output")
    assert shown.locator("mjx-container").count() > 20
    assert not [text for text in shown.all_inner_texts() if "[x_1]" in text or "$$" in text]


@pytest.mark.parametrize("name", [*LESSONS, "grading"])
def test_on_paper_no_line_of_code_is_cut_off(watched, book, name):
    page = open_page(watched, book, name, width=PAPER)
    page.emulate_media(media="print")
    assert page.locator("pre").evaluate_all(CUT_OFF) == []
    page.emulate_media(media="screen")
    assert page.locator("pre").evaluate_all(CUT_OFF) != []


@pytest.mark.parametrize("name", ["index", *LESSONS])
def test_figures_of_a_page_are_drawn_and_move(watched, book, name):
    page, seen = open_page(watched, book, name), 0
    for frame, content in figures_in(page):
        seen += 1
        control, drawn = content.locator(CONTROLS).first, lambda figure: figure.inner_html()
        assert frame.get_attribute("title")
        assert not control.count() or moves(page, content.locator(".fig"), control, drawn)
    assert seen >= 1


@pytest.mark.parametrize("name", LESSONS)
def test_every_formula_of_a_lesson_is_set(watched, book, name):
    page = open_page(watched, book, name)
    assert page.locator("mjx-container [data-mml-node=merror]").count() == 0


@pytest.mark.parametrize(("word", "lesson"), SOUGHT.items())
def test_the_search_finds_a_lesson_without_a_server(watched, book, word, lesson):
    page = open_page(watched, book, "search")
    page.goto((book / "search.html").as_uri() + f"?q={word}")
    page.locator("#search-results li a").first.wait_for()
    links = page.locator("#search-results li a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert any(lesson in link for link in links)


def test_the_front_page_shows_at_once_what_it_is_and_a_figure(watched, book):
    page = open_page(watched, book, "index")
    figure = page.locator("iframe.course-figure").bounding_box()
    assert figure["y"] < 500
    assert figure["width"] > 800  # its panels stand side by side
    assert page.locator("p.begin a").count() == 3
    pictures = page.locator("ol.path img")
    assert pictures.count() == len(LESSONS)
    pictures.evaluate_all("pictures => pictures.forEach(picture => picture.loading = 'eager')")
    page.wait_for_function("[...document.querySelectorAll('.path img')].every(picture => picture.naturalWidth > 0)")
    assert open_page(watched, book, "index", width=390).locator(".secondary-toggle:visible").count() == 0


def test_a_table_of_scores_shows_its_scores(watched, book):
    page = open_page(watched, book, "mutation-score")
    assert page.locator("table").evaluate_all(CUT_OFF) == []
    assert page.locator(".bd-sidebar-primary").get_by_text("How the tests are tested").count() == 1


@pytest.mark.parametrize("name", ["index", LESSONS[8]])
def test_what_has_the_focus_is_seen(watched, book, name):
    page, unseen, reached = open_page(watched, book, name), [], 0
    for _ in range(40):
        page.keyboard.press("Tab")
        reached += page.evaluate("document.activeElement.matches('a, button, summary')")
        unseen += page.evaluate(UNSEEN)
    assert reached > 20
    assert unseen == []


def test_contents_name_an_exercise_in_short_and_a_block_of_text_is_not_coloured(watched, book):
    page = open_page(watched, book, "07_transformers")
    contents = page.locator(".bd-sidebar-secondary").text_content()
    assert "7.1 Attention" in contents
    assert "difficulty" not in contents
    first = page.locator(".highlight").first
    assert "le 3 mars" in first.inner_text()
    assert first.locator("span[class]").count() == 0
    assert page.locator(".cell_input .highlight span.k").count() > 10


def test_the_front_page_leads_from_lesson_to_lesson_to_the_end(watched, book):
    """By keyboard: a click that has to scroll first can land in the figure that was there before."""
    page = open_page(watched, book, "index")
    page.locator("ol.path a").first.press("Enter")
    page.wait_for_url(f"**/{LESSONS[0]}.html")
    for name in LESSONS[1:]:
        page.locator("a.right-next").press("Enter")
        page.wait_for_url(f"**/{name}.html")


def test_every_link_and_picture_within_the_book_holds_and_pictures_are_told_in_words(book):
    pages = {path.name: BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser") for path in book.glob("*.html")}
    ids = {name: {tag["id"] for tag in page.find_all(id=True)} for name, page in pages.items()}
    broken = []
    for name, page in pages.items():
        for tag in [*page.find_all("a", href=True), *page.find_all(["img", "script"], src=True)]:
            to = tag.get("href") or tag.get("src")
            if re.match(r"[a-z]+:|//", to):
                assert to.startswith(("https://", "mailto:", "data:")), (name, to)
                assert tag.name == "a" or to.startswith("data:"), f"{name} loads {to}"
                continue
            path, _, anchor = to.partition("#")
            path = path.partition("?")[0]
            there = path.partition("/")[2] if path.startswith("./") else path or name
            if not (book / there).exists() or (anchor and there in ids and anchor not in ids[there]):
                broken.append((name, to))
        shown = [picture for picture in page.select(".bd-article img") if not picture.find_parent(class_="path")]
        assert not [picture for picture in shown if len(picture.get("alt", "").split()) < 3], name
    assert broken == []
