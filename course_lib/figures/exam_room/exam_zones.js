// The exam's network with any numbers: its zones, exactly, the line g = 0, and the pattern under a point.

const REACH = 20, NAMES = ["a1", "a2", "p", "b1", "b2", "q", "r"];
const UNITS = ["x₁", "x₂", "−x₁", "−x₂", "first", "second"];

/** What the six units take in at a point. */
function takenIn([a1, a2, p, b1, b2, q], [x1, x2]) {
  const on = (u) => Math.max(u, 0);
  return [x1, x2, -x1, -x2, a1 * on(x1) - a2 * on(x2) + p, b2 * on(-x2) - b1 * on(-x1) - q];
}

const patternAt = (network, point) => takenIn(network, point).map((u) => (u > 0 ? "1" : "0")).join("");

function valueAt(network, point) {
  const [first, second] = takenIn(network, point).slice(4);
  return Math.max(first, 0) + Math.max(second, 0) - network[6];
}

/** A place before, one behind and one between all neighbours of these. */
function between(places) {
  const sorted = [...new Set(places)].sort((a, b) => a - b);
  return [sorted[0] - 1, ...sorted.slice(1).map((v, i) => (v + sorted[i]) / 2), sorted.at(-1) + 1];
}

/** The number of zones, by a vertical line that sweeps over the plane. */
function countZones(network) {
  const [a1, a2, p, b1, b2, q] = network, found = new Set();
  for (const x1 of between([0, -p / a1, q / b1])) {
    const upper = (a1 * Math.max(x1, 0) + p) / a2, lower = -(b1 * Math.max(-x1, 0) + q) / b2;
    for (const x2 of between([0, Math.max(upper, 0), Math.min(lower, 0)])) found.add(patternAt(network, [x1, x2]));
  }
  return found.size;
}

/** The square in pieces on which g is affine: [{ polygon, units: both brackets, side }]. */
function pieces([a1, a2, p, b1, b2, q]) {
  return [[1, 1], [-1, 1], [-1, -1], [1, -1]].flatMap(([sx, sy], side) => {
    const first = [[sx > 0 ? a1 : 0, sy > 0 ? -a2 : 0], p], second = [[sx < 0 ? b1 : 0, sy < 0 ? -b2 : 0], -q];
    let parts = [{ polygon: [[0, 0], [sx * REACH, 0], [sx * REACH, sy * REACH], [0, sy * REACH]], on: [], side }];
    for (const [slope, constant] of [first, second]) parts = parts.flatMap((part) => (slope[0] === 0 && slope[1] === 0
      ? [{ ...part, on: [...part.on, constant > 0] }]
      : [1, -1].map((sign) => ({ ...part, on: [...part.on, sign > 0], polygon: cutPolygon(part.polygon, slope.map((v) => sign * v), sign * constant) }))
        .filter(({ polygon }) => polygon.length > 2)));
    return parts.map((part) => ({ ...part, affine: [first, second].reduce(([s, c], [slope, constant], i) => (part.on[i]
      ? [[s[0] + slope[0], s[1] + slope[1]], c + constant] : [s, c]), [[0, 0], 0]) }));
  });
}

export default {
  render({ model, el }) {
    const figure = frame(el, { title: "Which of the seven numbers make or destroy a zone?", alt: model.get("alt"),
      caption: "Left: drag the point, or use the arrow keys; colours tell the quadrants, shades the active brackets, the thick line is g = 0. Right: drag p and q through 0." });
    const plane = axes(figure.panels, { x: [-REACH, REACH], y: [-REACH, REACH], width: 400, equal: true, grid: false, xLabel: "x₁", yLabel: "x₂", label: "The plane of inputs and its zones" });
    const right = axes(figure.panels, { x: [-12, 12], y: [-12, 12], width: 330, height: 330, equal: true, xLabel: "p", yLabel: "q", label: "p and q" });
    const sheet = plane.layer(), chart = right.layer();
    const point = plane.handle({ label: "Point x", at: model.get("point"), step: [1, 1], say: ([x, y]) => `x1 = ${format(x)}, x2 = ${format(y)}`, move: (at) => share(model, "point", at) });
    const biases = right.handle({ label: "p and q", at: [model.get("p"), model.get("q")], step: [1, 1], say: ([x, y]) => `p = ${format(x)}, q = ${format(y)}`,
      move: ([p, q]) => { if (p !== model.get("p")) share(model, "p", p); if (q !== model.get("q")) share(model, "q", q); } });
    plane.onPick((at) => point.go(...at));
    right.onPick((at) => biases.go(...at));
    const sliders = Object.fromEntries(["a1", "a2", "b1", "b2", "r"].map((name) => [name, slider(figure.controls, { label: name[0] + ({ 1: "₁", 2: "₂" }[name[1]] ?? ""),
      min: name === "r" ? -20 : 1, max: name === "r" ? 20 : 9, value: model.get(name), change: (v) => share(model, name, v) })]));

    function draw() {
      const network = NAMES.map((name) => model.get(name)), at = model.get("point"), count = countZones(network), r = network[6];
      const hues = [COLOURS.sky, COLOURS.orange, COLOURS.green, COLOURS.purple];
      sheet.clear();
      for (const { polygon, on, side } of pieces(network)) sheet.area(polygon, { fill: tint(hues[side], 0.08 + (on[0] ? 0.16 : 0) + (on[1] ? 0.28 : 0)), colour: COLOURS.white, width: 1.5 });
      for (const { polygon, affine: [slope, constant] } of pieces(network)) {
        if (slope[0] === 0 && slope[1] === 0) continue;
        const edge = cutPolygon(cutPolygon(polygon, slope, constant - r + 1e-9), slope.map((v) => -v), r - constant + 1e-9);
        if (edge.length > 1) sheet.line(edge, { colour: COLOURS.ink, width: 3.5 });
      }
      const [p, q] = [network[2], network[5]];
      chart.clear();
      chart.line([[-12, 0], [12, 0]], { colour: COLOURS.muted, width: 1.5 });
      chart.line([[0, -12], [0, 12]], { colour: COLOURS.muted, width: 1.5 });
      chart.text([p, q], `${count} zones`, { weight: 700, size: 15, anchor: p > 4 ? "end" : "start", dx: p > 4 ? -14 : 14, dy: q > 10 ? 14 : -14 });
      point.set(at);
      biases.set([p, q]);
      for (const [name, control] of Object.entries(sliders)) control.set(model.get(name));
      const active = takenIn(network, at).map((u, i) => (u > 0 ? UNITS[i] : null)).filter(Boolean), g = valueAt(network, at);
      figure.say(`p = ${format(p)}, q = ${format(q)}: ${count} zones.\nAt (${format(at[0])}, ${format(at[1])}) g is ${format(g, 6)}; active: ${active.join(", ") || "none"}.`);
    }

    listen(model, [...NAMES, "point"], draw);
    draw();
  },
};
