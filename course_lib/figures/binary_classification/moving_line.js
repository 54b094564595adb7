// A neuron moved by hand: the line f = 0, its margin f = ±1, who is wrong, and what the loss says of each person.

const UNIT = [10, 20]; // the plane is drawn with 10 years as long as 20 kg; everything below is in these units
const CENTRE = [2.1, 2.6];
const REACH = { x: [-0.5, 7], y: [0, 5.5] };
const CORNERS = [[REACH.x[0], REACH.y[0]], [REACH.x[1], REACH.y[0]], [REACH.x[1], REACH.y[1]], [REACH.x[0], REACH.y[1]]];
const LOOKS = { 1: { fill: COLOURS.blue, shape: "circle" }, "-1": { fill: COLOURS.orange, shape: "square" } };

/** P(Z > t) for a normal Z: the continued fraction of Numerical Recipes, good to 1.2e-7. */
function normalTail(t) {
  const z = Math.abs(t) / Math.SQRT2, s = 1 / (1 + z / 2);
  const terms = [-1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277];
  const tail = (s * Math.exp(-z * z + terms.reduceRight((sum, term) => sum * s + term, 0))) / 2;
  return t >= 0 ? tail : 1 - tail;
}

/** The real error of f = w·x + b (in years and kilograms) when people come from two normal clouds, each one half. */
function realError(clouds, w, b) {
  return clouds.reduce((sum, { label, mean, covariance: C }) => {
    const margin = label * (w[0] * mean[0] + w[1] * mean[1] + b);
    return sum + normalTail(margin / Math.sqrt(w[0] ** 2 * C[0][0] + 2 * w[0] * w[1] * C[0][1] + w[1] ** 2 * C[1][1])) / 2;
  }, 0);
}

function drawPlane(sheet, points, labels, margins, v, b) {
  const score = (p) => v[0] * p[0] + v[1] * p[1] + b;
  const level = (value) => cutPolygon(cutPolygon(CORNERS, v, b - value + 1e-9), v.map((c) => -c), value - b + 1e-9);
  sheet.area(cutPolygon(CORNERS, v, b), { fill: tint(COLOURS.sky, 0.22) });
  sheet.area(cutPolygon(CORNERS, v.map((c) => -c), -b), { fill: tint(COLOURS.orange, 0.18) });
  for (const value of [-1, 1]) if (level(value).length > 1) sheet.line(level(value), { colour: COLOURS.muted, width: 1.5, dash: "6 5" });
  if (level(0).length > 1) sheet.line(level(0), { colour: COLOURS.ink, width: 3 });
  const far = (sign) => CORNERS.reduce((best, p) => (sign * score(p) > sign * score(best) ? p : best));
  for (const [sign, words] of [[1, "says adult"], [-1, "says child"]]) {
    const corner = far(sign);
    if (sign * score(corner) > 0) sheet.text([clamp(corner[0], 0.55, 5.9), clamp(corner[1], 0.3, 5.25)], words, { fill: COLOURS.muted, size: 12 });
  }
  points.forEach((point, n) => sheet.dots([point], { ...LOOKS[labels[n]], opacity: margins[n] > 1 ? 0.5 : 1 }));
  sheet.dots(points.filter((_, n) => margins[n] <= 0), { shape: "cross", fill: COLOURS.red, radius: 7 });
}

function drawLoss(sheet, labels, margins) {
  const [low, high] = sheet.scales.range.x, top = sheet.scales.range.y[1];
  const hinge = (m) => Math.max(1 - m, 0), inside = (m) => clamp(m, low + 0.08, high - 0.08);
  margins.forEach((m, n) => sheet.dots([[inside(m), Math.min(hinge(m), top - 0.1)]], { ...LOOKS[labels[n]], radius: m <= 0 ? 5 : 4, opacity: m > 1 ? 0.5 : 0.9 }));
  sheet.dots(margins.filter((m) => m <= 0).map((m) => [inside(m), Math.min(hinge(m), top - 0.1)]), { shape: "cross", fill: COLOURS.red, radius: 7 });
}

