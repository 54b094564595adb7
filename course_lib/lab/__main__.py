"""JupyterLab on the course, at the start page: `make lab`. It is calm: no grading tools, no debugger, no news.

    python -m course_lib.lab [--instructor] [ARGUMENTS OF JUPYTERLAB ...]

With --instructor it shows the whole checkout, and all that JupyterLab and nbgrader have.

What the course keeps stays in `.jupyter/` of the checkout: kernels, layout of the windows and IPython's files of the
user's other work neither show here nor are changed. Preferences (theme, key bindings) are still the user's own.
"""

import os
import sys
from pathlib import Path

from course_lib.lab.settings import write_first_workspace, write_settings
from course_lib.lab.start_page import write_start_page

ROOT = Path(__file__).resolve().parents[2]
FOR_INSTRUCTORS = "--instructor"


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


def command(root: Path, page: Path) -> list[str]:
    """The command that opens JupyterLab at a page of the course. root: the folder whose files it shows."""
    arguments = [
        f"--ServerApp.root_dir={root}",
        f"--LabApp.default_url=/lab/tree/{page.relative_to(root).as_posix()}",
        "--LanguageServerManager.autodetect=False",  # it would call npx and other programs of the user to look
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--allow-root")
    return [sys.executable, "-m", "jupyterlab", *arguments]


def prepared(folder: Path, root: Path, *, for_students: bool) -> tuple[list[str], dict[str, str]]:
    """Write what JupyterLab needs to open a course at its start page; the command that does, and its environment.

    folder: for what is kept.  root: of the course. Students are shown its notebooks alone.
    """
    write_settings(folder, for_students=for_students)
    write_first_workspace(folder)
    page = write_start_page(root / "notebooks")
    return command(page.parent if for_students else root, page), environment(folder)


def main(arguments: list[str]) -> None:
    """Write the start page and become JupyterLab."""
    for_students = FOR_INSTRUCTORS not in arguments
    others = [argument for argument in arguments if argument != FOR_INSTRUCTORS]
    kept = ROOT / ".jupyter"  # of each its own: the layout of the windows names files
    start, variables = prepared(kept if for_students else kept / "instructor", ROOT, for_students=for_students)
    os.chdir(ROOT)
    os.execve(sys.executable, [*start, *others], variables)


if __name__ == "__main__":
    main(sys.argv[1:])
