// Drawing kit of the course's figures. No dependency; SVG, and a canvas for heat maps.
// widgets.py puts this file before each figure's own script, so a figure uses these names directly.
// Coordinates are always those of the data; a y axis points upwards. See docs/figures.md.

/**
 * Colours that the colour-blind can tell apart (Okabe and Ito), and the greys of text and grid. From ink to faint they turn
 * with the page: `white` is the ground of the figure, dark on a dark page. `dark` and `paper` never turn: for what stands on
 * an image, a heat map or yellow.
 */
const COLOURS = {
  blue: "#0072B2", orange: "#E69F00", green: "#009E73", red: "#D55E00", purple: "#CC79A7", sky: "#56B4E9",
  yellow: "#F0E442", ink: "var(--fig-ink)", muted: "var(--fig-muted)", grid: "var(--fig-grid)", pale: "var(--fig-pale)",
  white: "var(--fig-white)", rule: "var(--fig-rule)", faint: "var(--fig-faint)", dark: "#1f2328", paper: "#ffffff",
};
/** The order in which series of the same kind take their colours. */
const SERIES = ["blue", "red", "green", "orange", "purple", "sky", "yellow", "ink"].map((name) => COLOURS[name]);

const STYLE = `
.fig { box-sizing: border-box; max-width: 820px; margin: 0; padding: 10px 12px; background: var(--fig-white); color: var(--fig-ink);
  --fig-white: #ffffff; --fig-ink: #1f2328; --fig-muted: #57606a; --fig-grid: #e4e7eb; --fig-pale: #f3f4f6; --fig-rule: #8c959f; --fig-faint: #c3cad1; --fig-lift: 22%;
  border: 1px solid var(--fig-faint); border-radius: 8px; font: 14px/1.45 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; color-scheme: light; }
[data-fig-dark] > .fig { color-scheme: dark; --fig-white: #16191d; --fig-ink: #e6e9ec; --fig-muted: #a9b3bd; --fig-grid: #2c3238; --fig-pale: #262c32; --fig-rule: #76808a;
  --fig-faint: #4a525a; --fig-lift: 35%; }
.fig * { box-sizing: border-box; }
[data-fig-narrow] > .fig { display: flex; flex-direction: column; padding: 8px; }
[data-fig-narrow] > .fig > .fig-title { order: -2; }
[data-fig-narrow] > .fig > .fig-controls { order: -1; }
.fig-title { margin: 0 0 6px; font-weight: 650; font-size: 15px; }
.fig-panels { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: flex-start; }
.fig-panels > svg { flex: 1 1 300px; min-width: 0; height: auto; display: block; overflow: visible; }
.fig-panels text { font: 13px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
.fig-controls { display: flex; flex-wrap: wrap; gap: 6px 18px; align-items: center; margin: 6px 0; }
.fig-controls:empty, .fig-readout:empty, .fig-caption:empty { display: none; }
.fig-control { display: inline-flex; align-items: center; gap: 8px; max-width: 100%; }
.fig-control select { min-width: 0; max-width: 100%; }
.fig-slider { flex: 1 1 260px; }
.fig-control input[type=range] { flex: 1 1 120px; min-width: 100px; height: 24px; margin: 0; accent-color: #0072B2; }
.fig-control output { min-width: 3.2em; font-variant-numeric: tabular-nums; }
.fig-control button, .fig-control select { font: inherit; color: inherit; background: var(--fig-pale); border: 1px solid var(--fig-rule);
  border-radius: 6px; padding: 3px 10px; min-height: 30px; cursor: pointer; }
.fig-control button:hover { background: var(--fig-grid); }
.fig-control button:disabled { color: var(--fig-rule); cursor: default; }
.fig :focus-visible { outline: 3px solid #0072B2; outline-offset: 2px; }
.fig-handle { cursor: grab; }
.fig .fig-handle:focus-visible { outline: none; }
.fig-handle:active { cursor: grabbing; }
.fig-handle .fig-ring { visibility: hidden; }
.fig-handle:focus-visible .fig-ring, .fig-handle:active .fig-ring { visibility: visible; }
.fig-readout { margin: 4px 0 0; white-space: pre-line; font-variant-numeric: tabular-nums; }
.fig-caption { margin: 4px 0 0; color: var(--fig-muted); font-size: 13px; }
`;

