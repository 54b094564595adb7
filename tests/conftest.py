"""What every run of the tests says at its end."""

from pathlib import Path

CHROMIUM = Path("/usr/bin/chromium")
BROWSER_TESTS = Path(__file__).parent / "browser"


def pytest_terminal_summary(terminalreporter, config):
    """Say that the browser tests were left out, when they were asked for and there is no browser.

    Here and not beside them: with pytest-xdist only this file is read by the process that prints.
    """
    asked = [Path(argument.split("::")[0]).resolve() for argument in config.args]
    wanted = any(BROWSER_TESTS.is_relative_to(path) or path.is_relative_to(BROWSER_TESTS) for path in asked)
    if wanted and not CHROMIUM.exists():
        terminalreporter.section("NOT TESTED: figures and notebooks in the browser", yellow=True)
        terminalreporter.line(f"There is no {CHROMIUM}; tests/browser was left out (apt-get install chromium).")
