"""The Content-Security-Policy of a feedback page: the scripts of the page and of its figures run, and no other.

Should anything of a student's pass the allow lists, it neither runs nor asks for anything.
"""

import base64
import hashlib
import re

from nbformat import NotebookNode

from course_lib.instructor.grading.marking.safe_html import scripts_of_figure

MATHJAX = "https://cdnjs.cloudflare.com/ajax/libs/mathjax/2.7.7/"
# What nbconvert's own block says, set before MathJax comes, which would have to evaluate that block.
CONFIGURATION = """window.MathJax = {
  TeX: { equationNumbers: { autoNumber: "AMS", useLabelIds: true } },
  tex2jax: {
    inlineMath: [["$", "$"], ["\\\\(", "\\\\)"]], displayMath: [["$$", "$$"], ["\\\\[", "\\\\]"]],
    processEscapes: true, processEnvironments: true,
  },
  displayAlign: "center", messageStyle: "none", CommonHTML: { linebreaks: { automatic: true } },
};"""
POLICY = (
    "default-src 'none'; script-src {scripts}; style-src 'unsafe-inline' {mathjax}; img-src data:; "
    "font-src data: {mathjax}; base-uri 'none'; form-action 'none'"
)
_CHARSET = '<meta charset="utf-8" />'
_FONT = re.compile(r"@font-face\s*\{[^}]*\}")  # Bootstrap's icons, which lie nowhere
_BLOCK = re.compile(
    r'<script src="[^"]*mathjax[^"]*">\s*</script>.*?<script type="text/x-mathjax-config">.*?</script>', re.DOTALL
)


def with_policy(page: str, notebook: NotebookNode) -> str:
    """The page of a notebook with its policy. Raises ValueError if its head is not what nbgrader makes."""
    head, found, body = page.partition("</head>")
    loader = re.search(r'<script src="([^"]*)">', head)
    if _CHARSET not in head or not found or loader is None or not loader[1].startswith(MATHJAX):
        raise ValueError("nbgrader's feedback page has another head than this one was written for")
    math = f'<script>{CONFIGURATION}</script>\n<script src="{loader[1]}"></script>'
    head = _FONT.sub("", _BLOCK.sub(lambda _: math, head))
    allowed = " ".join(dict.fromkeys(map(_hash, [CONFIGURATION, *_figure_scripts(notebook)])))
    figures = " blob:" if " " in allowed else ""  # a figure imports its module from one
    policy = POLICY.format(scripts=f"{allowed}{figures} {MATHJAX}", mathjax=MATHJAX)
    meta = f'{_CHARSET}\n<meta http-equiv="Content-Security-Policy" content="{policy}">'
    return f"{head.replace(_CHARSET, meta, 1)}{found}{body}"


def _figure_scripts(notebook: NotebookNode) -> list[str]:
    """The scripts of the figures of ours in a notebook."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    texts = [output.get("data", {}).get("text/html", "") for output in outputs]
    return [script for text in texts for script in scripts_of_figure(text)]


def _hash(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
