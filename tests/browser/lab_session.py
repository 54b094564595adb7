"""A JupyterLab on a scratch copy of the course, and its notebooks as a person at the screen uses them."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

from course_lib.lab.__main__ import prepared

CHROMIUM = "/usr/bin/chromium"
TOKEN = "tok"
FIGURE = re.compile(r'<iframe class="course-figure" title="([^"]*)"')
LOCAL = {"file", "data", "blob", "about"}
EXPECTED = (
    "net::ERR_BLOCKED_BY_CLIENT",  # a request that was refused here, and is in `faults` already unless forgiven
    "Canceled future for debug_request",  # JupyterLab, when a kernel ends while its debugger is being asked
)
SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
        "doNotDisturbMode": True,
    },
}


@contextmanager
def chromium_browser():
    """Debian's chromium, which calls nobody."""
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


class Watched:
    """A page in a context of its own. `faults` collects console errors, exceptions and requests beyond this machine.

    `forgiven`: addresses (their beginnings) that may be asked for, and are refused without being a fault.
    options: of Playwright's context.
    """

    def __init__(self, chromium, width=1200, height=1000, **options):
        self.faults, self.forgiven = [], ()
        self.page = chromium.new_context(viewport={"width": width, "height": height}, **options).new_page()
        self.page.set_default_timeout(30_000)
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.faults.append(f"exception: {error}"))
        self.page.route("**/*", self._guard)

    def _hear(self, message):
        if message.type == "error" and not any(words in message.text for words in EXPECTED):
            self.faults.append(f"console: {message.text}")

    def _guard(self, route):
        address = urlsplit(route.request.url)
        if address.scheme in LOCAL or address.hostname == "127.0.0.1":
            return route.continue_()
        if not route.request.url.startswith(tuple(self.forgiven)):
            self.faults.append(f"request: {route.request.url}")
        return route.abort("blockedbyclient")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Lab:
    """A server and one browser page for all tests. Use as a context manager; `open(path)` gives a Notebook."""

    def __init__(self, chromium, root, scratch):
        self.chromium, self.scratch, self.port = chromium, scratch, free_port()
        self.root, self.work, self.opened = root, scratch / "course", 0
        self.work.mkdir()

    def start(self, folder=None):
        """Start the server alone, in a folder that it serves, and wait for it. Its address."""
        self.work = folder or self.work
        settings = self.scratch / "config" / "labconfig" / "default_setting_overrides.json"
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text(json.dumps(SETTINGS))
        self.log = (self.scratch / "server.log").open("w")
        self.server = subprocess.Popen(
            self._command(), cwd=folder, env=self._environment(), stdout=self.log, stderr=self.log
        )
        try:
            self._wait_for_server()
        except BaseException:
            self.stop()
            raise
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        self.start()
        try:
            self.watched = Watched(self.chromium)
            self.page = self.watched.page
            self._show()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _show(self):
        self.page.goto(f"http://127.0.0.1:{self.port}/lab?token={TOKEN}&reset")
        self.page.wait_for_function("window.jupyterapp?.shell && window.jupyterapp.started.then(() => true)")

    def __exit__(self, *_):
        if hasattr(self, "page"):
            self.page.context.close()
        self.stop()

    def stop(self):
        """End the server."""
        self.server.terminate()
        try:
            self.server.wait(30)
        except subprocess.TimeoutExpired:
            self.server.kill()
            self.server.wait()
        self.log.close()

    def _command(self):
        return [sys.executable, "-m", "jupyterlab", *self._flags(), f"--ServerApp.root_dir={self.work}", "--allow-root"]

    def _flags(self):
        """What a test asks of any server."""
        options = {
            "--ServerApp.port": self.port,
            "--ServerApp.port_retries": 0,
            "--IdentityProvider.token": TOKEN,
            "--LabApp.extension_manager": "readonly",
        }
        flags = ["--no-browser", "--ip=127.0.0.1", "--expose-app-in-browser"]
        return [*flags, *(f"{name}={value}" for name, value in options.items())]

    def _environment(self):
        own = {
            "HOME": "home",
            "JUPYTER_CONFIG_DIR": "config",
            "JUPYTER_DATA_DIR": "data",
            "JUPYTER_RUNTIME_DIR": "runtime",
        }
        folders = {name: str(self.scratch / folder) for name, folder in own.items()}
        for folder in folders.values():
            Path(folder).mkdir(parents=True, exist_ok=True)
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        return {**os.environ, **folders, "PATH": path, "IPYTHONDIR": str(self.scratch / "ipython")}

    def _wait_for_server(self, seconds=60):
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.server.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/api?token={TOKEN}", timeout=2):
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        raise RuntimeError("JupyterLab did not start:\n" + (self.scratch / "server.log").read_text()[-3000:])

    def open(self, path):
        """A fresh copy of a notebook of the project, in a fresh kernel; what was open before is closed."""
        self.opened += 1
        copy = self.work / str(self.opened) / Path(path).name
        copy.parent.mkdir()
        shutil.copyfile(self.root / path, copy)
        return Notebook(self.page, copy.relative_to(self.work))


class NotebookSeven(Lab):
    """Notebook 7 in the place of JupyterLab; `open(path)` gives a Notebook in the page's only tab."""

    def _command(self):
        return [sys.executable, "-m", "notebook", *self._flags(), f"--ServerApp.root_dir={self.work}", "--allow-root"]

    def _show(self):
        pass

    def open(self, path):
        shutil.copytree((self.root / path).parent, self.work / Path(path).parent)
        self.page.goto(f"http://127.0.0.1:{self.port}/notebooks/{path}?token={TOKEN}")
        return Notebook.of_page(self.page, path)


