// Universal approximation, built: n ReLUs join n + 1 points of a function; more of them, or better placed, do better.

const TARGETS = {
  sine: { name: "sin 2πx", f: (x) => Math.sin(2 * Math.PI * x) },
  kink: { name: "|x − 0.37|", f: (x) => Math.abs(x - 0.37) },
  step: { name: "a steep step", f: (x) => 1 / (1 + Math.exp(-40 * (x - 0.5))) },
  root: { name: "√x", f: (x) => Math.sqrt(x) },
  square: { name: "x²", f: (x) => x * x },
};
const MOST = 64, EXACT = 1e-9;
const GRID = linspace(0, 1, 2001);

/** Weights w and bias b of h(x) = b + Σ w_k relu(x − knots_k), which joins f's points over the knots. */
function interpolant(f, knots) {
  const slopes = knots.slice(1).map((right, k) => (f(right) - f(knots[k])) / (right - knots[k]));
  return { knots, w: slopes.map((slope, k) => slope - (k ? slopes[k - 1] : 0)), b: f(knots[0]) };
}

function evaluate({ knots, w, b }, x) {
  return w.reduce((sum, weight, k) => sum + weight * Math.max(x - knots[k], 0), b);
}

/** The largest |f − h| on 2001 points of [0, 1] and the point where it is. */
function worst(f, net) {
  return GRID.reduce((worst, x) => {
    const error = Math.abs(f(x) - evaluate(net, x));
    return error > worst.error ? { x, error } : worst;
  }, { x: 0, error: 0 });
}

const powerOfTen = (value) => "10" + [...String(Math.round(Math.log10(value)))].map((c) => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c])).join("");
const equalKnots = (n) => linspace(0, 1, n + 1);

/** The slope of log error against log n over the second half of the curve, where it has settled. */
function decayRate(errors) {
  const points = errors.map((error, i) => [Math.log(i + 1), Math.log(error)]).slice(15);
  const mean = (values) => values.reduce((sum, v) => sum + v, 0) / values.length;
  const mx = mean(points.map((p) => p[0])), my = mean(points.map((p) => p[1]));
  return mean(points.map(([x, y]) => (x - mx) * (y - my))) / mean(points.map(([x]) => (x - mx) ** 2));
}

function drawFit(sheet, f, net, gap) {
  const h = (x) => evaluate(net, x), xs = linspace(0, 1, 401);
  sheet.area([...xs.map((x) => [x, f(x)]), ...xs.reverse().map((x) => [x, h(x)])], { fill: COLOURS.orange, opacity: 0.45 });
  sheet.curve(f, { from: 0, to: 1, colour: COLOURS.muted, width: 4, opacity: 0.55 });
  sheet.line(net.knots.map((x) => [x, h(x)]), { colour: COLOURS.blue, width: 2 });
  sheet.line([[gap.x, f(gap.x)], [gap.x, h(gap.x)]], { colour: COLOURS.red, width: 4 });
  sheet.dots(net.knots.map((x) => [x, h(x)]), { fill: COLOURS.blue, radius: net.knots.length > 20 ? 2.5 : 5 });
}

function drawDecay(sheet, errors, n, error, moved, low) {
  const points = errors.map((value, i) => [i + 1, Math.max(value, low)]);
  sheet.line([[2, errors[1]], [MOST, errors[1] * (2 / MOST) ** 2]], { colour: COLOURS.muted, dash: "5 5", width: 1.5 });
  sheet.dots(points, { fill: COLOURS.sky, radius: 3, width: 0 });
  sheet.dots([points[n - 1]], { fill: COLOURS.blue, radius: 7 });
  if (moved) sheet.dots([[n, Math.max(error, low)]], { fill: COLOURS.red, radius: 7, shape: "triangle" });
}

