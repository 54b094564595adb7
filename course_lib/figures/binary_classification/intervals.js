// Fifty test sets of M examples: how far their errors scatter about e_r, and what an interval promises.

const SETS = 50, MOST = 10000, Z = 1.96;
const SIZES = linspace(1, 4, 31).map((exponent) => Math.round(10 ** exponent));

/** Uniform numbers in [0, 1) from a seed (mulberry32): the same in every browser. */
function uniforms(seed) {
  let state = (seed * 0x9e3779b9) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** For each test set the number of errors among its first 0, 1, ..., MOST examples: M grows by adding examples. */
function countErrors(error, seed) {
  return linspace(1, SETS, SETS).map((set) => {
    const next = uniforms(1000 * seed + set), counts = new Int32Array(MOST + 1);
    for (let m = 1; m <= MOST; m++) counts[m] = counts[m - 1] + (next() < error ? 1 : 0);
    return counts;
  });
}

/** Wilson's interval [low, high] of k errors in m examples. */
function wilson(k, m) {
  const e = k / m, scale = 1 + (Z * Z) / m, centre = (e + (Z * Z) / (2 * m)) / scale;
  const half = (Z * Math.sqrt((e * (1 - e)) / m + (Z * Z) / (4 * m * m))) / scale;
  return [Math.max(centre - half, 0), Math.min(centre + half, 1)];
}

const meanWidth = (counts, m) => counts.reduce((sum, count) => { const [low, high] = wilson(count[m], m); return sum + (high - low) / SETS; }, 0);

export default {
  render({ model, el }) {
    const figure = frame(el, { title: "A test error is a guess: a hundred times the data, a tenth of the doubt", alt: model.get("alt"),
      caption: "Each row is one test set; as M grows it keeps its examples and gets more. Dot: its e_t; bar: Wilson's interval for z = 1.96; " +
        "red and crossed: the interval misses e_r. Dashed: falling like 1/√M." });
    const size = slider(figure.controls, { label: "Test examples M", min: 1, max: 4, step: 0.05, value: model.get("exponent"),
      show: (v) => String(Math.round(10 ** v)), change: (v) => share(model, "exponent", v) });
    const error = slider(figure.controls, { label: "Real error e_r", min: 0, max: 0.5, step: 0.01, value: model.get("error"), change: (v) => share(model, "error", v) });
    button(figure.controls, "Draw fifty others", () => share(model, "draw", model.get("draw") + 1));
    const rows = axes(figure.panels, { x: [0, 0.8], y: [0, SETS + 5], height: 400, grid: false, xLabel: "test error e_t and its interval", yLabel: "fifty test sets", label: "Intervals of fifty test sets" });
    const decay = axes(figure.panels, { x: [9, 11000], y: [0.005, 1], log: { x: true, y: true }, height: 400, xLabel: "test examples M", yLabel: "mean width of the interval", label: "Width against M" });
    const onRows = rows.layer(), onDecay = decay.layer();
    let counts = [];

    function redraw() {
      counts = countErrors(model.get("error"), model.get("draw"));
      draw();
    }

    function draw() {
      const M = Math.round(10 ** model.get("exponent")), real = model.get("error"), errors = counts.map((count) => count[M] / M);
      onRows.clear();
      onRows.line([[real, 0], [real, SETS + 5]], { colour: COLOURS.ink, width: 2 });
      let missed = 0;
      counts.forEach((count, i) => {
        const [low, high] = wilson(count[M], M), misses = real < low || real > high;
        missed += misses;
        onRows.interval(SETS - i, low, high, { colour: misses ? COLOURS.red : COLOURS.sky, width: misses ? 3 : 2, cap: 2 });
        onRows.dots([[errors[i], SETS - i]], misses ? { shape: "cross", fill: COLOURS.red, radius: 4 } : { fill: COLOURS.blue, radius: 3, width: 0 });
      });
      onRows.text([real, SETS + 3], "e_r", { weight: 700, anchor: real > 0.06 ? "end" : "start", dx: real > 0.06 ? -6 : 6, dy: 0 });
      const curve = SIZES.map((m) => [m, meanWidth(counts, m)]), last = curve[curve.length - 1][1];
      onDecay.clear();
      onDecay.line([[10, last * Math.sqrt(MOST / 10)], [MOST, last]], { colour: COLOURS.muted, dash: "5 5", width: 1.5 });
      onDecay.line(curve, { colour: COLOURS.blue, width: 2.5 });
      const width = meanWidth(counts, M);
      onDecay.dots([[M, width]], { fill: COLOURS.red, radius: 7 });
      size.set(model.get("exponent"));
      error.set(real);
      figure.say(`M = ${M}: the fifty test errors lie between ${format(Math.min(...errors))} and ${format(Math.max(...errors))}; e_r = ${format(real)} all along.\n` +
        `${SETS - missed} of ${SETS} intervals hold e_r (95 % are promised on average). Mean width: ${format(width)}.`);
    }
    listen(model, ["exponent"], draw);
    listen(model, ["error", "draw"], redraw);
    redraw();
  },
};
