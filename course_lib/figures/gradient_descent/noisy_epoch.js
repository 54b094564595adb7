// One epoch of small noisy steps against one step along the full gradient, for the price of the same examples.

const START = [-1.2, -0.6], WINDOW = { x: [-1.6, 1.7], y: [-1.1, 2.6] };

/** A generator of uniform numbers in [0, 1) from a seed (mulberry32). */
function uniform(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function permutation(n, random) {
  const order = [...Array(n).keys()];
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

/** The mean of (y − a − b x)² over some examples. */
function loss([a, b], xs, ys) {
  return xs.reduce((sum, x, i) => sum + (ys[i] - a - b * x) ** 2, 0) / xs.length;
}

/** Its gradient over the examples of `batch`. */
function gradient([a, b], xs, ys, batch) {
  const rests = batch.map((i) => ys[i] - a - b * xs[i]), mean = (values) => values.reduce((sum, v) => sum + v, 0) / batch.length;
  return [-2 * mean(rests), -2 * mean(batch.map((i, k) => rests[k] * xs[i]))];
}

/** Points after each step, and the number of examples used so far. */
function descend(xs, ys, size, rate, epochs, seed) {
  const random = uniform(seed), path = [START], used = [0];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = permutation(xs.length, random);
    for (let first = 0; first < xs.length; first += size) {
      const batch = order.slice(first, first + size), g = gradient(path.at(-1), xs, ys, batch);
      path.push(path.at(-1).map((v, i) => v - rate * g[i]));
      used.push(used.at(-1) + batch.length);
    }
  }
  return { path, used };
}

/** The least-squares line: where the full gradient is 0. */
function leastSquares(xs, ys) {
  const n = xs.length, sum = (values) => values.reduce((total, v) => total + v, 0), mx = sum(xs) / n, my = sum(ys) / n;
  const b = sum(xs.map((x, i) => (x - mx) * (ys[i] - my))) / sum(xs.map((x) => (x - mx) ** 2));
  return [my - b * mx, b];
}

export default {
  render({ model, el }) {
    const xs = model.get("x"), ys = model.get("y"), n = xs.length, best = leastSquares(xs, ys), floor = loss(best, xs, ys);
    const figure = frame(el, { title: "Many rough steps, or one good one, for the price of the same examples", alt: model.get("alt"),
      caption: "40 points around a line; the parameters are its intercept and slope. Black squares: full gradient, one step an epoch. Blue: mini-batches. Cross: the minimum." });
    const size = choice(figure.controls, { label: "Batch size", value: String(model.get("batch_size")), options: Object.fromEntries([1, 2, 5, 10, 20, 40].map((v) => [v, v])),
      change: (v) => share(model, "batch_size", Number(v)) });
    const rate = slider(figure.controls, { label: "Rate γ", min: 0.01, max: 0.9, step: 0.01, value: model.get("rate"), change: (v) => share(model, "rate", v) });
    const epochs = slider(figure.controls, { label: "Epochs", min: 1, max: 10, value: model.get("epochs"), change: (v) => share(model, "epochs", v) });
    button(figure.controls, "Shuffle again", () => share(model, "shuffle", model.get("shuffle") + 1));

    const left = axes(figure.panels, { ...WINDOW, xLabel: "intercept", yLabel: "slope", label: "The parameters" });
    left.contours((a, b) => loss([a, b], xs, ys), [0.02, 0.1, 0.3, 0.7, 1.3, 2.2, 3.5].map((v) => floor + v), { cells: 70, colour: COLOURS.faint });
    left.dots([best], { shape: "cross", fill: COLOURS.orange, radius: 7 });
    const paths = left.layer();
    let right = null;

    function draw() {
      const E = model.get("epochs"), B = model.get("batch_size"), gamma = model.get("rate");
      const noisy = descend(xs, ys, B, gamma, E, model.get("shuffle")), full = descend(xs, ys, n, gamma, E, 1);
      const value = ({ path }) => path.map((p) => clamp(loss(p, xs, ys), 0.1, 10));
      right?.scales.svg.remove();
      right = axes(figure.panels, { x: [0, n * E], y: [0.1, 10], log: { y: true }, xLabel: "examples used", yLabel: "mean loss over all examples", label: "The loss" });
      paths.clear();
      for (const [run, colour, shape, sizes] of [[noisy, COLOURS.blue, "circle", 2.5], [full, COLOURS.ink, "square", 4]]) {
        const points = run.path.map((p) => p.map((v) => clamp(v, -20, 20))), losses = value(run);
        paths.line(points, { colour, width: 1.6 });
        paths.dots(points, { fill: colour, radius: sizes, shape, width: 0 });
        right.line(losses.map((v, k) => [run.used[k], v]), { colour, width: 1.8 });
        right.dots(losses.map((v, k) => [run.used[k], v]), { fill: colour, radius: sizes, shape, width: 0 });
      }
      right.line([[0, floor], [n * E, floor]], { colour: COLOURS.orange, dash: "6 4", width: 1.5 });
      size.set(String(B));
      rate.set(gamma);
      epochs.set(E);
      figure.say(`${n * E} examples used: ${noisy.path.length - 1} steps on batches of ${B} lead to loss ${format(loss(noisy.path.at(-1), xs, ys))}; ` +
        `${E} full step${E > 1 ? "s" : ""} to ${format(loss(full.path.at(-1), xs, ys))}.  The least possible is ${format(floor)} (dashed).`);
    }

    listen(model, ["batch_size", "rate", "epochs", "shuffle"], draw);
    draw();
  },
};
