"""What JupyterLab starts from on the course: calm for students, whole for instructors.

All of it is said by JupyterLab's and the server's own files, in a folder that JUPYTER_CONFIG_PATH names; what a user
chooses goes before it. Extensions are named as `jupyter labextension list` and the server name them.
"""

import json
from pathlib import Path
from shutil import copyfile

from jupyterlab_server.workspaces_handler import WorkspacesManager

# The start page and other texts open as they are meant to be read.
FOR_ALL = {"@jupyterlab/docmanager-extension:plugin": {"defaultViewers": {"markdown": "Markdown Preview"}}}
FOR_STUDENTS = {
    # No question about news and no look-up of newer versions: the versions are those that were tested.
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
}
OFF_FOR_STUDENTS = (
    "@jupyter/nbgrader",  # its menu, «Create Assignment», «Validate» and the lists of assignments and courses
    "@jupyterlab/debugger-extension",
    "@jupyterlab/apputils-extension:announcements",
    "jupyterlab-jupytext",  # who takes the course does not have it; who looks at it as a student may
)
SERVERS_OFF_FOR_STUDENTS = (
    "nbgrader.server_extensions.formgrader",
    "nbgrader.server_extensions.validate_assignment",
    "nbgrader.server_extensions.assignment_list",
    "nbgrader.server_extensions.course_list",
    "jupyterlab_jupytext",
)
EXTENSION = "course-arrive"  # links to a heading end there
EXTENSION_PACKAGE = {
    "name": EXTENSION,
    "version": "1.0.0",
    "jupyterlab": {"extension": True, "_build": {"load": "arrive.js", "extension": "./extension"}},
}
NOT_LISTED = ("progress.json", "__pycache__", "*.pyc", "*.pyo", ".DS_Store", "*~")  # the server's own, and ours
FIRST_WORKSPACE = {
    "metadata": {"id": "default"},
    "data": {
        "layout-restorer:data": {
            "left": {"collapsed": False, "visible": True, "current": "@jupyterlab/toc:plugin"},
            "right": {"collapsed": True, "visible": True},
        }
    },
}


def write_settings(folder: Path, *, for_students: bool) -> None:
    """Write what JupyterLab starts from, where the user has chosen nothing.

    folder: its `config` is on JUPYTER_CONFIG_PATH, its `data` is JUPYTER_DATA_DIR.
    """
    off = OFF_FOR_STUDENTS if for_students else ()
    server: dict[str, dict] = {"ServerApp": {}, "ContentsManager": {}}
    if for_students:
        server["ServerApp"]["jpserver_extensions"] = dict.fromkeys(SERVERS_OFF_FOR_STUDENTS, False)
        server["ContentsManager"]["hide_globs"] = list(NOT_LISTED)
    written = {
        "config/labconfig/default_setting_overrides.json": FOR_ALL | (FOR_STUDENTS if for_students else {}),
        "config/labconfig/page_config.json": {"disabledExtensions": dict.fromkeys(off, True)},
        "config/jupyter_server_config.json": server,
        f"data/labextensions/{EXTENSION}/package.json": EXTENSION_PACKAGE,
    }
    for name, content in written.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    copyfile(Path(__file__).with_name("arrive.js"), folder / "data" / "labextensions" / EXTENSION / "arrive.js")


def write_first_workspace(folder: Path) -> None:
    """Let JupyterLab open with the table of contents beside the notebook, the first time."""
    workspaces = folder / "workspaces"
    if not any(workspaces.glob("*")):
        WorkspacesManager(str(workspaces)).save("default", json.dumps(FIRST_WORKSPACE))
