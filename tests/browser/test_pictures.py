"""The pictures that are shown are those that the script takes, and no others."""

import re
from pathlib import Path

from PIL import Image
from take_pictures import IMAGES, OF_README, TELLING, of_lessons

from course_lib.lab.start_page import PICTURES, write_start_page

ROOT = Path(__file__).parents[2]
MOST_BYTES = 100_000
TAKE = "run python tests/browser/take_pictures.py"


def test_readme_shows_the_pictures_that_the_script_takes_each_with_words():
    shown = re.findall(r"!\[([^\]]*)\]\(([^)]*)\)", (ROOT / "README.md").read_text(encoding="utf-8"))

    assert {address for _, address in shown} == {f"docs/images/{name}" for name in OF_README}
    assert all(len(words) > 60 for words, _ in shown)


def test_every_picture_is_there_and_small_and_no_other():
    assert {path.name for path in IMAGES.iterdir()} == set(OF_README), TAKE
    assert {path.name for path in PICTURES.iterdir()} == set(of_lessons()), TAKE
    for path in (*IMAGES.iterdir(), *PICTURES.iterdir()):
        assert path.stat().st_size < MOST_BYTES, path.name
        with Image.open(path) as picture:
            assert min(picture.size) > 100, path.name


def test_the_start_page_shows_one_for_each_lesson(tmp_path):
    for name in of_lessons():
        lesson = name.removesuffix(".png")
        (tmp_path / lesson).mkdir()
        released = ROOT / "notebooks" / lesson / f"{lesson}.ipynb"
        (tmp_path / lesson / f"{lesson}.ipynb").write_bytes(released.read_bytes())

    assert write_start_page(tmp_path).read_text(encoding="utf-8").count("<img ") == len(of_lessons())


def test_what_the_script_knows_of_lessons_is_true():
    assert {f"{lesson}.png" for lesson in TELLING} <= set(of_lessons())