// ---------------------------------------------------------------- numbers

/** A number as a person writes it: `digits` significant digits and a true minus sign. */
function format(value, digits = 3) {
  if (!Number.isFinite(value)) return String(value);
  const text = Math.abs(value) < 1e-12 ? "0" : String(Number(value.toPrecision(digits)));
  return text.replaceAll("-", "−");
}

/** `count` evenly spaced numbers from `low` to `high`, both included. */
function linspace(low, high, count) {
  return Array.from({ length: count }, (_, i) => low + ((high - low) * i) / Math.max(count - 1, 1));
}

function clamp(value, low, high) {
  return Math.min(Math.max(value, low), high);
}

/** An affine expression as text: affineText([1, -1], 5, ["x₁", "x₂"]) is "x₁ − x₂ + 5". */
function affineText(coefficients, constant, names) {
  const terms = [...coefficients, constant].map((value, i) => {
    if (Math.abs(value) < 1e-12) return null;
    const name = names[i] ?? "";
    const size = name && Math.abs(value) === 1 ? "" : format(Math.abs(value), 4);
    return [value < 0 ? "−" : "+", size + name];
  });
  const parts = terms.filter(Boolean).map(([sign, text], i) => (i ? ` ${sign} ` : sign === "−" ? "−" : "") + text);
  return parts.join("") || "0";
}

/** The colour `share` of the way (0..1) from one "#rrggbb" to another. */
function mix(from, to, share) {
  const a = parseInt(from.slice(1), 16), b = parseInt(to.slice(1), 16), part = clamp(share, 0, 1);
  const blend = (shift) => Math.round(((a >> shift) & 255) + (((b >> shift) & 255) - ((a >> shift) & 255)) * part) << shift;
  return "#" + (blend(16) | blend(8) | blend(0)).toString(16).padStart(6, "0");
}

/** A colour scale from `low` (blue) through white at 0 to `high` (red): for values with a sign. */
function diverging(limit) {
  return (value) => mix("#ffffff", value < 0 ? COLOURS.blue : COLOURS.red, Math.abs(value) / limit);
}

/** A colour scale from white at `low` to `colour` at `high`: for amounts, grey images, attention. */
function sequential(low, high, colour = COLOURS.blue) {
  return (value) => mix("#ffffff", colour, (value - low) / (high - low));
}

/** A pale fill: this colour, the given share of it, on the ground of the figure. For areas and nodes, not for heat maps. */
function tint(colour, share) {
  return `color-mix(in srgb, ${colour} ${Math.round(100 * share)}%, ${COLOURS.white})`;
}

/** A colour that is too bright for words, drawn towards that of the text. */
function inked(colour) {
  return `color-mix(in srgb, ${colour} 60%, ${COLOURS.ink})`;
}

/** Round numbers between `low` and `high`, about `count` of them; powers of ten on a log scale, or 1, 2, 5 when they are few. */
function ticks(low, high, count = 5, log = false) {
  if (log) {
    const first = Math.ceil(Math.log10(low) - 1e-9), last = Math.floor(Math.log10(high) + 1e-9);
    if (last - first < 2) return linspace(first - 1, last + 1, last - first + 3).flatMap((k) => [1, 2, 5].map((m) => m * 10 ** k)).filter((v) => v >= low && v <= high);
    const every = Math.max(1, Math.ceil((last - first + 1) / (count + 1)));
    return linspace(first, last, last - first + 1).filter((_, i) => i % every === 0).map((k) => 10 ** k);
  }
  const rough = (high - low) / count, unit = 10 ** Math.floor(Math.log10(rough));
  const step = unit * [1, 2, 5, 10].find((m) => m * unit >= rough * 0.999);
  const first = Math.ceil(low / step - 1e-9), last = Math.floor(high / step + 1e-9);
  return linspace(first, last, last - first + 1).map((k) => k * step);
}

/** The part of a convex polygon [[x, y], ...] where a·x + b·y + c >= 0. */
function cutPolygon(polygon, [a, b], c) {
  const side = ([x, y]) => a * x + b * y + c;
  return polygon.flatMap((p, i) => {
    const q = polygon[(i + 1) % polygon.length], atP = side(p), atQ = side(q);
    const kept = atP >= 0 ? [p] : [];
    if (atP * atQ >= 0) return kept;
    const share = atP / (atP - atQ);
    return [...kept, [p[0] + share * (q[0] - p[0]), p[1] + share * (q[1] - p[1])]];
  });
}

