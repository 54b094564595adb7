// Five optimisers in a valley: the same start, the same rate, what each of them makes of the gradient.

const LANDSCAPES = {
  ravine: { name: "ravine  (x² + 20 y²) / 2", f: (x, y) => (x * x + 20 * y * y) / 2, gradient: ([x, y]) => [x, 20 * y], largest: 20, best: [0, 0],
    x: [-2.6, 2.6], y: [-1.5, 1.5], levels: [0.05, 0.3, 1, 2.5, 5, 9, 15], low: 1e-8 },
  rosenbrock: { name: "Rosenbrock  (1 − x)² + 100 (y − x²)²", f: (x, y) => (1 - x) ** 2 + 100 * (y - x * x) ** 2, best: [1, 1], largest: 1001.6,
    gradient: ([x, y]) => [2 * (x - 1) - 400 * x * (y - x * x), 200 * (y - x * x)], x: [-2, 2], y: [-0.6, 1.7], levels: [0.3, 2, 8, 30, 100, 300, 800], low: 1e-6 },
};
const METHODS = {
  descent: { name: "descent", colour: COLOURS.ink, dash: "2 3" },
  momentum: { name: "momentum", colour: COLOURS.blue },
  nesterov: { name: "Nesterov", colour: COLOURS.red, dash: "8 4" },
  rmsprop: { name: "RMSprop", colour: COLOURS.green, dash: "4 3" },
  adam: { name: "Adam", colour: COLOURS.purple },
};
const RHO = 0.9, BETA2 = 0.999, EPSILON = 1e-8, LOST = 1e6;

/** One step of a method; memory = { V, U } of two numbers each, t counts from 1. */
function advance(method, gradient, point, { V, U }, t, rate, beta) {
  const along = method === "nesterov" ? point.map((p, i) => p - beta * V[i]) : point, g = gradient(along);
  if (method === "descent") return [point.map((p, i) => p - rate * g[i]), { V, U }];
  if (method === "momentum" || method === "nesterov") {
    const next = V.map((v, i) => beta * v + rate * g[i]);
    return [point.map((p, i) => p - next[i]), { V: next, U }];
  }
  const rho = method === "adam" ? BETA2 : RHO, squares = U.map((u, i) => rho * u + (1 - rho) * g[i] ** 2);
  if (method === "rmsprop") return [point.map((p, i) => p - (rate * g[i]) / Math.sqrt(squares[i] + EPSILON)), { V, U: squares }];
  const mean = V.map((v, i) => beta * v + (1 - beta) * g[i]);
  const step = (i) => (rate * mean[i]) / (1 - beta ** t) / (Math.sqrt(squares[i] / (1 - BETA2 ** t)) + EPSILON);
  return [point.map((p, i) => p - step(i)), { V: mean, U: squares }];
}

/** The points of a method, until it is lost. */
function run(method, land, start, count, rate, beta) {
  const path = [start];
  let memory = { V: [0, 0], U: [0, 0] };
  for (let t = 1; t <= count; t++) {
    const [point, kept] = advance(method, land.gradient, path.at(-1), memory, t, rate, beta);
    memory = kept;
    path.push(point);
    if (!(land.f(...point) < LOST)) break;
  }
  return path;
}

const power = (value) => "10" + [...String(Math.round(Math.log10(value)))].map((c) => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c])).join("");

/** What theory says of a ravine: the rates at which descent and its two momenta diverge. */
function limits(beta, largest) {
  return `Limits here: descent diverges for α > 2/L = ${format(2 / largest)}, momentum for α > ${format((2 * (1 + beta)) / largest)}, Nesterov for α > ${format((2 * (1 + beta)) / (1 + 2 * beta) / largest)}.`;
}

