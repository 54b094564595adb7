"""JupyterLab on the course, at the start page. `make lab` runs it; every argument goes on to JupyterLab.

What the course keeps stays in `.jupyter/` of the checkout: kernels, layout of the windows and IPython's files of the
user's other work neither show here nor are changed. Preferences (theme, key bindings) are still the user's own.
"""

import json
import os
import sys
from pathlib import Path

from course_lib.lab.start_page import write_start_page

ROOT = Path(__file__).resolve().parents[2]

DEFAULT_SETTINGS = {
    # No question about news and no look-up of newer versions: the versions are those that were tested.
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    # The start page and other texts open as they are meant to be read.
    "@jupyterlab/docmanager-extension:plugin": {"defaultViewers": {"markdown": "Markdown Preview"}},
}


def environment(folder: Path) -> dict[str, str]:
    """The environment of the server: its files in `folder`, and this Python's programs first on PATH."""
    programs = str(Path(sys.executable).parent)
    config = [str(folder / "config"), os.environ.get("JUPYTER_CONFIG_PATH", "")]
    return os.environ | {
        "PATH": os.pathsep.join([programs, os.environ.get("PATH", "")]),
        "JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, config)),
        "JUPYTER_DATA_DIR": str(folder / "data"),
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
        "JUPYTERLAB_WORKSPACES_DIR": str(folder / "workspaces"),
        "IPYTHONDIR": str(folder / "ipython"),
    }


def write_default_settings(folder: Path) -> None:
    """Write what JupyterLab starts from where the user has chosen nothing."""
    path = folder / "config" / "labconfig" / "default_setting_overrides.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(DEFAULT_SETTINGS, indent=2) + "\n", encoding="utf-8")


def command(page: Path) -> list[str]:
    """The command that opens JupyterLab at a page of the course."""
    arguments = [
        f"--ServerApp.root_dir={ROOT}",
        f"--LabApp.default_url=/lab/tree/{page.relative_to(ROOT).as_posix()}",
        "--LanguageServerManager.autodetect=False",  # it would call npx and other programs of the user to look
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--allow-root")
    return [sys.executable, "-m", "jupyterlab", *arguments]


def main(arguments: list[str]) -> None:
    """Write the start page and become JupyterLab."""
    folder = ROOT / ".jupyter"
    write_default_settings(folder)
    start = command(write_start_page(ROOT / "notebooks"))
    os.chdir(ROOT)
    os.execve(sys.executable, [*start, *arguments], environment(folder))


if __name__ == "__main__":
    main(sys.argv[1:])