// ---------------------------------------------------------------- elements

function element(tag, attributes = {}, parent = null) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  parent?.append(node);
  return node;
}

function svgElement(tag, attributes = {}, parent = null) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null) node.setAttribute(name, value);
  }
  parent?.append(node);
  return node;
}

/** SVG attributes from the kit's short style names. */
function strokeOf({ colour = COLOURS.ink, width = 2, dash, opacity, fill = "none" } = {}) {
  return { stroke: colour, "stroke-width": width, "stroke-dasharray": dash, opacity, fill,
    "stroke-linejoin": "round", "stroke-linecap": dash ? "butt" : "round" };
}

/**
 * The white panel of a figure: title, panels (side by side when there is room), controls, a live text, a caption.
 * Returns { panels, controls, say(text) }: `say` writes the live text, which screen readers announce; "\n" breaks lines.
 */
function frame(el, { title = "", alt = "", caption = "" } = {}) {
  const root = element("figure", { class: "fig", role: "group", "aria-label": alt || title }, el);
  element("style", {}, root).textContent = STYLE;
  if (title) element("div", { class: "fig-title" }, root).textContent = title;
  const panels = element("div", { class: "fig-panels" }, root);
  const controls = element("div", { class: "fig-controls" }, root);
  const readout = element("div", { class: "fig-readout", "aria-live": "polite" }, root);
  element("figcaption", { class: "fig-caption" }, root).textContent = caption;
  return { root, panels, controls, say: (text) => { if (readout.textContent !== text) readout.textContent = text; } };
}

// ---------------------------------------------------------------- surfaces: where marks are drawn

/** A place to draw, in data coordinates. `axes` and `diagram` make one; `layer()` makes one on top that can be cleared. */
class Surface {
  constructor(group, scales) {
    this.group = group;
    this.scales = scales; // { x, y: data to pixels; invertX, invertY: back; range: {x, y}; svg, overlay }
  }

  /** A transparent sheet on top: draw what changes on it, and `clear()` it before drawing again. */
  layer() {
    return new Surface(svgElement("g", {}, this.group), this.scales);
  }

  clear() {
    this.group.replaceChildren();
    return this;
  }

  at([x, y]) {
    return [this.scales.x(x), this.scales.y(y)];
  }

  path(points) {
    return points.map((point) => this.at(point).map((v) => v.toFixed(2)).join(",")).join(" ");
  }

  /** A broken line through points [[x, y], ...]. style: { colour, width, dash, opacity }. */
  line(points, style) {
    return svgElement("polyline", { points: this.path(points), ...strokeOf(style) }, this.group);
  }

  /** The graph of f over the whole x axis (or `from`..`to`). */
  curve(f, { from, to, samples = 400, ...style } = {}) {
    const [low, high] = this.scales.range.x;
    const xs = linspace(from ?? low, to ?? high, samples);
    return this.line(xs.map((x) => [x, f(x)]).filter((point) => Number.isFinite(point[1])), style);
  }

  /** A filled polygon. style: { fill, opacity, colour, width }. */
  area(points, { fill = COLOURS.sky, opacity = 1, colour = "none", width = 1 } = {}) {
    return svgElement("polygon", { points: this.path(points), ...strokeOf({ fill, colour, width, opacity }) }, this.group);
  }

  /** A rectangle between two corners. */
  rectangle([x0, y0], [x1, y1], style) {
    return this.area([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], style);
  }

  /** Points as marks. shape: "circle", "square", "triangle" or "cross": never tell classes apart by colour alone. */
  dots(points, { fill = COLOURS.blue, radius = 4, shape = "circle", colour = COLOURS.white, width = 1, opacity } = {}) {
    const outline = shape === "cross" ? strokeOf({ colour: fill, width: 2, opacity }) : strokeOf({ colour, width, fill, opacity });
    for (const point of points) {
      const [x, y] = this.at(point), r = radius;
      const d = {
        circle: `M${x - r},${y}a${r},${r} 0 1 0 ${2 * r},0a${r},${r} 0 1 0 ${-2 * r},0`,
        square: `M${x - r},${y - r}h${2 * r}v${2 * r}h${-2 * r}z`,
        triangle: `M${x},${y - 1.2 * r}l${1.2 * r},${2.1 * r}h${-2.4 * r}z`,
        cross: `M${x - r},${y - r}l${2 * r},${2 * r}M${x - r},${y + r}l${2 * r},${-2 * r}`,
      }[shape];
      svgElement("path", { d, ...outline }, this.group);
    }
  }