export default {
  render({ model, el }) {
    const figure = frame(el, { title: "The same valley, five ways down", alt: model.get("alt"),
      caption: "Drag the start. Cross: the minimum. RMSprop has ρ = 0.9, Adam β₂ = 0.999." });
    const land = choice(figure.controls, { label: "Valley", value: model.get("landscape"), options: Object.fromEntries(Object.entries(LANDSCAPES).map(([key, { name }]) => [key, name])),
      change: (key) => {
        model.set("start", key === "ravine" ? [-2, 0.8] : [-1.2, 1]);
        model.set("exponent", key === "ravine" ? -1.5 : -3.1);
        model.set("steps", key === "ravine" ? 60 : 300);
        share(model, "landscape", key);
      } });
    const method = choice(figure.controls, { label: "Show", value: model.get("method"),
      options: { ...Object.fromEntries(Object.entries(METHODS).map(([key, { name }]) => [key, name])), all: "all five" }, change: (key) => share(model, "method", key) });
    const rate = slider(figure.controls, { label: "Rate α", min: -4, max: 0, step: 0.05, value: model.get("exponent"), show: (v) => format(10 ** v, 2), change: (v) => share(model, "exponent", v) });
    const beta = slider(figure.controls, { label: "Momentum β", min: 0, max: 0.98, step: 0.02, value: model.get("momentum"), show: (v) => format(v, 2), change: (v) => share(model, "momentum", v) });
    const count = slider(figure.controls, { label: "Steps", min: 1, max: 300, value: model.get("steps"), change: (v) => share(model, "steps", v) });

    function setStage() {
      const chosen = LANDSCAPES[model.get("landscape")];
      figure.panels.replaceChildren();
      const left = axes(figure.panels, { x: chosen.x, y: chosen.y, xLabel: "x", yLabel: "y", label: "The valley from above" });
      left.contours(chosen.f, chosen.levels, { cells: 100, colour: COLOURS.faint });
      left.dots([chosen.best], { shape: "cross", fill: COLOURS.orange, radius: 7 });
      const stage = { chosen, sheet: left.layer(), decay: null };
      stage.handle = left.handle({ label: "Start", at: model.get("start"), step: [0.1, 0.1], move: (point) => share(model, "start", point), fill: COLOURS.orange });
      return stage;
    }
    let stage = setStage();

    function draw() {
      const { chosen, sheet, handle } = stage, start = model.get("start"), alpha = 10 ** model.get("exponent"), b = model.get("momentum"), n = model.get("steps");
      const shown = model.get("method") === "all" ? Object.keys(METHODS) : [model.get("method")], words = [];
      sheet.clear();
      stage.decay?.scales.svg.remove();
      const decay = stage.decay = axes(figure.panels, { x: [0, n], y: [chosen.low, LOST], log: { y: true }, xLabel: "step", yLabel: "value of the function", label: "The value after each step",
        tickFormat: { y: power } });
      shown.forEach((key, i) => {
        const { name, colour, dash } = METHODS[key], path = run(key, chosen, start, n, alpha, b), values = path.map((p) => chosen.f(...p));
        const lost = !(values.at(-1) < LOST), inside = path.map((p) => p.map((v) => clamp(v, -50, 50)));
        sheet.line(inside, { colour, dash, width: 2 });
        if (shown.length === 1) sheet.dots(inside.slice(1), { fill: colour, radius: 3, width: 0 });
        decay.line(values.map((v, t) => [t, clamp(v, chosen.low, LOST)]), { colour, dash, width: 2 });
        decay.text([0.98 * n, 10 ** (5.4 - 0.75 * i)], name, { fill: colour, anchor: "end", weight: 650 });
        words.push(lost ? `${name} is lost after ${path.length - 1} steps` : `${name} ${format(values.at(-1), 2)}`);
      });
      handle.set(start);
      land.set(model.get("landscape"));
      method.set(model.get("method"));
      rate.set(model.get("exponent"));
      beta.set(b);
      count.set(n);
      figure.say(`α = ${format(alpha, 2)}, after ${n} steps: ${words.join(", ")}.\n` + (model.get("landscape") === "ravine" ? limits(b, chosen.largest)
        : `Near the minimum L = ${format(chosen.largest, 4)}, so descent cannot stay there for α > 2/L = ${format(2 / chosen.largest, 2)}.`));
    }

    listen(model, ["landscape"], () => { stage = setStage(); draw(); });
    listen(model, ["method", "exponent", "momentum", "steps", "start"], draw);
    draw();
  },
};
