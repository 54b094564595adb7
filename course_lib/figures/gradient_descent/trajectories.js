// Five optimisers in a valley: the same start, a rate of its own for each, what each of them makes of the gradient.

const LANDSCAPES = {
  ravine: { name: "ravine  (x² + 20 y²) / 2", f: (x, y) => (x * x + 20 * y * y) / 2, gradient: ([x, y]) => [x, 20 * y], largest: 20, best: [0, 0],
    start: [-2, 0.8], steps: 60, x: [-2.6, 2.6], y: [-1.5, 1.5], levels: [0.05, 0.3, 1, 2.5, 5, 9, 15], low: 1e-8 },
  rosenbrock: { name: "Rosenbrock  (1 − x)² + 100 (y − x²)²", f: (x, y) => (1 - x) ** 2 + 100 * (y - x * x) ** 2, best: [1, 1], largest: 1001.6,
    gradient: ([x, y]) => [2 * (x - 1) - 400 * x * (y - x * x), 200 * (y - x * x)], start: [-1.2, 1], steps: 300, x: [-2, 2], y: [-0.6, 1.7], levels: [0.3, 2, 8, 30, 100, 300, 800], low: 1e-6 },
};
const METHODS = {
  descent: { name: "descent", colour: COLOURS.ink, dash: "2 3" },
  momentum: { name: "momentum", colour: COLOURS.blue },
  nesterov: { name: "Nesterov", colour: COLOURS.red, dash: "8 4" },
  rmsprop: { name: "RMSprop", colour: COLOURS.green, dash: "4 3" },
  adam: { name: "Adam", colour: COLOURS.purple },
};
const RHO = 0.9, BETA2 = 0.999, EPSILON = 1e-8, LOST = 1e6, LOWEST = -4, HIGHEST = 0.5;

/** The rates that a search tries: what the slider can be set to, as powers of ten. */
const EXPONENTS = linspace(LOWEST, HIGHEST, 91).map((v) => Number(v.toFixed(2)));

/** Step number t (from 1) of a method, in place: state = { P, V, U }, place, momentum and mean square, two numbers each. */
function advance(method, gradient, { P, V, U }, t, rate, beta) {
  const g = gradient(method === "nesterov" ? [P[0] - beta * V[0], P[1] - beta * V[1]] : P);
  const rho = method === "adam" ? BETA2 : RHO, known = 1 - beta ** t, knownSquare = 1 - BETA2 ** t; // known: Adam's corrections
  for (let i = 0; i < 2; i++) {
    if (method === "descent") { P[i] -= rate * g[i]; continue; }
    if (method !== "rmsprop") V[i] = beta * V[i] + (method === "adam" ? 1 - beta : rate) * g[i];
    if (method === "momentum" || method === "nesterov") { P[i] -= V[i]; continue; }
    U[i] = rho * U[i] + (1 - rho) * g[i] ** 2;
    P[i] -= method === "rmsprop" ? (rate * g[i]) / Math.sqrt(U[i] + EPSILON) : (rate * V[i]) / known / (Math.sqrt(U[i] / knownSquare) + EPSILON);
  }
}

/** Descends from a start, and after each step calls see(value, place, t), until the steps are made or the method is lost. */
function descend(method, land, start, count, rate, beta, see) {
  const state = { P: [...start], V: [0, 0], U: [0, 0] };
  for (let t = 1, value = 0; t <= count && value < LOST; t++) {
    advance(method, land.gradient, state, t, rate, beta);
    value = land.f(...state.P);
    see(value < LOST ? value : Infinity, state.P, t);
  }
}

/** The points of a method, until it is lost. */
function run(method, land, start, count, rate, beta) {
  const path = [start];
  descend(method, land, start, count, rate, beta, (value, place) => path.push([...place]));
  return path;
}

/** The exponent of the rate whose value stays lowest over the last tenth of the steps: one low step may be luck. */
function tuned(method, land, start, count, beta) {
  let best = EXPONENTS[0], least = Infinity;
  for (const exponent of EXPONENTS) {
    let highest = 0;
    descend(method, land, start, count, 10 ** exponent, beta, (value, place, t) => { if (t > 0.9 * count || value === Infinity) highest = Math.max(highest, value); });
    if (highest < least) [best, least] = [exponent, highest];
  }
  return best;
}

const power = (value) => "10" + [...String(Math.round(Math.log10(value)))].map((c) => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c])).join("");

/** What theory says of a ravine: the rates at which descent and its two momenta diverge. */
function limits(beta, largest) {
  return `Limits here: descent diverges for α > 2/L = ${format(2 / largest)}, momentum for α > ${format((2 * (1 + beta)) / largest)}, Nesterov for α > ${format((2 * (1 + beta)) / (1 + 2 * beta) / largest)}.`;
}