  /** An arrow; `shorten` leaves room (in pixels) at both ends, for a circle there. */
  arrow(from, to, { colour = COLOURS.ink, width = 2, head = 8, shorten = 0, dash, opacity } = {}) {
    const [x0, y0] = this.at(from), [x1, y1] = this.at(to);
    const length = Math.hypot(x1 - x0, y1 - y0) || 1, ux = (x1 - x0) / length, uy = (y1 - y0) / length;
    const tip = [x1 - ux * shorten, y1 - uy * shorten], neck = [tip[0] - ux * head, tip[1] - uy * head];
    const group = svgElement("g", { opacity }, this.group);
    svgElement("line", { x1: x0 + ux * shorten, y1: y0 + uy * shorten, x2: neck[0], y2: neck[1], ...strokeOf({ colour, width, dash }) }, group);
    const wing = head * 0.45, corners = [tip, [neck[0] - uy * wing, neck[1] + ux * wing], [neck[0] + uy * wing, neck[1] - ux * wing]];
    svgElement("polygon", { points: corners.map((corner) => corner.join(",")).join(" "), fill: colour }, group);
    return group;
  }

  /** Text at a point, on a white halo. anchor: start, middle, end; dx, dy: pixels, y downwards. */
  text(point, string, { fill = COLOURS.ink, size = 13, weight = 400, anchor = "middle", dx = 0, dy = 0, halo = true } = {}) {
    const [x, y] = this.at(point);
    const node = svgElement("text", { x: x + dx, y: y + dy, fill: halo ? `color-mix(in srgb, ${fill}, var(--fig-ink) var(--fig-lift))` : fill, "text-anchor": anchor, "dominant-baseline": "central",
      style: `font-size:${size}px;font-weight:${weight};pointer-events:none`,
      ...(halo ? { stroke: COLOURS.white, "stroke-width": 3.5, "paint-order": "stroke", "stroke-linejoin": "round" } : {}) }, this.group);
    node.textContent = string;
    return node;
  }

  /** Vertical bars [[x, value], ...] from `base`; `width` in units of x. */
  bars(pairs, { width = 0.8, base = 0, fill = COLOURS.blue, ...style } = {}) {
    for (const [x, value] of pairs) this.rectangle([x - width / 2, base], [x + width / 2, value], { fill, ...style });
  }

  /** An interval from `low` to `high` at y (or at x with vertical: true), with end caps and a dot at `middle`. */
  interval(at, low, high, { middle, vertical = false, colour = COLOURS.blue, width = 2, cap = 5 } = {}) {
    const place = (value) => (vertical ? [at, value] : [value, at]);
    this.line([place(low), place(high)], { colour, width });
    for (const end of [low, high]) {
      const [x, y] = this.at(place(end)), [dx, dy] = vertical ? [cap, 0] : [0, cap];
      svgElement("line", { x1: x - dx, y1: y - dy, x2: x + dx, y2: y + dy, ...strokeOf({ colour, width }) }, this.group);
    }
    if (middle !== undefined) this.dots([place(middle)], { fill: colour });
  }

