"""An executed notebook exported as a web page, and the figures in it, which must move without a kernel."""

import nbformat
from nbconvert import HTMLExporter
from traitlets.config import Config

PRIORITY = ["text/html", "image/svg+xml", "image/png", "text/markdown", "text/plain"]

OVERLAPPING_LABELS = """(figure) => {
    const texts = [...figure.querySelectorAll("svg text")].filter((text) => text.textContent.trim());
    const boxes = texts.map((text) => [text.textContent, text.getBoundingClientRect()]);
    const found = [];
    boxes.forEach(([words, a], i) => boxes.slice(i + 1).forEach(([others, b]) => {
        const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const tall = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        const smaller = Math.min(a.width * a.height, b.width * b.height);
        if (wide > 0 && tall > 0 && wide * tall > 0.2 * smaller) found.push(`${words} | ${others}`);
    }));
    return found;
}"""


def export_page(notebook, page):
    """Write an executed notebook to `page` as nbconvert does, figures as HTML.

    Returns the addresses nbconvert loads formulas and classic widgets from, which no figure needs.
    """
    exporter = HTMLExporter(config=Config(NbConvertBase={"display_data_priority": PRIORITY}))
    body, _ = exporter.from_notebook_node(nbformat.read(notebook, as_version=4))
    page.write_text(body, encoding="utf-8")
    return exporter.require_js_url, exporter.mathjax_url


def figures_in(page):
    """Each figure frame of an exported page, scrolled to and drawn: (frame element, its content)."""
    frames = page.locator("iframe.course-figure")
    for i in range(frames.count()):
        frames.nth(i).scroll_into_view_if_needed()
        content = frames.nth(i).content_frame
        content.locator(".fig svg").first.wait_for()
        yield frames.nth(i), content


def show(watched, figure, width=840):
    """One figure alone on a page that is so many pixels wide, from its exported form. Returns its content."""
    watched.page.set_viewport_size({"width": width, "height": 1100})
    watched.page.set_content(f'<meta name="viewport" content="width=device-width">{figure.to_html()}')
    content = watched.page.locator("iframe").content_frame
    content.locator(".fig svg").first.wait_for()
    return content


def readout(content):
    """What a figure says in words, with minus signs that `float` reads."""
    return content.locator(".fig-readout").inner_text().replace("−", "-")


def moves(page, figure, control):
    """Whether a key press on one of its controls changes the picture; one at its end moves the other way."""
    for key in ("ArrowRight", "ArrowLeft", "ArrowLeft", "ArrowUp", "ArrowDown"):
        control.focus()
        before = figure.screenshot()
        page.keyboard.press(key)
        if figure.screenshot() != before:
            return True
    return False