export default {
  render({ model, el }) {
    const figure = frame(el, { title: "Move the line: who is wrong, and what does the loss say?", alt: model.get("alt"),
      caption: "Drag the black point to shift the line; drag the red point (where f = 1) to turn it and to widen its margin. Circles: adults, " +
        "squares: children, crosses: errors. Pale: beyond the margin, their loss is 0." });
    const plane = axes(figure.panels, { ...REACH, equal: true, width: 420, xLabel: "age (years)", yLabel: "weight (kg)", label: "People and the line",
      tickFormat: { x: (v) => format(v * UNIT[0]), y: (v) => format(v * UNIT[1]) } });
    const curve = axes(figure.panels, { x: [-4, 4], y: [-0.3, 5], height: 316, xLabel: "margin y·f", yLabel: "loss of one person", label: "The loss against the margin" });
    curve.line([[-4, 1], [0, 1], [0, 0], [4, 0]], { colour: COLOURS.red, width: 2, dash: "6 4" });
    curve.curve((m) => Math.max(1 - m, 0), { colour: COLOURS.ink, width: 2.5 });
    curve.text([-3.9, 0.66], "error counted: 1 or 0", { fill: COLOURS.red, anchor: "start", size: 12 });
    curve.text([-1.6, 3.6], "hinge: relu(1 − y·f)", { anchor: "start", size: 12 });
    const points = model.get("people").map((x) => x.map((v, i) => v / UNIT[i])), labels = model.get("labels");
    const onPlane = plane.layer(), onCurve = curve.layer();
    let anchor = [3.4, 2.4]; // where the black point stands on the line

    const scaled = () => model.get("w").map((value, i) => value * UNIT[i]);
    const set = (v, b) => {
      model.set("w", v.map((value, i) => value / UNIT[i]));
      share(model, "b", b);
    };
    const through = (base, tip) => { // the neuron with f(base) = 0, f(tip) = 1 and w along the arrow
      const d = [tip[0] - base[0], tip[1] - base[1]], square = Math.max(d[0] ** 2 + d[1] ** 2, 0.01);
      const v = d.map((value) => value / square);
      return [v, -(v[0] * base[0] + v[1] * base[1])];
    };
    const spoken = ([x, y]) => `age ${format(x * UNIT[0])}, weight ${format(y * UNIT[1])}`;
    const base = plane.handle({ label: "A point of the line", at: anchor, step: [0.05, 0.05], say: spoken, fill: COLOURS.ink, move: (point) => {
      anchor = point;
      const v = scaled();
      share(model, "b", -(v[0] * point[0] + v[1] * point[1]));
    } });
    const tip = plane.handle({ label: "A point where f is 1", at: anchor, step: [0.05, 0.05], say: spoken, move: (point) => set(...through(anchor, point)) });

    /** One step of gradient descent on the mean hinge loss, in the units of the picture, about its centre. */
    function descend() {
      const v = scaled(), grad = [0, 0, 0], at = (p) => [p[0] - CENTRE[0], p[1] - CENTRE[1], 1];
      points.forEach((point, n) => {
        if (labels[n] * (v[0] * point[0] + v[1] * point[1] + model.get("b")) >= 1) return;
        at(point).forEach((value, i) => { grad[i] -= (labels[n] * value) / points.length; });
      });
      const rate = 0.2, moved = v.map((value, i) => value - rate * grad[i]);
      const middle = v[0] * CENTRE[0] + v[1] * CENTRE[1] + model.get("b") - rate * grad[2];
      set(moved, middle - moved[0] * CENTRE[0] - moved[1] * CENTRE[1]);
    }
    button(figure.controls, "One step downhill", descend);
    player(figure.controls, { label: "Walk downhill", perSecond: 12, step: descend });
    button(figure.controls, "Start again", () => { anchor = [3.4, 2.4]; set(start.w.map((value, i) => value * UNIT[i]), start.b); });
    const start = { w: model.get("w"), b: model.get("b") };

    function draw() {
      const w = model.get("w"), v = scaled(), b = model.get("b"), square = v[0] ** 2 + v[1] ** 2 || 1e-9;
      const score = (p) => v[0] * p[0] + v[1] * p[1] + b;
      const margins = points.map((point, n) => labels[n] * score(point));
      anchor = anchor.map((value, i) => value - (score(anchor) * v[i]) / square);
      base.set(anchor);
      tip.set(anchor.map((value, i) => value + v[i] / square));
      drawPlane(onPlane.clear(), points, labels, margins, v, b);
      onPlane.arrow(anchor, tip.at, { colour: COLOURS.red, width: 2 });
      drawLoss(onCurve.clear(), labels, margins);
      const wrong = margins.filter((m) => m <= 0).length, sum = margins.reduce((total, m) => total + Math.max(1 - m, 0), 0);
      figure.say(`f = ${affineText(w.map((value) => Number(value.toPrecision(3))), Number(b.toPrecision(3)), ["·age", "·weight"])}\n` +
        `Wrong: ${wrong} of ${points.length}, so e_a = ${format(wrong / points.length)}.  Hinge loss: sum ${format(sum, 4)}, mean ${format(sum / points.length)}.  ` +
        `With margin below 1: ${margins.filter((m) => m < 1).length}.\n` +
        `Real error e_r = ${format(realError(model.get("clouds"), w, b))}, known only because these people are simulated ` +
        `(no function at all goes below ${format(model.get("bayes"))}).`);
    }
    listen(model, ["w", "b"], draw);
    draw();
  },
};
