"""Tests that look at the course through a browser: Debian's chromium, driven by Playwright, and a real JupyterLab.

Without chromium they are deselected, and the last lines of the run say so. With pytest-xdist the process that prints
never reads this file; there `make test` says it itself, at its end.
"""

from pathlib import Path

import pytest
from lab_session import CHROMIUM, Lab, Watched, chromium_browser

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
DESELECTED = pytest.StashKey[int]()


def pytest_collection_modifyitems(config, items):
    if Path(CHROMIUM).exists():
        return
    ours = [item for item in items if HERE in item.path.parents]
    config.stash[DESELECTED] = len(ours)
    config.hook.pytest_deselected(items=ours)
    items[:] = [item for item in items if item not in ours]


def pytest_terminal_summary(terminalreporter, config):
    count = config.stash.get(DESELECTED, 0)
    if count:
        terminalreporter.section("NOT TESTED: figures and notebooks in the browser", yellow=True)
        terminalreporter.line(f"{count} tests were left out: there is no {CHROMIUM} (apt-get install chromium).")


@pytest.fixture(scope="session")
def chromium():
    with chromium_browser() as browser:
        yield browser


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """What the page complained of stands beside an assertion that fails: it is often the cause."""
    report = yield
    pages = [item.funcargs[name] for name in ("watched", "lab") if name in getattr(item, "funcargs", {})]
    faults = [fault for page in pages for fault in getattr(page, "watched", page).faults]
    if report.failed and faults:
        report.sections.append(("what the page said", "\n".join(faults)))
    return report


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
