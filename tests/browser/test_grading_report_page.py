"""report.html as an instructor sees it: at a desk, on a phone, in the dark, by screen reader, without a network."""

from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe
from lab_session import Watched

from course_lib.instructor.grading.records.results import Results
from course_lib.instructor.grading.report.report import report_pages

LESSON_PAGE = "report_05_convolutional_networks.html"
STATUSES = ("passed", "failed", "error", "missing", "timeout", "forbidden", "unreadable", "internal")

TOO_FAINT = """() => {
    const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    const rgb = (color) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
        return canvas.getImageData(0, 0, 1, 1).data; };
    const light = (color) => { const [r, g, b] = [...rgb(color)].map((v) => v / 255)
        .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
    const behind = (node) => { for (; node; node = node.parentElement) {
        const color = getComputedStyle(node).backgroundColor;
        if (rgb(color)[3] === 255) return color; } return "white"; };
    const found = [];
    for (const node of document.querySelectorAll("body *")) {
        if (![...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim())) continue;
        const style = getComputedStyle(node), svg = node.closest("svg");
        const [a, b] = [light(svg ? style.fill : style.color), light(behind(node))].sort((x, y) => y - x);
        const ratio = (a + 0.05) / (b + 0.05);
        if (ratio < 4.5) found.push(`${node.tagName} ${node.textContent.trim().slice(0, 30)}: ${ratio.toFixed(2)}`);
    }
    return found;
}"""

SIDEWAYS = """() => {
    const wide = [...document.querySelectorAll(".wide")].filter((box) => box.scrollWidth > box.clientWidth + 1);
    return document.documentElement.scrollWidth - innerWidth + wide.length;
}"""

BROKEN_WORDS = """() => {
    const found = [], range = document.createRange();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        if (node.parentElement.closest("style, svg")) continue;
        for (const word of node.textContent.matchAll(/[^\\s–—-]+/g)) {
            range.setStart(node, word.index); range.setEnd(node, word.index + word[0].length);
            if (new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size > 1) found.push(word[0]);
        }
    }
    return found;
}"""

OVERLAPS = """() => {
    const texts = [...document.querySelectorAll("svg text")];
    const boxes = texts.map((text) => [text.textContent, text.getBoundingClientRect()]);
    return boxes.flatMap(([words, a], n) => boxes.slice(n + 1)
        .filter(([, b]) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1)
        .map(([others]) => `${words} | ${others}`));
}"""


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """A report in which every part has something to show, with the longest names there may be."""
    results, rows = Results(tmp_path_factory.mktemp("report")), []
    for lesson in ("01_binary_classification", "05_convolutional_networks"):
        for number in range(24):
            student = f"Anne-Sophie Featherstonehaugh_{number:05}"
            for place, exercise in enumerate(("relu", "backward_through_a_convolution", "pool")):
                status = STATUSES[number % len(STATUSES)] if place else ("passed", "failed")[number % 2]
                hint = "batch-order" if status == "failed" else ""
                rows.append(
                    {
                        "student": student, "lesson": lesson, "exercise": exercise, "max_points": "2",
                        "points": "2" if status == "passed" else "0", "status": status, "hint": hint,
                        "message": f"{exercise}: wrong." if hint else "",
                        "seconds": f"{number / 7:.3f}",
                    }
                )  # fmt: skip
            repairs = ["The test cell test_relu had been edited: the lesson's own was run."] if number == 3 else []
            hint_texts = {row["exercise"]: "a row is one example." for row in rows[-3:] if row["hint"]}
            results.append_log(
                {
                    "student": student, "lesson": lesson, "seconds": number / 3, "memory_mb": 200,
                    "repairs": repairs, "odd": repairs, "hint_texts": hint_texts,
                    "measures": {"pool": {"what": "digits right, in %", "value": 80 + number / 7, "best": "largest"}},
                }
            )  # fmt: skip
    results.write_rows(rows)
    for name, text in report_pages(results, results.read_rows(), results.read_log(), []).items():
        (results.folder / name).write_text(text, encoding="utf-8")
    return results.report


