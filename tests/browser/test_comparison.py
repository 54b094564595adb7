"""The card of `compare("relu")` in a browser: side by side where there is room, below each other where there is not.

Pictures are left in build/screenshots/ for whoever wants to look.
"""

import inspect
from pathlib import Path

import pytest

from course_lib import dense
from course_lib.checking.comparison import compared
from course_lib.checking.lesson_tests import visible_tests_of

SCREENSHOTS = Path(__file__).parents[2] / "build" / "screenshots"
PAGES = {"light": "background: #fff; color: #1f2328", "dark": "background: #111; color: #e0e0e0"}


@pytest.mark.parametrize("theme", PAGES)
@pytest.mark.parametrize("width", [390, 1200])
def test_a_comparison_fits_its_page_and_is_read_in_its_order(watched, width, theme):
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page = watched.page
    page.set_viewport_size({"width": width, "height": 900})
    card = compared(visible_tests_of("02_relu_networks")["layer"], dense.mlp, {})  # a long answer
    page.set_content(f'<meta name="viewport" content="width=device-width"><body style="{PAGES[theme]}">{card.html}')
    page.screenshot(path=SCREENSHOTS / f"compared_{width}_{theme}.png")

    region = page.get_by_role("region", name="layer: compared")
    columns = region.locator("pre")
    boxes = [columns.nth(i).bounding_box() for i in range(2)]

    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert columns.nth(0).inner_text().rstrip() == inspect.getsource(dense.mlp).rstrip()
    assert columns.nth(1).inner_text().rstrip() == inspect.getsource(dense.layer).rstrip()
    assert (boxes[0]["y"] == boxes[1]["y"]) == (width == 1200)
    for i in range(2):  # what scrolls inside can be scrolled by keyboard, and has a name
        page.keyboard.press("Tab")
        assert columns.nth(i).evaluate("(column) => column === document.activeElement && column.ariaLabel !== ''")
    colours = {columns.nth(i).evaluate("(column) => getComputedStyle(column).color") for i in range(2)}
    assert colours == {region.evaluate("() => getComputedStyle(document.body).color")}
