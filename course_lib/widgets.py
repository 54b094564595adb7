"""Figures that move: drawn in JavaScript, live in JupyterLab, and moving still in an exported page without a kernel."""

import hashlib
import html
import itertools
import json
import re
from functools import cache
from importlib.resources import files

import anywidget
import ipywidgets
import traitlets

FRAME = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<style>body{{margin:0;background:transparent}}</style><body><div id="figure"></div><script type="module">
const source = {source};
const state = {state};
const listeners = {{}};
const model = {{
  get: (name) => state[name],
  set: (name, value) => {{
    state[name] = value;
    for (const listener of listeners["change:" + name] ?? []) listener();
  }},
  on: (event, listener) => {{ (listeners[event] ??= []).push(listener); }},
  off: (event, listener) => {{ listeners[event] = (listeners[event] ?? []).filter((other) => other !== listener); }},
  save_changes: () => {{}},
}};
const el = document.getElementById("figure");
const tellHeight = () => parent.postMessage({{ figureHeight: document.body.scrollHeight }}, "*");
new ResizeObserver(tellHeight).observe(document.body);
const figure = await import(URL.createObjectURL(new Blob([source], {{ type: "text/javascript" }})));
figure.default.render({{ model, el }});
</script></body></html>"""

# A sandboxed frame cannot be measured from outside: it tells its height, and the page that holds it listens, and tells
# whether it is dark, which the frame cannot see. Where no script runs, words stand in the place of the figure.
FALLBACK = """<p class="course-figure-words">{words}</p>
<iframe class="course-figure" title="{title}" sandbox="allow-scripts" srcdoc="{document}" \
style="width:100%;max-width:824px;height:{height}px;border:0" loading="lazy"></iframe>
<script>(() => {{
  const isDark = (node) => {{
    for (; node; node = node.parentElement) {{
      const [r, g, b, opacity = 1] = (getComputedStyle(node).backgroundColor.match(/[\\d.]+/g) ?? []).map(Number);
      if (opacity > 0.5) return 0.3 * r + 0.6 * g + 0.1 * b < 128;
    }}
    return false;
  }};
  for (const words of document.querySelectorAll(".course-figure-words")) words.hidden = true;
  const frames = () => document.querySelectorAll("iframe.course-figure");
  const tell = (frame) => frame.contentWindow?.postMessage({{ figureDark: isDark(frame.parentElement) }}, "*");
  window.addEventListener("message", (event) => {{
    if (!event.data || !(event.data.figureHeight > 0)) return;
    for (const frame of frames()) if (frame.contentWindow === event.source) {{
      frame.style.height = Math.ceil(event.data.figureHeight) + 2 + "px";
      tell(frame);
    }}
  }});
  const theme = new MutationObserver(() => frames().forEach(tell));
  for (const node of [document.documentElement, document.body]) theme.observe(node, {{ attributes: true }});
}})();</script>"""

_numbers = itertools.count()


@cache
def read_script(name):
    """Text of a file of course_lib/figures, by its path in there."""
    return files("course_lib.figures").joinpath(name).read_text(encoding="utf-8")


def module_of(script):
    """The module of a figure: the kit, the figure's own script, and what turns it with its page (see `responsive`)."""
    own = re.sub(r"^export default ", "const ownFigure = ", script, count=1, flags=re.MULTILINE)
    return f"{read_script('kit.js')}\n{own}\nexport default responsive(ownFigure);\n"


def to_script(value):
    """`value` as a JavaScript literal that may stand inside <script>: the same value always gives the same text."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, allow_nan=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


class Figure(anywidget.AnyWidget):
    """A figure drawn by `course_lib/figures/<script>`, which follows kit.js in one ES module (see docs/figures.md).

    A subclass gives `script`, `alt` (what is seen, for those who do not see it) and its traits, tagged `sync=True`.
    Outputs are deterministic: the same figures in the same order in a fresh kernel give the same bytes.
    """

    script = ""
    height = 560  # pixels of the exported frame until it tells its own
    alt = traitlets.Unicode("").tag(sync=True)

    def __init__(self, **traits):
        self._esm = module_of(read_script(self.script))
        name = f"{type(self).__module__}.{type(self).__name__}.{next(_numbers)}"
        super().__init__(model_id=hashlib.sha256(name.encode()).hexdigest()[:32], **traits)

    def state(self):
        """The figure's own traits, as the drawing reads them: a dictionary that JSON can hold."""
        inherited = ipywidgets.DOMWidget.class_traits()
        own = self.traits(sync=True)
        return {name: getattr(self, name) for name in sorted(own) if name not in inherited and name[0] != "_"}

    def to_html(self):
        """The figure as HTML that moves without a kernel: the same module in a sandboxed frame."""
        document = FRAME.format(source=to_script(self._esm), state=to_script(self.state()))
        words = html.escape(self.alt)
        return FALLBACK.format(words=words, title=words, document=html.escape(document), height=self.height)

    def __repr__(self):
        return f"{type(self).__name__}: {self.alt}"

    def _repr_mimebundle_(self, **kwargs):
        data, metadata = super()._repr_mimebundle_(**kwargs)
        return {**data, "text/html": self.to_html()}, metadata