@pytest.fixture(params=[(1200, "light"), (1200, "dark"), (360, "light"), (360, "dark")], ids=str)
def page(request, chromium, report):
    """A lesson's page at a width and in a colour scheme; the test fails if it asks for anything or complains."""
    width, scheme = request.param
    watched = Watched(chromium, width=width, height=900)
    watched.page.emulate_media(color_scheme=scheme)
    watched.page.goto(report.with_name(LESSON_PAGE).as_uri())
    yield watched.page
    watched.page.context.close()
    assert watched.faults == []


@pytest.fixture(params=[("report.html", 1200), ("report.html", 390), (LESSON_PAGE, 390)], ids=str)
def either(request, chromium, report):
    """The overview or a lesson's page."""
    name, width = request.param
    watched = Watched(chromium, width=width, height=900)
    watched.page.goto(report.with_name(name).as_uri())
    yield watched.page
    watched.page.context.close()
    assert watched.faults == []


def test_no_word_is_broken_in_the_middle(either):
    assert either.evaluate(BROKEN_WORDS) == []
    either.add_style_tag(content="td, th, p { max-width: 4rem; overflow-wrap: anywhere }")
    assert either.evaluate(BROKEN_WORDS) != []


def test_axe_has_no_complaint(either):
    assert [found["id"] for found in Axe().run(either).response["violations"]] == []
    assert either.evaluate(SIDEWAYS) == 0


def test_on_paper_in_the_dark_the_ink_is_dark(either):
    either.emulate_media(media="print", color_scheme="dark")
    assert either.evaluate(TOO_FAINT) == []


def test_the_overview_leads_to_each_lesson_and_back(chromium, report):
    watched = Watched(chromium)
    watched.page.goto(report.as_uri())
    watched.page.get_by_role("table").get_by_role("link", name="05_convolutional_networks", exact=True).click()
    assert watched.page.url == report.with_name(LESSON_PAGE).as_uri()
    watched.page.get_by_role("link", name="All lessons").click()
    assert watched.page.url == report.as_uri()
    watched.page.context.close()
    assert watched.faults == []


def test_nothing_leads_sideways_and_no_labels_overlap(page):
    assert page.evaluate(SIDEWAYS) == 0
    assert page.evaluate(OVERLAPS) == []


def test_every_text_stands_out_from_what_is_behind_it(page):
    assert page.evaluate(TOO_FAINT) == []
    page.add_style_tag(content="caption { color: #777 !important }")
    assert page.evaluate(TOO_FAINT) != []


def test_a_screen_reader_finds_landmarks_headings_and_tables_with_names(page):
    for role in ("banner", "main", "contentinfo"):
        assert page.get_by_role(role).count() == 1, role
    assert page.get_by_role("navigation", name="Sections").count() == 1
    levels = page.evaluate("[...document.querySelectorAll('h1, h2, h3')].map((head) => +head.tagName[1])")
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    tables = page.get_by_role("table")
    assert tables.count() > 4
    for table in tables.all():
        assert table.get_by_role("columnheader").count() > 1
        assert table.get_by_role("rowheader").count() == table.get_by_role("row").count() - 1
    assert page.get_by_role("table", name="Each exercise over the class.").count() == 1
    assert page.get_by_role("img").first.get_attribute("aria-label").startswith("Number of students")


def test_the_bars_say_in_words_what_they_show_in_colours(page):
    table = page.get_by_role("table", name="Each exercise over the class.").first
    row = table.get_by_role("row").filter(has_text="backward_through_a_convolution")

    assert "3 passed, 6 wrong, 6 error, 3 not answered, 6 not graded" in " ".join(row.inner_text().split())


def test_the_links_at_the_top_lead_to_their_sections_by_keyboard(page):
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the results"
    for link in page.get_by_role("navigation").get_by_role("link").all():
        target = link.get_attribute("href")
        if target == "report.html":
            continue
        assert page.locator(f"[id='{target[1:]}']").count() == 1, target
