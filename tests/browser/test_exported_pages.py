"""Every figure of every lesson, in the page its notebook is exported to: it draws, moves, fits and is quiet."""

from pathlib import Path

import pytest
from exported import OVERLAPPING_LABELS, export_page, figures_in, moves

from course_lib.instructor.build.figures import FEWEST

SOLUTIONS = Path(__file__).parents[2] / "solutions"
NOTEBOOKS = sorted(SOLUTIONS.glob("*/*.ipynb"))


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_figures_of_an_exported_lesson_move_without_a_kernel(watched, notebook, tmp_path):
    watched.forgiven = export_page(notebook, tmp_path / "lesson.html")
    watched.page.goto((tmp_path / "lesson.html").as_uri())

    seen = 0
    for frame, content in figures_in(watched.page):
        seen += 1
        title = frame.get_attribute("title")
        assert title, "a figure has no text alternative"
        assert content.locator(".fig").evaluate(OVERLAPPING_LABELS) == [], title
        controls = content.locator("input[type=range], .fig-handle")
        for i in range(controls.count()):
            assert moves(watched.page, content.locator(".fig"), controls.nth(i)), f"{title}: control {i}"
        needed = content.locator(".fig").bounding_box()["height"]
        assert frame.bounding_box()["height"] >= needed, f"{title}: cut off"

    assert seen >= FEWEST, f"a lesson has at least two things to move; the page said {watched.faults}"
