"""Tests that look at the course through a browser: Debian's chromium, driven by Playwright, and a real JupyterLab.

Without chromium they are deselected, and tests/conftest.py says so in the last lines of the run.
"""

from pathlib import Path

import pytest
from lab_session import CHROMIUM, Lab, Watched
from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def pytest_collection_modifyitems(config, items):
    if Path(CHROMIUM).exists():
        return
    ours = [item for item in items if HERE in item.path.parents]
    config.hook.pytest_deselected(items=ours)
    items[:] = [item for item in items if item not in ours]


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        )
        try:
            yield browser
        finally:
            browser.close()


@pytest.fixture
def watched(chromium):
    """A blank page that records console errors and forbidden requests; the test fails if there were any."""
    watched = Watched(chromium, width=800, height=1000)
    yield watched
    watched.page.context.close()
    assert watched.faults == []


@pytest.fixture(scope="session")
def lab(chromium, tmp_path_factory):
    """JupyterLab with a real kernel, on a scratch copy of what students get and of the executed solutions."""
    with Lab(chromium, ROOT, tmp_path_factory.mktemp("lab")) as lab:
        yield lab
        assert lab.watched.faults == []