  /**
   * A grid of coloured cells: an image, an attention map, or a function of two variables.
   * rows: a matrix, first row on top; or pass f(x, y) with `columns`. colour: value -> "#rrggbb", or rows of [r, g, b] in 0..255.
   */
  heat(rows, { x = this.scales.range.x, y = this.scales.range.y, colour = sequential(0, 1), columns = 120, opacity } = {}) {
    const across = typeof rows === "function" ? columns : rows[0].length;
    const matrix = typeof rows !== "function" ? rows : linspace(0, columns - 1, columns).map((i) =>
      linspace(0, columns - 1, columns).map((j) => rows(x[0] + ((j + 0.5) / columns) * (x[1] - x[0]), y[1] - ((i + 0.5) / columns) * (y[1] - y[0]))));
    const canvas = element("canvas", { width: across, height: matrix.length }), context = canvas.getContext("2d");
    const pixels = context.createImageData(across, matrix.length);
    let at = 0;
    for (const row of matrix) for (const value of row) {
      const hex = Array.isArray(value) ? null : parseInt(colour(value).slice(1), 16);
      pixels.data.set(hex === null ? value : [hex >> 16, (hex >> 8) & 255, hex & 255], at);
      pixels.data[at + 3] = 255;
      at += 4;
    }
    context.putImageData(pixels, 0, 0);
    const [left, top] = this.at([x[0], y[1]]), [right, bottom] = this.at([x[1], y[0]]);
    return svgElement("image", { href: canvas.toDataURL(), x: left, y: top, width: right - left, height: bottom - top,
      preserveAspectRatio: "none", opacity, style: "image-rendering:pixelated" }, this.group);
  }

  /** Level lines f(x, y) = level, by marching squares on a grid of `cells` by `cells`. */
  contours(f, levels, { cells = 120, colour = COLOURS.muted, width = 1, ...style } = {}) {
    const { x: [x0, x1], y: [y0, y1] } = this.scales.range;
    const xs = linspace(x0, x1, cells + 1), ys = linspace(y0, y1, cells + 1);
    const values = xs.map((x) => ys.map((y) => f(x, y)));
    for (const level of levels) {
      let d = "";
      const below = values.map((column) => column.map((value) => value < level));
      for (let i = 0; i < cells; i++) for (let j = 0; j < cells; j++) {
        const low = below[i][j];
        if (below[i + 1][j] === low && below[i][j + 1] === low && below[i + 1][j + 1] === low) continue; // most cells: no line
        const corners = [[i, j], [i + 1, j], [i + 1, j + 1], [i, j + 1]];
        const crossings = corners.flatMap(([a, b], k) => {
          const [c, e] = corners[(k + 1) % 4];
          if (below[a][b] === below[c][e]) return [];
          const share = (values[a][b] - level) / (values[a][b] - values[c][e]);
          return [this.at([xs[a] + share * (xs[c] - xs[a]), ys[b] + share * (ys[e] - ys[b])])];
        });
        for (let k = 0; k + 1 < crossings.length; k += 2) d += `M${crossings[k].map((v) => v.toFixed(1))}L${crossings[k + 1].map((v) => v.toFixed(1))}`;
      }
      if (d) svgElement("path", { d, ...strokeOf({ colour, width, ...style }) }, this.group);
    }
  }

  /** A node of a graph or a neuron: a circle with text in it. lit: it carries a signal. above, below: small texts ("\n" breaks `below`). */
  node(point, string, { radius = 20, lit = false, fill, colour, above = "", below = "", dash } = {}) {
    const [x, y] = this.at(point);
    svgElement("circle", { cx: x, cy: y, r: radius, ...strokeOf({ colour: colour ?? (lit ? COLOURS.ink : COLOURS.rule), width: lit ? 2.5 : 1.5, dash,
      fill: fill ?? (lit ? COLOURS.yellow : COLOURS.pale) }) }, this.group);
    this.text(point, string, { weight: lit ? 700 : 400, fill: lit && !fill ? COLOURS.dark : lit ? COLOURS.ink : COLOURS.muted, halo: false });
    if (above) this.text(point, above, { dy: -radius - 10, size: 12 });
    below.split("\n").forEach((words, i) => this.text(point, words, { dy: radius + 10 + 14 * i, size: 12, fill: COLOURS.muted }));
  }

  /** An arrow between two nodes, with a label beside it at `share` of the way. */
  edge(from, to, { label = "", share = 0.5, radius = 20, colour = COLOURS.muted, labelColour = colour, ...style } = {}) {
    this.arrow(from, to, { shorten: radius + 2, colour, ...style });
    if (!label) return;
    const [x0, y0] = this.at(from), [x1, y1] = this.at(to), length = Math.hypot(x1 - x0, y1 - y0) || 1;
    const beside = 10 * (x1 < x0 ? -1 : 1), middle = [0, 1].map((k) => from[k] + share * (to[k] - from[k]));
    this.text(middle, label, { fill: labelColour, weight: 600, size: 12, dx: ((y1 - y0) / length) * beside, dy: (-(x1 - x0) / length) * beside });
  }

