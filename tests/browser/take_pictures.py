"""The pictures of README and of the start page, taken from the real thing: `python tests/browser/take_pictures.py`.

JupyterLab, as students get it, runs on a scratch copy of the lessons and chromium looks at it. Run it when what is seen
has changed, and commit what it writes; tests/browser/test_pictures.py holds its list and README's against each other.
"""

import io
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import nbformat
from exported import export_page, figures_in
from lab_session import CourseLab, Notebook, Watched, chromium_browser
from PIL import Image

from course_lib.lab.start_page import PICTURES

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs" / "images"
LESSON = Path("02_relu_networks/02_relu_networks.ipynb")
ZONES = "The plane, cut into the zones"
OF_LAB = ("lesson.png", "start.png", "check.png")
OF_EXAMS = ("exam.png",)
OF_README = (*OF_LAB, *OF_EXAMS)
A4 = {"width": 794, "height": 1123}  # pixels
# Which figure of a lesson is shown, where it is not the first.
TELLING = {
    "05_convolutional_networks": 1,
    "07_transformers": 2,
    "11_dense_prediction": 2,
    "13_understanding_networks": 1,
    "14_exam_room": 1,
}
WIDTH = 480  # pixels of a lesson's picture, which is shown half as wide
COLOURS = 96


def of_lessons() -> list[str]:
    """The names of the pictures of the start page."""
    return [f"{path.stem}.png" for path in sorted((ROOT / "notebooks").glob("*/*.ipynb"))]


def small(shot: bytes, width: int | None = None, colours: int = COLOURS) -> bytes:
    """A screenshot with few colours, and not wider than asked."""
    picture = Image.open(io.BytesIO(shot)).convert("RGB")
    if width is not None and picture.width > width:
        picture = picture.resize((width, round(picture.height * width / picture.width)), Image.Resampling.LANCZOS)
    written = io.BytesIO()
    picture.quantize(colours, dither=Image.Dither.NONE).save(written, "PNG", optimize=True)
    return written.getvalue()


def take_lessons(chromium, scratch: Path) -> Iterator[tuple[Path, bytes]]:
    """The first panel of a figure of each lesson."""
    for name in of_lessons():
        lesson = name.removesuffix(".png")
        watched = Watched(chromium, width=840, height=1000)
        watched.forgiven = export_page(ROOT / "solutions" / lesson / f"{lesson}.ipynb", scratch / "lesson.html")
        watched.page.goto((scratch / "lesson.html").as_uri())
        _, content = next(islice(figures_in(watched.page), TELLING.get(lesson, 0), None))
        yield PICTURES / name, small(content.locator(".fig-panels svg[viewBox]").first.screenshot(), WIDTH)
        watched.page.context.close()


def take_readme(chromium, scratch: Path) -> Iterator[tuple[Path, bytes]]:
    """The start page, a lesson, and what a check says, in a student's JupyterLab."""
    with CourseLab(chromium, ROOT, scratch, for_students=True) as lab:
        page = lab.page
        page.set_viewport_size({"width": 1240, "height": 900})
        page.goto(f"http://127.0.0.1:{lab.port}/?token=tok")
        page.wait_for_function("window.jupyterapp?.shell && window.jupyterapp.started.then(() => true)")
        page.get_by_role("heading", name="Lesson 1").first.wait_for()
        page.evaluate("() => jupyterapp.shell.collapseLeft()")
        page.wait_for_timeout(1500)
        yield IMAGES / "start.png", small(page.screenshot())

        notebook = Notebook(page, LESSON)
        book = nbformat.read(lab.work / "notebooks" / LESSON, as_version=4)
        zones = next(number for number, cell in enumerate(book.cells) if "Zones(" in cell.source)
        notebook.run("setup", zones)
        figure = notebook.figure(next(alt for alt in notebook.figures() if alt.startswith(ZONES)))
        figure.scroll_into_view_if_needed()
        page.wait_for_timeout(1500)
        yield IMAGES / "lesson.png", small(page.screenshot())

        notebook.write("relu", "def relu(u):\n    return np.minimum(u, 0)")
        notebook.run("relu", "test_relu")
        notebook.show("relu")
        page.wait_for_timeout(1500)
        shot = page.screenshot(clip=around(notebook, "relu", "test_relu"))
        yield IMAGES / "check.png", small(shot)


def take_exam(chromium, scratch: Path) -> Iterator[tuple[Path, bytes]]:
    """The first pages of a paper and of its key, side by side."""
    (scratch / "roster.csv").write_text("student\nAnna Weiss\n", encoding="utf-8")
    command = [Path(sys.executable).with_name("course"), "exam", "new", "--seed", "1", "-o", scratch / "exams"]
    asked = ["--questions", "signs,kinks,softmax,optimizer", "--students", scratch / "roster.csv"]
    subprocess.run([*command, *asked], cwd=ROOT, check=True, capture_output=True)
    papers = [*(scratch / "exams").glob("students/*/*.html"), *(scratch / "exams").glob("keys/*/key.html")]
    both = Image.new("RGB", (A4["width"] * len(papers) + 20, A4["height"] + 20), "#cccccc")
    for number, paper in enumerate(papers):
        page = chromium.new_context(viewport=A4).new_page()
        page.emulate_media(media="print")
        page.goto(paper.as_uri())
        page.add_style_tag(content="body { padding: 50px; margin: 0 }")  # a screen has no margins as paper has
        with Image.open(io.BytesIO(page.screenshot())) as shot:
            both.paste(shot.crop((0, 0, A4["width"] - 10, A4["height"])), (15 + number * A4["width"], 10))
        page.context.close()
    written = io.BytesIO()
    both.save(written, "PNG")
    yield IMAGES / "exam.png", small(written.getvalue(), 1100, 12)


def around(notebook: Notebook, *cells: str) -> dict[str, float]:
    """What of the page holds these cells."""
    boxes = [notebook.show(cell).locator("xpath=ancestor::*[contains(@class,'jp-Cell')]").first for cell in cells]
    found = [box.bounding_box() for box in boxes]
    left, top = min(box["x"] for box in found), min(box["y"] for box in found)
    right, bottom = (max(box[a] + box[b] for box in found) for a, b in (("x", "width"), ("y", "height")))
    return {"x": left, "y": top, "width": right - left, "height": bottom - top}


@contextmanager
def scratch_folder():
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def main() -> None:
    """Take all, or those whose names are given; write those that have changed, and say which."""
    wanted = set(sys.argv[1:])
    takes = [(take_lessons, of_lessons()), (take_readme, OF_LAB), (take_exam, OF_EXAMS)]
    with chromium_browser() as chromium:
        for take, names in takes:
            if wanted and not wanted & set(names):
                continue
            with scratch_folder() as scratch:
                for path, written in take(chromium, scratch):
                    if not wanted or path.name in wanted:
                        path.parent.mkdir(exist_ok=True)
                        path.write_bytes(written)
                        print(f"{path.relative_to(ROOT)}: {len(written):,} bytes".replace(",", " "))


if __name__ == "__main__":
    main()
