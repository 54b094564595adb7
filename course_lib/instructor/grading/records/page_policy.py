"""The Content-Security-Policy of a feedback page: the scripts of its figures run, and no other; it asks for nothing.

Should anything of a student's pass the allow lists, it neither runs nor leads anywhere.
"""

import base64
import hashlib

from nbformat import NotebookNode

from course_lib.instructor.grading.marking.safe_html import scripts_of_figure

POLICY = (
    "default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'"
)


def policy(notebook: NotebookNode) -> str:
    """The policy of the page of a notebook."""
    hashes = list(dict.fromkeys(map(_hash, _figure_scripts(notebook))))
    allowed = [*hashes, "blob:"] if hashes else ["'none'"]  # a figure imports its module from a blob
    return POLICY.format(scripts=" ".join(allowed))


def _figure_scripts(notebook: NotebookNode) -> list[str]:
    """The scripts of the figures of ours in a notebook."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    texts = [output.get("data", {}).get("text/html", "") for output in outputs]
    return [script for text in texts for script in scripts_of_figure(text)]


def _hash(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
