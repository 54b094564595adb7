// The size of signal and gradient through a deep random network: exponentials, so straight lines on a log axis.

const ACTIVATIONS = {
  linear: { name: "none (linear)", f: (u) => u, slope: () => 1 },
  relu: { name: "ReLU", f: (u) => Math.max(u, 0), slope: (u) => (u > 0 ? 1 : 0) },
  leaky: { name: "leaky ReLU (0.1)", f: (u) => (u > 0 ? u : 0.1 * u), slope: (u) => (u > 0 ? 1 : 0.1) },
  tanh: { name: "tanh", f: Math.tanh, slope: (u) => 1 - Math.tanh(u) ** 2 },
  sigmoid: { name: "sigmoid", f: (u) => 1 / (1 + Math.exp(-u)), slope: (u) => Math.exp(-Math.abs(u)) / (1 + Math.exp(-Math.abs(u))) ** 2 },
};
const WIDTH = 48, BATCH = 6, MOST = 40, LOW = 1e-14, HIGH = 1e8;

/** Normal numbers from a fixed seed (mulberry32, then Box and Muller): the same network in each browser. */
function normals(count, seed) {
  const uniform = () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 4294967296;
  };
  return Float64Array.from({ length: count }, () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()));
}
const WEIGHTS = linspace(1, MOST, MOST).map((layer) => normals(WIDTH * WIDTH, 1000 + layer));

const size = (rows) => Math.sqrt(rows.reduce((sum, row) => sum + row.reduce((s, v) => s + v * v, 0), 0) / (rows.length * WIDTH));

/** Root mean square of the signal u and of ∂L/∂u at each layer 1..depth; L is a random linear function of the output. */
function propagate({ f, slope }, depth, scale) {
  const factor = Math.sqrt(scale / WIDTH);
  let rows = linspace(1, BATCH, BATCH).map((example) => normals(WIDTH, example));
  const states = [];
  for (let layer = 0; layer < depth; layer++) {
    rows = rows.map((row) => Float64Array.from({ length: WIDTH }, (_, i) => {
      let sum = 0;
      for (let j = 0; j < WIDTH; j++) sum += WEIGHTS[layer][i * WIDTH + j] * row[j];
      return factor * sum;
    }));
    states.push(rows);
    rows = rows.map((row) => row.map(f));
  }
  let grads = linspace(1, BATCH, BATCH).map((example) => normals(WIDTH, 500 + example));
  const gradients = [];
  for (let layer = depth - 1; layer >= 0; layer--) {
    grads = grads.map((row, n) => row.map((g, i) => g * slope(states[layer][n][i])));
    gradients.unshift(size(grads));
    grads = grads.map((row) => Float64Array.from({ length: WIDTH }, (_, j) => {
      let sum = 0;
      for (let i = 0; i < WIDTH; i++) sum += WEIGHTS[layer][i * WIDTH + j] * row[i];
      return factor * sum;
    }));
  }
  return { signals: states.map(size), gradients };
}

/** A ratio in words: a power of ten if it is far from 1. */
const amount = (ratio) => (ratio > 1e-3 && ratio < 1e3 ? format(ratio, 2) : `about ${power(ratio)}`);

const power = (value) => "10" + [...String(Math.round(Math.log10(value)))].map((c) => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c])).join("");

export default {
  render({ model, el }) {
    const figure = frame(el, { title: "How far a gradient reaches", alt: model.get("alt"),
      caption: `Layers of ${WIDTH} neurons with random normal weights of variance scale / ${WIDTH}, biases 0; root mean square over neurons and ${BATCH} examples. Not trained.` });
    const stage = element("div", { style: "display:contents" }, figure.panels);
    const activation = choice(figure.controls, { label: "Activation", value: model.get("activation"), options: Object.fromEntries(Object.entries(ACTIVATIONS).map(([key, { name }]) => [key, name])),
      change: (key) => share(model, "activation", key) });
    const depthSlider = slider(figure.controls, { label: "Depth", min: 2, max: MOST, value: model.get("depth"), change: (depth) => share(model, "depth", depth) });
    const scaleSlider = slider(figure.controls, { label: "Scale", min: 0.2, max: 4, step: 0.1, value: model.get("scale"), change: (scale) => share(model, "scale", scale) });

    function draw() {
      const depth = model.get("depth"), { signals, gradients } = propagate(ACTIVATIONS[model.get("activation")], depth, model.get("scale"));
      stage.replaceChildren();
      const plot = axes(stage, { x: [0.5, depth + 0.5], y: [LOW, HIGH], log: { y: true }, width: 780, height: 330, xLabel: "layer (1 is next to the input, the loss is on the right)", yLabel: "size",
        label: "Size of gradient and signal at each layer", tickFormat: { y: power } });
      const points = (values) => values.map((value, i) => [i + 1, clamp(value, LOW, HIGH)]);
      plot.line([[0.5, 1], [depth + 0.5, 1]], { colour: COLOURS.muted, width: 1 });
      plot.line(points(signals), { colour: COLOURS.orange, width: 2, dash: "6 4" });
      plot.line(points(gradients), { colour: COLOURS.blue, width: 2.5 });
      plot.dots(points(gradients), { fill: COLOURS.blue, radius: 5 });
      plot.text([0.5 + 0.02 * depth, 1e7], "signal u, forward (dashed)", { fill: inked(COLOURS.orange), anchor: "start", weight: 700 });
      plot.text([0.5 + 0.02 * depth, 2e5], "gradient ∂L/∂u, backward (dots)", { fill: COLOURS.blue, anchor: "start", weight: 700 });
      activation.set(model.get("activation"));
      depthSlider.set(depth);
      scaleSlider.set(model.get("scale"));
      const ratio = gradients[0] / gradients[depth - 1], rate = ratio ** (1 / (depth - 1));
      const verdict = rate < 0.8 ? "it vanishes" : rate > 1.25 ? "it explodes" : "it stays of one size";
      figure.say(`The gradient at the first layer is ${amount(ratio)} times that at the last: a factor of ${format(rate, 2)} for each layer on the way. Going back, ${verdict}.`);
    }

    listen(model, ["activation", "depth", "scale"], draw);
    draw();
  },
};
