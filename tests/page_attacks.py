"""What a student may write or show so that something runs, or asks for something, where the page is read.

Each sets `window.ran`, or asks for an address that is nobody's. Used on feedback pages, in the form grader and on bare
texts.
"""

import base64
import json

RUN = "window.top.ran=(window.top.ran||[]).concat('{}')"
AWAY = "https://away.invalid/"


def run(name):
    """JavaScript that tells that it ran."""
    return RUN.format(name)


def _svg(name):
    return f'<svg xmlns="http://www.w3.org/2000/svg" onload="{run(name)}"><script>{run(name)}</script></svg>'


DISPLAYED = {  # name: the mime bundle of an output
    "script": {"text/html": f"<script>{run('script')}</script>"},
    "onerror": {"text/html": f'<img src="x:y" onerror="{run("onerror")}">'},
    "svg in html": {"text/html": _svg("svg in html")},
    "svg": {"image/svg+xml": _svg("svg")},
    "markdown output": {"text/markdown": f"*a* <img src='x:y' onerror=\"{run('markdown output')}\">"},
    "latex": {"text/latex": r"$\href{javascript:" + run("latex") + "}{x}$ <script>" + run("latex") + "</script>"},
    "link": {"text/html": f'<a class="attack" href="javascript:{run("link")}">read this</a>'},
    "data link": {"text/html": f'<a class="attack" href="data:text/html,<script>{run("data link")}</script>">this</a>'},
    "srcdoc": {"text/html": f'<iframe srcdoc="<script>{run("srcdoc")}</script>"></iframe>'},
    "data frame": {"text/html": f'<iframe class="course-figure" src="data:text/html,<script>{run("x")}</script>">'},
    "refresh": {"text/html": f'<meta http-equiv="refresh" content="0;url={AWAY}refresh">'},
    "style": {"text/html": f"<style>@import url({AWAY}style); body {{ background: url({AWAY}url) }}</style>"},
    "style attribute": {"text/html": f'<p style="background: url({AWAY}attribute); position: fixed">x</p>'},
    "form": {"text/html": f'<form action="{AWAY}form"><button class="attack">go</button></form>'},
    "formaction": {"text/html": f'<button class="attack" formaction="javascript:{run("formaction")}">go</button>'},
    "javascript": {"application/javascript": run("javascript")},
    "text/javascript": {"text/javascript": run("text/javascript"), "text/plain": "x"},
    "widget": {"application/vnd.jupyter.widget-view+json": {"model_id": "</script><script>" + run("widget")}},
    "vdom": {"application/vdom.v1+json": {"tagName": "script", "attributes": {}, "children": [run("vdom")]}},
    "pdf": {"application/pdf": "JVBERi0=", "text/html": f"<embed src='data:text/html,<script>{run('pdf')}</script>'>"},
    "base64": {"image/png": f'x" onerror="{run("base64")}'},
    "gif": {"image/gif": f'"><script>{run("gif")}</script>'},
    "mermaid": {"text/vnd.mermaid": f"<script>{run('mermaid')}</script>"},
    "comment": {"text/html": f"<!--[if]><script>{run('comment')}</script--><!-- --!><script>{run('comment')}</script>"},
    "template": {"text/html": f"<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 "
                 f"onerror={run('template')}&gt;'>"},
    "base": {"text/html": f'<base href="{AWAY}base/">'},
    "remote picture": {"text/html": f'<img src="{AWAY}picture">'},
}  # fmt: skip
WRITTEN = {  # name: the source of a Markdown cell
    "html": f'<script>{run("html")}</script>\n\n<img src=x:y onerror="{run("html")}">',
    "inline": f'a `b` <svg/onload="{run("inline")}">',
    "markdown link": f'[read](javascript:{run("markdown link")} "title")',
    "entity link": "[read](&#106;avascript:window.top.ran=1)",
    "reference": f"[read][a]\n\n[a]: javascript:{run('reference')}",
    "angle": f"[read](<javascript:{run('angle')}>)",
    "mermaid fence": f"```mermaid\n</pre><script>{run('mermaid fence')}</script>\n```",
    "remote": f"![x]({AWAY}markdown)",
    "missing picture": "![x](attachment:gone.png)",
    "formula": r"$\href{javascript:" + run("formula") + "}{x}$ $$<img src=x:y onerror=" + run("formula") + ">$$",
    "code title": f'``` "><script>{run("code title")}</script>\nx\n```',
}
ATTACHMENTS = {
    "a.svg": {"image/svg+xml": base64.b64encode(_svg("attachment").encode()).decode()},
    "b.html": {"text/html": base64.b64encode(f"<script>{run('attachment')}</script>".encode()).decode()},
    "c.png": {"image/png": f'" onerror="{run("attachment")}'},
    '"><script>': {"image/png": "iVBORw0KGgo="},
}
PRINTED = (
    "print('\\x1b]8;;javascript:1\\x07x\\x1b[2J<script>window.top.ran=1</script>\\x1b[31m\\u202e')\n"
    "Odd = type('<img src=x:y onerror=window.top.ran=1>', (Exception,), {})\n"
    "raise Odd('\\x1b[31m<script>window.top.ran=1</script>')"
)


def displaying(bundle):
    """The source of a cell that shows this mime bundle."""
    return f"display({json.loads(json.dumps(bundle))!r}, raw=True, metadata={{'text/html': {{'isolated': True}}}})"
