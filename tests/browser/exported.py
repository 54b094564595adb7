"""An executed notebook exported as a web page, and the figures in it, which must move without a kernel."""

import nbformat
from nbconvert import HTMLExporter
from traitlets.config import Config

PRIORITY = ["text/html", "image/svg+xml", "image/png", "text/markdown", "text/plain"]

CONTROLS = "input[type=range], .fig-handle"
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


FAINT_WORDS = """(figure) => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    const light = (colour) => {
        pen.clearRect(0, 0, 1, 1);
        pen.fillStyle = colour;
        pen.fillRect(0, 0, 1, 1);
        const [r, g, b] = [...pen.getImageData(0, 0, 1, 1).data].map((v) => v / 255)
            .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = getComputedStyle(figure).backgroundColor;
    const contrast = (one, other) => {
        const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
        return (high + 0.05) / (low + 0.05);
    };
    const axis = [...figure.querySelectorAll("svg text")].filter((text) => text.textContent.trim())
        .filter((text) => text.getAttribute("stroke") || !text.getAttribute("style"));  // on a halo, by a plot
    const words = axis.map((text) => [text.textContent, contrast(getComputedStyle(text).fill, ground)]);
    for (const text of figure.querySelectorAll(".fig-title, .fig-readout, .fig-caption, span, button, select")) {
        if (!text.textContent.trim() || text.disabled) continue;
        const { color, backgroundColor: own } = getComputedStyle(text);
        words.push([text.textContent, contrast(color, own === "rgba(0, 0, 0, 0)" ? ground : own)]);
    }
    return words.filter(([, ratio]) => ratio < 4.5).map(([told, ratio]) => `${told}: ${ratio.toFixed(2)}`);
}"""

SMALLEST_WORDS = """(figure) => Math.min(...[...figure.querySelectorAll("svg text")]
    .filter((text) => text.textContent.trim())
    .map((text) => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a))"""

SECONDS_OF_MOVES = """async (control) => {
    const figure = control.closest(".fig");
    const painted = () => new Promise((done) => requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = done;
        channel.port2.postMessage(null);
    }));
    const press = (key) => {
        if (control.matches("input")) {
            key === "ArrowRight" || key === "ArrowUp" ? control.stepUp() : control.stepDown();
            control.dispatchEvent(new Event("input", { bubbles: true }));
        } else control.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    };
    const picture = () => figure.querySelector(".fig-panels").innerHTML;
    const lasted = [];
    let keys = ["ArrowRight", "ArrowLeft"];
    for (let tries = 0; lasted.length < 30 && tries < 120; tries++) {
        const before = picture();
        await painted();
        const begin = performance.now();
        press(keys[tries % 2]);
        await painted();
        const seconds = (performance.now() - begin) / 1000;
        if (picture() !== before) lasted.push(seconds);
        else if (tries > 3 && !lasted.length) keys = ["ArrowUp", "ArrowDown"];
    }
    return lasted;
}"""


def export_page(notebook, page, theme="light"):
    """Write an executed notebook to `page` as nbconvert does, figures as HTML, in its light or its dark theme.

    Returns the addresses nbconvert loads formulas and classic widgets from, which no figure needs.
    """
    exporter = HTMLExporter(theme=theme, config=Config(NbConvertBase={"display_data_priority": PRIORITY}))
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


def moves(page, figure, control, seen=lambda figure: figure.screenshot()):
    """Whether a key press on one of its controls changes what is `seen`; one at its end moves the other way."""
    for key in ("ArrowRight", "ArrowLeft", "ArrowLeft", "ArrowUp", "ArrowDown"):
        control.focus()
        before = seen(figure)
        page.keyboard.press(key)
        if seen(figure) != before:
            return True
    return False


def check_fits_and_moves(watched, figure, width):
    """A figure on a page that is so many pixels wide: nothing stands out or over another, and each control moves it."""
    content = show(watched, figure, width)
    assert content.locator("html").evaluate("(page) => page.scrollWidth <= page.clientWidth"), "it is too wide"
    overlapping = content.locator(".fig").evaluate(OVERLAPPING_LABELS)
    assert overlapping == [], overlapping
    controls, number = content.locator(CONTROLS), 0
    assert controls.count() >= 1, "nothing can be moved"
    while number < controls.count():  # one of them may decide how many there are
        assert moves(watched.page, content.locator(".fig"), controls.nth(number)), f"control {number} moves nothing"
        number += 1