  /**
   * A point to drag, with the mouse, a finger or the arrow keys (Shift: ten steps; Home and End along x).
   * options: label (spoken name), at [x, y], step [sx, sy] (0 freezes a direction), x and y limits, move([x, y]) called on
   * each change, say([x, y]) -> spoken value. Returns { at, set([x, y]) }; `set` does not call `move`.
   */
  handle({ label, at, step = [0.1, 0.1], x = this.scales.range.x, y = this.scales.range.y, move, say, fill = COLOURS.red, radius = 8 }) {
    const { scales } = this;
    const node = svgElement("g", { class: "fig-handle", tabindex: 0, role: "slider", "aria-label": label, "aria-valuemin": x[0], "aria-valuemax": x[1],
      "data-lm-suppress-shortcuts": "true", style: "touch-action:none" }, scales.overlay);
    svgElement("circle", { r: radius + 12, fill: "transparent" }, node);
    svgElement("circle", { r: radius + 5, class: "fig-ring", ...strokeOf({ colour: COLOURS.blue, width: 3 }) }, node);
    svgElement("circle", { r: radius, fill, stroke: COLOURS.white, "stroke-width": 2.5 }, node);
    const spoken = say ?? (([px, py]) => `${format(px)}, ${format(py)}`);
    const handle = { node, at, set(point) {
      handle.at = point;
      node.setAttribute("transform", `translate(${scales.x(point[0])} ${scales.y(point[1])})`);
      node.setAttribute("aria-valuenow", point[0]);
      node.setAttribute("aria-valuetext", spoken(point));
    } };
    const snap = (value, old, size, [low, high]) => (size ? clamp(Number((Math.round(value / size) * size).toFixed(10)), low, high) : old);
    const go = (px, py) => {
      const point = [snap(px, handle.at[0], step[0], x), snap(py, handle.at[1], step[1], y)];
      if (point[0] === handle.at[0] && point[1] === handle.at[1]) return;
      handle.set(point);
      move?.(handle.at);
    };
    handle.go = go;
    node.addEventListener("pointerdown", (event) => { node.setPointerCapture(event.pointerId); node.focus(); event.preventDefault(); });
    node.addEventListener("pointermove", (event) => { if (node.hasPointerCapture(event.pointerId)) go(...scales.locate(event)); });
    node.addEventListener("keydown", (event) => {
      const size = event.shiftKey ? 10 : 1;
      const [dx, dy] = { ArrowLeft: [-size, 0], ArrowRight: [size, 0], ArrowUp: [0, size], ArrowDown: [0, -size], Home: [-1e9, 0], End: [1e9, 0] }[event.key] ?? [0, 0];
      if (!dx && !dy) return;
      event.preventDefault();
      event.stopPropagation();
      go(handle.at[0] + dx * step[0], handle.at[1] + dy * step[1]);
    });
    handle.set(at);
    return handle;
  }
}

/** A panel shrinks with the page, and grows by no more than a sixth, or its text would look out of place. */
const atMost = (width) => `max-width:min(100%,${Math.round((width * 7) / 6)}px)`;

/**
 * A plot with axes. x, y: [low, high]; log: { x, y } true for a log scale; xLabel, yLabel; label: spoken name;
 * equal: one unit is as long on both axes (the height follows). Marks drawn on it are cut at its border; handles are not.
 * `axes.onPick(([x, y]) => ...)` reports clicks. On a narrow page a wide plot is laid out as a narrow one: its words stay large.
 */