export default {
  render({ model, el }) {
    const figure = frame(el, { title: "The same valley, five ways down", alt: model.get("alt"),
      caption: "Drag the start. Cross: the minimum. Tune tries every rate of the slider on what is shown, and keeps the one that stays lowest in the last tenth of the steps. RMSprop has ρ = 0.9, Adam β₂ = 0.999." });
    const shown = () => (model.get("method") === "all" ? Object.keys(METHODS) : [model.get("method")]);
    /** The exponents, of which these methods have tuned ones. */
    const retuned = (keys) => ({ ...model.get("exponents"), ...Object.fromEntries(keys.map((key) =>
      [key, tuned(key, LANDSCAPES[model.get("landscape")], model.get("start"), model.get("steps"), model.get("momentum"))])) });

    const land = choice(figure.controls, { label: "Valley", value: model.get("landscape"), options: Object.fromEntries(Object.entries(LANDSCAPES).map(([key, { name }]) => [key, name])),
      change: (key) => {
        model.set("start", LANDSCAPES[key].start);
        model.set("steps", LANDSCAPES[key].steps);
        model.set("shift", 0);
        model.set("landscape", key);
        share(model, "exponents", retuned(Object.keys(METHODS)));
      } });
    const method = choice(figure.controls, { label: "Show", value: model.get("method"),
      options: { ...Object.fromEntries(Object.entries(METHODS).map(([key, { name }]) => [key, name])), all: "all five" }, change: (key) => share(model, "method", key) });
    button(figure.controls, "Tune", () => { model.set("shift", 0); share(model, "exponents", retuned(shown())); });
    const rate = slider(figure.controls, { label: "Rate α", min: LOWEST, max: HIGHEST, step: 0.05, value: 0, show: (v) => format(10 ** v, 2),
      change: (v) => (model.get("method") === "all" ? share(model, "shift", v) : share(model, "exponents", { ...model.get("exponents"), [model.get("method")]: v })) });
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
      const missing = Object.keys(METHODS).filter((key) => !(key in model.get("exponents")));
      if (missing.length) return model.set("exponents", retuned(missing)); // which draws
      const { chosen, sheet, handle } = stage, start = model.get("start"), b = model.get("momentum"), n = model.get("steps");
      const together = model.get("method") === "all", exponents = model.get("exponents"), words = [];
      const alphaOf = (key) => 10 ** (exponents[key] + (together ? model.get("shift") : 0));
      sheet.clear();
      stage.decay?.scales.svg.remove();
      const decay = stage.decay = axes(figure.panels, { x: [0, n], y: [chosen.low, LOST], log: { y: true }, xLabel: "step", yLabel: "value of the function", label: "The value after each step",
        tickFormat: { y: power } });
      shown().forEach((key, i) => {
        const { name, colour, dash } = METHODS[key], alpha = `α = ${format(alphaOf(key), 2)}`;
        const path = run(key, chosen, start, n, alphaOf(key), b), values = path.map((p) => chosen.f(...p));
        const lost = !(values.at(-1) < LOST), inside = path.map((p) => p.map((v) => clamp(v, -50, 50)));
        sheet.line(inside, { colour, dash, width: 2 });
        if (!together) sheet.dots(inside.slice(1), { fill: colour, radius: 3, width: 0 });
        decay.line(values.map((v, t) => [t, clamp(v, chosen.low, LOST)]), { colour, dash, width: 2 });
        decay.text([0.98 * n, 10 ** (5.4 - 0.75 * i)], together ? `${name}, ${alpha}` : name, { fill: colour, anchor: "end", weight: 650 });
        words.push(`${name}${together ? ` (${alpha})` : ""} ${lost ? `is lost after ${path.length - 1} steps` : values.at(-1) < chosen.low ? `below ${power(chosen.low)}` : format(values.at(-1), 2)}`);
      });
      handle.set(start);
      land.set(model.get("landscape"));
      method.set(model.get("method"));
      rate.input.previousElementSibling.textContent = together ? "All rates ×" : "Rate α";
      [rate.input.min, rate.input.max] = together ? [-1.5, 1.5] : [LOWEST, HIGHEST];
      rate.set(together ? model.get("shift") : exponents[model.get("method")]);
      beta.set(b);
      count.set(n);
      figure.say(`${together ? "After" : `α = ${format(alphaOf(model.get("method")), 2)}, after`} ${n} steps: ${words.join(", ")}.\n` + (model.get("landscape") === "ravine" ? limits(b, chosen.largest)
        : `Near the minimum L = ${format(chosen.largest, 4)}, so descent cannot stay there for α > 2/L = ${format(2 / chosen.largest, 2)}.`));
    }

    listen(model, ["landscape"], () => { stage = setStage(); draw(); });
    listen(model, ["method", "exponents", "shift", "momentum", "steps", "start"], draw);
    draw();
  },
};
