// What is left of earlier states in the last one: products of Jacobians of an RNN and of an LSTM with the same numbers.

const Q = 8, LOW = 1e-12, HIGH = 1e6, WRITTEN = 1 / Math.sqrt(Q);

const σ = (u) => 1 / (1 + Math.exp(-u));
const times = (rows, v) => rows.map((row) => row.reduce((sum, w, j) => sum + w * v[j], 0));
const product = (A, B) => A.map((row) => B[0].map((_, j) => row.reduce((sum, a, k) => sum + a * B[k][j], 0)));
const identity = (n) => Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)));

/** The largest singular value, by the power method on MᵀM; the start is no direction that anything here prefers. */
function spectral(M) {
  const size = Math.max(...M.flat().map(Math.abs));
  if (!(size > 0)) return 0;
  const A = M.map((row) => row.map((v) => v / size)), At = A[0].map((_, j) => A.map((row) => row[j]));
  let v = A[0].map((_, j) => 1 + Math.sin(3 * j + 1)), norm = 0;
  for (let turn = 0; turn < 120; turn++) {
    const w = times(At, times(A, v));
    const before = norm;
    norm = Math.hypot(...w);
    if (norm === 0) return 0;
    if (Math.abs(norm - before) < 1e-9 * norm) break;
    v = w.map((x) => x / norm);
  }
  return size * Math.sqrt(norm);
}

/** Norms of ∂h_last/∂h_t for all t, and the mean slope of tanh at each. */
function plain(matrix, inputs) {
  let h = Array(Q).fill(0);
  const slopes = inputs.map((x) => (h = times(matrix, h).map((u, j) => Math.tanh(u + x[j]))).map((v) => 1 - v * v));
  let M = identity(Q);
  const norms = [1];
  for (let t = inputs.length - 1; t > 0; t--) {
    M = product(M, matrix.map((row, i) => row.map((w) => slopes[t][i] * w)));
    norms.unshift(spectral(M));
  }
  return { norms, slopes: slopes.map((row) => row.reduce((sum, s) => sum + s, 0) / Q) };
}

/** Norms of ∂c_last/∂c_t for all t, with all ways through h, and the mean forget gate at each. Blocks i, f, g, o. */
function gated(W, U, forget, inputs) {
  let h = Array(Q).fill(0), c = Array(Q).fill(0);
  const steps = [], gates = [];
  for (const x of inputs) {
    const fromX = times(W, x), fromH = times(U, h), a = (block, j) => fromX[block * Q + j] + fromH[block * Q + j] + (block === 1 ? forget : 0);
    const before = c, units = h.map((_, j) => ({ i: σ(a(0, j)), f: σ(a(1, j)), g: Math.tanh(a(2, j)), o: σ(a(3, j)) }));
    c = units.map(({ i, f, g }, j) => f * before[j] + i * g);
    h = units.map(({ o }, j) => o * Math.tanh(c[j]));
    const J = identity(2 * Q).map((row) => row.fill(0));
    units.forEach(({ i, f, g, o }, j) => {
      const slope = o * (1 - Math.tanh(c[j]) ** 2);
      for (let k = 0; k < Q; k++) {
        J[Q + j][k] = before[j] * f * (1 - f) * U[Q + j][k] + g * i * (1 - i) * U[j][k] + i * (1 - g * g) * U[2 * Q + j][k];
        J[j][k] = slope * J[Q + j][k] + Math.tanh(c[j]) * o * (1 - o) * U[3 * Q + j][k];
      }
      J[Q + j][Q + j] = f;
      J[j][Q + j] = slope * f;
    });
    steps.push(J);
    gates.push(units.reduce((sum, { f }) => sum + f, 0) / Q);
  }
  let M = identity(2 * Q);
  const norms = [1];
  for (let t = inputs.length - 1; t > 0; t--) {
    M = product(M, steps[t]);
    norms.unshift(spectral(M.slice(Q).map((row) => row.slice(Q))));
  }
  return { norms, gates };
}