function axes(parent, { x, y, width = 380, height = 320, xLabel = "", yLabel = "", label = yLabel, log = {}, equal = false, tickCount = 5, grid = true, tickFormat = {} }) {
  if (isNarrow(parent)) [width, tickCount] = [Math.min(width, NARROW_PLOT), Math.min(tickCount, 5)];
  const margin = { left: 44, right: 12, top: yLabel ? 26 : 10, bottom: xLabel ? 42 : 24 };
  const inside = width - margin.left - margin.right;
  const tall = equal ? (inside * (y[1] - y[0])) / (x[1] - x[0]) : height - margin.top - margin.bottom;
  const total = tall + margin.top + margin.bottom;
  const svg = svgElement("svg", { viewBox: `0 0 ${width} ${total}`, width, height: total, style: atMost(width), role: "group", "aria-label": label }, parent);
  const warp = (isLog) => (isLog ? Math.log10 : (v) => v), back = (isLog) => (isLog ? (v) => 10 ** v : (v) => v);
  const along = ([low, high], isLog, size, flip) => {
    const w = warp(isLog), a = w(low), b = w(high);
    return [(v) => (flip ? (b - w(v)) : (w(v) - a)) / (b - a) * size, (p) => back(isLog)(flip ? b - (p / size) * (b - a) : a + (p / size) * (b - a))];
  };
  const [toX, fromX] = along(x, log.x, inside, false), [toY, fromY] = along(y, log.y, tall, true);
  const ground = svgElement("g", { transform: `translate(${margin.left} ${margin.top})` }, svg);
  svgElement("rect", { width: inside, height: tall, fill: COLOURS.white }, ground);
  const clip = svgElement("svg", { width: inside, height: tall, style: "overflow:hidden" }, ground);
  const rule = svgElement("g", { style: "pointer-events:none" }, ground);
  const overlay = svgElement("g", {}, ground);
  const note = (px, py, string, anchor, fill = COLOURS.muted) => {
    svgElement("text", { x: px, y: py, "text-anchor": anchor, "dominant-baseline": "central", fill }, rule).textContent = string;
  };
  for (const value of ticks(...x, tickCount, log.x)) {
    if (grid) svgElement("line", { x1: toX(value), x2: toX(value), y1: 0, y2: tall, ...strokeOf({ colour: COLOURS.grid, width: 1 }) }, clip);
    note(toX(value), tall + 13, (tickFormat.x ?? format)(value), "middle");
  }
  for (const value of ticks(...y, tickCount, log.y)) {
    if (grid) svgElement("line", { x1: 0, x2: inside, y1: toY(value), y2: toY(value), ...strokeOf({ colour: COLOURS.grid, width: 1 }) }, clip);
    note(-6, toY(value), (tickFormat.y ?? format)(value), "end");
  }
  svgElement("rect", { width: inside, height: tall, ...strokeOf({ colour: COLOURS.rule, width: 1 }) }, rule);
  if (xLabel) note(inside / 2, tall + 32, xLabel, "middle", COLOURS.ink);
  if (yLabel) note(-margin.left + 4, -14, yLabel, "start", COLOURS.ink);
  const locate = (event) => {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(ground.getScreenCTM().inverse());
    return [fromX(point.x), fromY(point.y)];
  };
  const surface = new Surface(svgElement("g", {}, clip), { x: toX, y: toY, range: { x, y }, svg, overlay, locate });
  surface.onPick = (pick) => ground.addEventListener("click", (event) => { if (!event.target.closest(".fig-handle")) pick(locate(event)); });
  return surface;
}

/** A drawing without axes: x from 0 to `width`, y from 0 (bottom) to `height`, in pixels at full size. For graphs and networks. */
function diagram(parent, { width = 380, height = 320, label = "" }) {
  const svg = svgElement("svg", { viewBox: `0 0 ${width} ${height}`, width, height, style: atMost(width), role: "img", "aria-label": label }, parent);
  const group = svgElement("g", {}, svg), overlay = svgElement("g", {}, svg);
  const locate = (event) => {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    return [point.x, height - point.y];
  };
  return new Surface(group, { x: (v) => v, y: (v) => height - v, range: { x: [0, width], y: [0, height] }, svg, overlay, locate });
}

// ---------------------------------------------------------------- the page around a figure

const NARROW = 520, NARROW_PLOT = 370; // pixels: a page, and a plot on it

/** Is a node in a figure on a narrow page? For drawings that are laid out in another way there. */
function isNarrow(node) {
  return node.closest("[data-fig-narrow]") !== null;
}

/** Is the ground behind a node dark? As far as it is known: a frame learns it from the page that holds it. */
function isDark(node) {
  for (let at = node; at; at = at.parentElement) {
    const [red, green, blue, opacity = 1] = (getComputedStyle(at).backgroundColor.match(/[\d.]+/g) ?? []).map(Number);
    if (opacity > 0.5) return 0.3 * red + 0.6 * green + 0.1 * blue < 128;
  }
  return false;
}