export default {
  render({ model, el }) {
    const figure = frame(el, { title: "More ReLUs, smaller error: where you put the kinks decides how fast", alt: model.get("alt"),
      caption: "Drag the blue points (up to 16 ReLUs), or choose one with Tab and use the arrow keys. Red bar: where the error is largest." });
    const decays = {};
    let handles = [];

    const countSlider = slider(figure.controls, { label: "ReLUs", min: 1, max: MOST, value: model.get("relus"), change: (n) => {
      model.set("kinks", []);
      share(model, "relus", n);
    } });
    const targetChoice = choice(figure.controls, { label: "Function", value: model.get("target"),
      options: Object.fromEntries(Object.entries(TARGETS).map(([key, { name }]) => [key, name])), change: (key) => {
        model.set("kinks", []);
        share(model, "target", key);
      } });
    const reset = button(figure.controls, "Equal spacing", () => share(model, "kinks", []));

    function setStage() {
      const { name, f } = TARGETS[model.get("target")], values = GRID.map(f);
      const low = Math.min(...values), high = Math.max(...values), room = 0.15 * (high - low);
      decays[name] ??= linspace(1, MOST, MOST).map((n) => worst(f, interpolant(f, equalKnots(n))).error);
      figure.panels.replaceChildren();
      const left = axes(figure.panels, { x: [-0.03, 1.03], y: [low - room, high + room], xLabel: "x", yLabel: `${name} (grey) and the network (blue)`, label: "The function and the network" });
      const right = axes(figure.panels, { x: [0.9, 80], y: [1e-5, 2], log: { x: true, y: true }, xLabel: "number of ReLUs n", yLabel: "largest error", label: "Decay of the largest error",
        tickFormat: { y: powerOfTen } });
      right.text([7, 1.2], "dashed: error ∝ 1/n²", { fill: COLOURS.muted, anchor: "start" });
      return { name, f, left, fit: left.layer(), decay: right.layer(), errors: decays[name] };
    }
    let stage = setStage();

    function draw() {
      const n = model.get("relus"), { f, name, errors } = stage, moved = model.get("kinks").length === n + 1;
      const knots = moved ? model.get("kinks") : equalKnots(n), net = interpolant(f, knots), gap = worst(f, net);
      drawFit(stage.fit.clear(), f, net, gap);
      drawDecay(stage.decay.clear(), errors, n, gap.error, moved, 1.2e-5);
      reset.enable(moved);
      countSlider.set(n);
      targetChoice.set(model.get("target"));
      const shown = (error) => (error < EXACT ? "0 (exact)" : format(error));
      figure.say(`${n} ReLU${n > 1 ? "s" : ""}: the network 1-${n}-1 has 3n + 1 = ${3 * n + 1} parameters.  Largest error: ${shown(gap.error)}` +
        (moved ? `, with your kinks (red triangle); ${shown(errors[n - 1])} with equal spacing.` : `, at x = ${format(gap.x)}.`) +
        `\n${name}, equal spacing: from 16 to 64 ReLUs the error falls with slope ${decayRate(errors).toFixed(1).replace("-", "−")} (on the right).`);
      return knots;
    }

    /** One handle for each kink between the ends; above 16 of them they could not be told apart. */
    function setHandles(knots) {
      handles.forEach((handle) => handle.node.remove());
      const { f } = stage;
      handles = knots.length > 17 ? [] : knots.slice(1, -1).map((knot, i) => stage.left.handle({ label: `Kink ${i + 1}`, at: [knot, f(knot)], step: [0.01, 0], radius: 6,
        fill: COLOURS.blue, x: [0, 1], say: ([x]) => `x = ${format(x)}`, move: ([x]) => {
          const now = model.get("kinks").length === knots.length ? [...model.get("kinks")] : [...knots];
          now[i + 1] = clamp(x, now[i] + 0.01, now[i + 2] - 0.01);
          handles[i].set([now[i + 1], f(now[i + 1])]);
          share(model, "kinks", now);
        } }));
    }

    const restart = () => setHandles(draw());
    listen(model, ["target"], () => { stage = setStage(); restart(); });
    listen(model, ["relus"], restart);
    listen(model, ["kinks"], (kinks) => {
      const knots = draw();
      if (kinks.length === 0) setHandles(knots);
      else handles.forEach((handle, i) => handle.set([knots[i + 1], stage.f(knots[i + 1])]));
    });
    restart();
  },
};