const power = (value) => "10" + [...String(Math.round(Math.log10(value)))].map((d) => (d === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[d])).join("");
const amount = (value) => (value >= 1e-2 && value <= 1e3 ? format(value, 2) : value < LOW ? `less than ${power(LOW)}` : `about ${power(value)}`);

export default {
  render({ model, el }) {
    const figure = frame(el, { title: "A product of forty factors has no middle way, unless a gate keeps one", alt: model.get("alt"),
      caption: "Eight units each, random weights and inputs, forty steps, not trained. Left: spectral norms of ∂h₄₀/∂hₜ (RNN) and ∂c₄₀/∂cₜ (LSTM, a fifth of the scale). Right: their mean factors, the slope 1 − h² and the forget gate." });
    const [left, right] = [0, 1].map(() => element("div", { style: "flex:1 1 300px;min-width:0" }, figure.panels));
    const scale = slider(figure.controls, { label: "Scale of W", min: 0.1, max: 6, step: 0.1, value: model.get("scale"), change: (v) => share(model, "scale", v) });
    const size = slider(figure.controls, { label: "Size of inputs", min: 0, max: 4, step: 0.1, value: model.get("size"), change: (v) => share(model, "size", v) });
    const forget = slider(figure.controls, { label: "Forget bias", min: -2, max: 6, step: 0.5, value: model.get("forget"), change: (v) => share(model, "forget", v) });

    function draw() {
      const scaled = (rows, factor) => rows.map((row) => row.map((w) => factor * w));
      const inputs = scaled(model.get("inputs"), model.get("size")), factor = model.get("scale") * WRITTEN;
      const rnn = plain(scaled(model.get("matrix"), factor), inputs);
      const lstm = gated(scaled(model.get("cell_inputs"), WRITTEN), scaled(model.get("cell_states"), 0.2 * factor), model.get("forget"), inputs);
      const last = inputs.length - 1, points = (values) => values.map((v, t) => [t, clamp(v, LOW, HIGH)]);
      left.replaceChildren();
      right.replaceChildren();
      const norms = axes(left, { x: [0, last], y: [LOW, HIGH], log: { y: true }, width: 380, height: 300, xLabel: "state t (the last one is on the right)", yLabel: "left of it at the end", label: "Norms of the derivatives", tickFormat: { y: power } });
      norms.line([[0, 1], [last, 1]], { colour: COLOURS.muted, width: 1 });
      norms.line(points(rnn.norms), { colour: COLOURS.red, width: 2.5, dash: "7 4" });
      norms.line(points(lstm.norms), { colour: COLOURS.blue, width: 2.5 });
      norms.text([2, 1e5], "RNN (dashed)", { fill: COLOURS.red, anchor: "start", weight: 700 });
      norms.text([2, 5e3], "LSTM", { fill: COLOURS.blue, anchor: "start", weight: 700 });
      const factors = axes(right, { x: [0, last], y: [0, 1.05], width: 380, height: 300, xLabel: "step t", yLabel: "mean factor", label: "Mean slope of tanh, and mean forget gate" });
      factors.line(rnn.slopes.map((v, t) => [t, v]), { colour: COLOURS.red, width: 2, dash: "7 4" });
      factors.line(lstm.gates.map((v, t) => [t, v]), { colour: COLOURS.blue, width: 2 });
      factors.text([2, 0.09], "slope of tanh (dashed), forget gate", { anchor: "start" });
      scale.set(model.get("scale"));
      size.set(model.get("size"));
      forget.set(model.get("forget"));
      const verdict = (value) => (value < 1e-3 ? "flat" : value > 1e3 ? "exploding" : "of one size");
      figure.say(`Of the state forty steps ago is left: RNN ${amount(rnn.norms[0])} (${verdict(rnn.norms[0])}), LSTM ${amount(lstm.norms[0])} (${verdict(lstm.norms[0])}).\n`
        + `tanh has a mean slope of ${format(rnn.slopes.reduce((a, b) => a + b, 0) / rnn.slopes.length, 2)}, the forget gates stand at ${format(lstm.gates.reduce((a, b) => a + b, 0) / lstm.gates.length, 2)} on average.`);
    }

    listen(model, ["scale", "size", "forget"], draw);
    draw();
  },
};
