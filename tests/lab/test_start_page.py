"""The list of lessons is read from the notebooks, and JupyterLab opens on it with nothing of the user's in the way."""

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import nbformat.v4 as v4
import pytest
from students_work import POINTS

from course_lib.lab import __main__ as lab
from course_lib.lab.start_page import LessonCard, read_cards, write_start_page

pytestmark = pytest.mark.process

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def notebooks(tmp_path):
    """A folder with one lesson of two graded cells, and files that are no lessons."""
    test = {"grade": True, "points": 2, "grade_id": "test_relu"}
    cells = [
        v4.new_markdown_cell(
            "# 2. Networks of ReLUs\n\nYou need 60–90 minutes. A break of 5 minutes is included.\n\n"
            "**You will be able to**\n\n- draw a\n  broken line;\n- prove that it is one.\n\n"
            "**Short of time?** Leave out 2.7 and\n2.11: they come again.\n\nSlide 4.2 says it shorter."
        ),
        v4.new_markdown_cell("### Exercise 2.1: `relu` (3 min, difficulty 1 of 3)"),
        v4.new_code_cell("a = 1", metadata={"nbgrader": test}),
        v4.new_code_cell("b = 1", metadata={"nbgrader": test | {"points": 3}}),
        v4.new_code_cell("c = 1", metadata={"nbgrader": {"grade": False, "grade_id": "setup"}}),
    ]
    folder = tmp_path / "02_relu_networks"
    (folder / ".ipynb_checkpoints").mkdir(parents=True)
    (folder / "02_relu_networks.ipynb").write_text(json.dumps(v4.new_notebook(cells=cells)))
    (folder / "scratch.ipynb").write_text("{}")
    return tmp_path


def test_a_card_tells_the_title_the_minutes_what_is_graded_and_what_to_leave_out(notebooks):
    assert read_cards(notebooks) == [
        LessonCard(
            name="02_relu_networks",
            path="02_relu_networks/02_relu_networks.ipynb",
            title="2. Networks of ReLUs",
            minutes="60–90",
            exercises=2,
            points=5,
            left_out=("2.7", "2.11"),
            asked=("Exercise 2.1: relu (3 min, difficulty 1 of 3)",),
            promise="When you are through, you can prove that it is one.",
        )
    ]


def test_the_start_page_links_to_each_lesson_and_is_the_same_every_time(notebooks):
    page = write_start_page(notebooks)
    once = page.read_text()

    path = "02_relu_networks/02_relu_networks.ipynb"
    exercise = "Exercise-2.1:-relu-(3-min,-difficulty-1-of-3)"
    assert f'## <a href="{path}">2. Networks of ReLUs</a>' in once.splitlines()
    assert "When you are through, you can prove that it is one." in once
    assert (
        f'<progress value="0" max="{POINTS}" aria-label="points"></progress> 0 of {POINTS} points. Begin with' in once
    )
    assert "60–90 minutes. Short of time? Leave out 2.7, 2.11." in once
    assert f'<a href="{path}#{exercise}">Exercise 2.1: relu (3 min, difficulty 1 of 3)</a>' in once
    assert not re.search(r"^\|", once, re.MULTILINE)  # no bare table
    assert write_start_page(notebooks).read_text() == once


def test_every_lesson_of_the_course_tells_its_title_and_its_minutes():
    for card in read_cards(ROOT / "notebooks"):
        assert card.title != card.name
        assert card.minutes, f"{card.name}: its text names no duration, like '90 minutes'"
        assert card.left_out
        assert card.promise, f"{card.name}: it does not say what one can do after it"


def test_what_the_course_keeps_stays_in_the_checkout(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "mine")

    environment = lab.environment(tmp_path)

    assert environment["JUPYTER_CONFIG_PATH"].split(os.pathsep) == [str(tmp_path / "config"), "mine"]
    assert environment["PATH"].split(os.pathsep)[0] == str(Path(sys.executable).parent)
    for name in ("JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTERLAB_WORKSPACES_DIR", "IPYTHONDIR"):
        assert Path(environment[name]).parent == tmp_path


@pytest.fixture
def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@pytest.mark.parametrize("for_students", [True, False])
def test_jupyterlab_opens_on_the_start_page_with_the_settings_of_the_course(tmp_path, free_port, for_students):
    arguments = ["--no-browser", f"--port={free_port}", "--ServerApp.port_retries=0", "--IdentityProvider.token=secret"]
    server = subprocess.Popen(
        [sys.executable, "-m", "course_lib.lab", *arguments, *([] if for_students else ["--instructor"])],
        env=os.environ | {"HOME": str(tmp_path)},
        stderr=subprocess.DEVNULL,
    )

    def get(path):
        """Ask the server, which takes some seconds until it listens."""
        for _ in range(1200):
            try:
                return urllib.request.urlopen(f"http://127.0.0.1:{free_port}{path}?token=secret")
            except urllib.error.URLError as error:
                if not isinstance(error.reason, ConnectionRefusedError) or server.poll() is not None:
                    raise
                time.sleep(0.1)
        raise TimeoutError("JupyterLab does not listen after two minutes")

    root = "" if for_students else "notebooks/"
    try:
        start = get("/").geturl()
        page = get(f"/files/{root}start.md").read().decode()
        settings = json.load(get("/lab/api/settings/@jupyterlab/apputils-extension:notification"))
        lab_page = get("/lab").read().decode()
    finally:
        server.terminate()
        server.wait()

    assert f"/lab/tree/{root}start.md" in start
    assert f'<a href="{read_cards(ROOT / "notebooks")[0].path}">' in page
    assert "<progress " in page
    assert (settings["schema"]["properties"]["fetchNews"]["default"] == "false") == for_students
    assert ('"@jupyter/nbgrader"' in disabled_extensions(lab_page)) == for_students
    assert not (tmp_path / ".local").exists()


def disabled_extensions(page):
    """What the page of JupyterLab says of extensions that are off."""
    return re.search(r'"disabledExtensions": (\[.*?\])', page)[1]