class CourseLab(Lab):
    """JupyterLab as `make lab` opens it, on a copy of what students get."""

    def __init__(self, chromium, root, scratch, *, for_students):
        super().__init__(chromium, root, scratch)
        shutil.copytree(root / "notebooks", self.work / "notebooks", ignore=shutil.ignore_patterns(".*"))
        (self.work / "solutions").mkdir()
        self.prepared = prepared(scratch / "kept", self.work, for_students=for_students)

    def _command(self):
        return [*self.prepared[0], *self._flags()]

    def _environment(self):
        return {**self.prepared[1], "HOME": str(self.scratch), "JUPYTER_CONFIG_DIR": str(self.scratch / "own")}


class Notebook:
    """A notebook open in JupyterLab with its kernel idle. Cells are named by their nbgrader id or their number."""

    def __init__(self, page, path):
        self.page = page
        self._close_what_is_open()
        page.evaluate(
            "(path) => jupyterapp.commands.execute('docmanager:open', { path, factory: 'Notebook' })", str(path)
        )
        self._wait(path)

    @classmethod
    def of_page(cls, page, path):
        """The notebook that a page of Notebook 7 has opened by its address."""
        notebook = cls.__new__(cls)
        notebook.page = page
        notebook._wait(path)
        return notebook

    def _wait(self, path):
        self.page.wait_for_function(
            """(path) => {
                const panel = window.jupyterapp?.shell?.currentWidget;
                return panel?.context?.path === path && panel.content.widgets.length > 0
                    && panel.sessionContext.session?.kernel?.status === "idle";
            }""",
            arg=str(path),
            timeout=60_000,
        )
        self.panel = self.page.locator(".jp-NotebookPanel:visible")

    def _close_what_is_open(self):
        """Close every document and its kernel; when JupyterLab asks whether to save, answer no."""
        self.page.evaluate(
            """async () => {
                for (const panel of [...jupyterapp.shell.widgets("main")]) {
                    await panel.context?.sessionContext.shutdown();
                    panel.close();
                }
            }"""
        )
        documents = "() => [...jupyterapp.shell.widgets('main')].filter((panel) => panel.context).length"
        discard = self.page.get_by_role("button", name="Discard")
        while self.page.evaluate(documents):
            if discard.count():
                discard.first.click()
            self.page.wait_for_timeout(50)

    def _ask(self, script, argument=None):
        return self.page.evaluate(
            f"(argument) => {{ const notebook = jupyterapp.shell.currentWidget.content; {script} }}", argument
        )

    def cells(self):
        """For each cell its type, its nbgrader id (or None) and its source."""
        return self._ask(
            """return notebook.widgets.map((cell) => ({ type: cell.model.type, source: cell.model.sharedModel.source,
                id: cell.model.getMetadata("nbgrader")?.grade_id ?? null }))"""
        )

    def number(self, cell):
        return cell if isinstance(cell, int) else [entry["id"] for entry in self.cells()].index(cell)

    def run(self, *cells):
        """Run these cells in order, each as with Ctrl+Enter, and wait for the kernel's answer."""
        for cell in cells:
            self._ask(
                """notebook.deselectAll(); notebook.activeCellIndex = argument;
                return jupyterapp.commands.execute("notebook:run-cell")""",
                self.number(cell),
            )

    def run_all(self):
        return self._ask("return jupyterapp.commands.execute('notebook:run-all-cells')")

    def active_cell(self):
        return self._ask("return notebook.activeCellIndex")

    def restart(self):
        self._ask("return jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")

    def write(self, cell, source):
        """Replace a cell's source."""
        self._ask("notebook.widgets[argument[0]].model.sharedModel.setSource(argument[1])", [self.number(cell), source])

    def outputs(self, cell):
        """The cell's outputs as the notebook file would hold them."""
        return self._ask("return notebook.widgets[argument].model.outputs?.toJSON() ?? []", self.number(cell))

    def errors(self):
        """(cell number, exception name, message) of every error output."""
        found = []
        for number, cell in enumerate(self.cells()):
            if cell["type"] == "code":
                errors = [output for output in self.outputs(number) if output["output_type"] == "error"]
                found += [(number, error["ename"], error["evalue"]) for error in errors]
        return found

    def show(self, cell):
        """Scroll to a cell and give its output area on the screen."""
        number = self.number(cell)
        self._ask("return notebook.scrollToCell(notebook.widgets[argument], 'start')", number)
        return self.panel.locator(f'.jp-Cell[data-windowed-list-index="{number}"] .jp-OutputArea').first

    def figures(self):
        """The text alternatives of all figures that the cells show, in their order."""
        found = []
        for number, cell in enumerate(self.cells()):
            for output in self.outputs(number) if cell["type"] == "code" else ():
                page = "".join(output.get("data", {}).get("text/html", ""))
                found += [unescape(title) for title in FIGURE.findall(page)]
        return found

    def figure(self, alt):
        """The live figure with this text alternative, on the screen."""
        for number, cell in enumerate(self.cells()):
            if cell["type"] == "code" and any(
                alt in json.dumps(output, ensure_ascii=False) for output in self.outputs(number)
            ):
                found = self.show(number).get_by_role("group", name=alt, exact=True)
                found.wait_for()
                return found
        raise LookupError(f"no cell of this notebook shows: {alt}")