/**
 * A figure { render } that turns with its page between light and dark, and is drawn anew when the page becomes narrow or
 * wide. Every figure is made so (widgets.py); what it is to keep stands in its traits.
 */
function responsive(figure) {
  const render = ({ model, el }) => {
    let kept = [], narrow = null, told = null;
    const lasting = { get: (name) => model.get(name), set: (name, value) => model.set(name, value), save_changes: () => model.save_changes(),
      on: (event, act) => { kept.push([event, act]); model.on(event, act); }, off: (event, act) => model.off(event, act) };
    const draw = () => {
      narrow = el.clientWidth > 0 && el.clientWidth < NARROW;
      el.toggleAttribute("data-fig-narrow", narrow);
      for (const [event, act] of kept) model.off(event, act);
      kept = [];
      el.replaceChildren();
      figure.render({ model: lasting, el });
    };
    const shade = () => el.toggleAttribute("data-fig-dark", told ?? isDark(el));
    const hear = ({ source, data }) => { if (source === window.parent && source !== window && typeof data?.figureDark === "boolean") { told = data.figureDark; shade(); } };
    const size = new ResizeObserver(() => { shade(); if (el.clientWidth > 0 && el.clientWidth < NARROW !== narrow) draw(); });
    const theme = new MutationObserver(shade);
    draw();
    size.observe(el);
    for (const node of [document.documentElement, document.body]) theme.observe(node, { attributes: true });
    window.addEventListener("message", hear);
    return () => { size.disconnect(); theme.disconnect(); window.removeEventListener("message", hear); };
  };
  return { render };
}

// ---------------------------------------------------------------- controls

/** A labelled range input. Calls change(value) as it moves. Returns { value, set(value) }; `set` does not call `change`. */
function slider(parent, { label, min, max, step = 1, value, show = format, change }) {
  const box = element("label", { class: "fig-control fig-slider" }, parent);
  element("span", {}, box).textContent = label;
  const input = element("input", { type: "range", min, max, step, "data-lm-suppress-shortcuts": "true" }, box);
  const output = element("output", {}, box);
  const control = { input, get value() { return Number(input.value); }, set(v) {
    input.value = v;
    output.textContent = show(Number(v));
    input.setAttribute("aria-valuetext", show(Number(v)));
  } };
  input.addEventListener("input", () => { control.set(input.value); change?.(control.value); });
  input.addEventListener("keydown", (event) => event.stopPropagation());
  control.set(value);
  return control;
}

/** A button. Returns { node, enable(boolean) }. */
function button(parent, label, press) {
  const node = element("button", { type: "button", "data-lm-suppress-shortcuts": "true" }, element("span", { class: "fig-control" }, parent));
  node.textContent = label;
  node.addEventListener("click", press);
  return { node, enable: (on) => { node.disabled = !on; } };
}

/** A choice among options { value: "shown text" }. Calls change(value). Returns { value, set(value) }. */
function choice(parent, { label, options, value, change }) {
  const box = element("label", { class: "fig-control" }, parent);
  element("span", {}, box).textContent = label;
  const select = element("select", { "data-lm-suppress-shortcuts": "true" }, box);
  for (const [key, text] of Object.entries(options)) element("option", { value: key }, select).textContent = text;
  select.value = value;
  select.addEventListener("change", () => change?.(select.value));
  select.addEventListener("keydown", (event) => event.stopPropagation());
  return { select, get value() { return select.value; }, set: (key) => { select.value = key; } };
}

/** A button that calls step() `perSecond` times a second until step returns false or it is pressed again. Returns { stop }. */
function player(parent, { label = "Play", perSecond = 10, step }) {
  let timer = null;
  const stop = () => { clearInterval(timer); timer = null; control.node.textContent = label; };
  const control = button(parent, label, () => {
    if (timer !== null) return stop();
    control.node.textContent = "Pause";
    timer = setInterval(() => { if (!control.node.isConnected || step() === false) stop(); }, 1000 / perSecond);
  });
  return { stop };
}

// ---------------------------------------------------------------- the model in Python

/** Give a trait a new value and send it to Python (and to the other views). */
function share(model, name, value) {
  model.set(name, value);
  model.save_changes();
}

/** Call act(value) whenever one of the traits changes, wherever it was changed. */
function listen(model, names, act) {
  for (const name of names) model.on(`change:${name}`, () => act(model.get(name)));
}
