// LeNet at work in the browser: a digit to push or to write, its maps, its scores.

/** The numbers that `pack` of convolutional_networks.py wrote. */
function unpackNumbers(text, low, high) {
  return Float32Array.from(atob(text), (letter) => low + ((high - low) * letter.charCodeAt(0)) / 255);
}

/** A convolution with ReLU. input: channels of size² numbers; weights (out, in, k, k). */
function convolve(input, channels, size, weights, bias, k) {
  const out = size - k + 1, maps = bias.length, result = new Float32Array(maps * out * out);
  for (let q = 0; q < maps; q++) for (let h = 0; h < out; h++) for (let w = 0; w < out; w++) {
    let sum = bias[q];
    for (let c = 0; c < channels; c++) for (let i = 0; i < k; i++) for (let j = 0; j < k; j++)
      sum += input[(c * size + h + i) * size + w + j] * weights[((q * channels + c) * k + i) * k + j];
    result[(q * out + h) * out + w] = Math.max(0, sum);
  }
  return result;
}

function pool(input, channels, size) {
  const out = Math.floor(size / 2), result = new Float32Array(channels * out * out);
  for (let c = 0; c < channels; c++) for (let h = 0; h < out; h++) for (let w = 0; w < out; w++) {
    const at = (i, j) => input[(c * size + 2 * h + i) * size + 2 * w + j];
    result[(c * out + h) * out + w] = Math.max(at(0, 0), at(0, 1), at(1, 0), at(1, 1));
  }
  return result;
}

function dense(input, weights, bias, act) {
  return Float32Array.from(bias, (b, q) => {
    let sum = b;
    for (let i = 0; i < input.length; i++) sum += input[i] * weights[q * input.length + i];
    return act(sum);
  });
}

/** All that LeNet computes: first and second maps, and the probabilities. */
function lenet(image, [A1, b1, A2, b2, A3, b3, A4, b4, A5, b5]) {
  const first = convolve(image, 1, 32, A1, b1, 5), second = convolve(pool(first, 6, 28), 6, 14, A2, b2, 5);
  const hidden = convolve(pool(second, 16, 10), 16, 5, A3, b3, 5);
  const scores = dense(dense(hidden, A4, b4, (v) => Math.max(0, v)), A5, b5, (v) => v);
  const largest = Math.max(...scores), powers = Array.from(scores, (s) => Math.exp(s - largest)), total = powers.reduce((a, b) => a + b);
  return { first, second, probabilities: powers.map((p) => p / total) };
}

/** Map number q of `count` maps, as rows. */
const rowsOf = (maps, q, size) => Array.from({ length: size }, (_, h) => Array.from(maps.subarray((q * size + h) * size, (q * size + h + 1) * size)));

export default {
  render({ model, el }) {
    const weights = model.get("weights").map(([low, high, text]) => unpackNumbers(text, low, high));
    const digits = model.get("digits").map((text) => unpackNumbers(text, 0, 1));
    const figure = frame(el, { title: "The maps move with the digit", alt: model.get("alt"),
      caption: "Dark: a large number; the maps of one layer share one scale. To write, press anywhere on the picture and move, with the mouse or a finger; or move the red point with the arrow keys." });
    const paper = axes(figure.panels, { x: [0, 32], y: [0, 32], width: 300, equal: true, grid: false, yLabel: "the picture, 32 × 32", tickFormat: { x: () => "", y: () => "" } });
    const bars = axes(figure.panels, { x: [-0.5, 9.5], y: [0, 1], width: 330, height: 280, yLabel: "what the network says", xLabel: "digit", tickCount: 10 });
    const firstMaps = diagram(figure.panels, { width: 380, height: 278, label: "The maps of the first convolution" }).layer();
    const secondMaps = diagram(figure.panels, { width: 380, height: 278, label: "The maps of the second convolution" }).layer();
    const shown = paper.layer(), chart = bars.layer();
    let own = new Float32Array(32 * 32); // what the pen has written

    const which = slider(figure.controls, { label: "Digit", min: 0, max: digits.length, value: 3, show: (v) => (v < digits.length ? `${v}` : "yours"), change: (v) => share(model, "digit", v) });
    const right = slider(figure.controls, { label: "Right", min: -10, max: 10, value: 0, change: (v) => share(model, "right", v) });
    const down = slider(figure.controls, { label: "Down", min: -10, max: 10, value: 0, change: (v) => share(model, "down", v) });
    button(figure.controls, "A blank sheet", () => { own = new Float32Array(32 * 32); model.set("right", 0); model.set("down", 0); share(model, "digit", digits.length); draw(); });

    function write(points) {
      if (model.get("digit") < digits.length) { own = moved(); model.set("right", 0); model.set("down", 0); share(model, "digit", digits.length); }
      for (const [x, y] of points) for (let h = 0; h < 32; h++) for (let w = 0; w < 32; w++) {
        const ink = clamp(1.9 - Math.hypot(w + 0.5 - x, 32 - h - 0.5 - y), 0, 1);
        own[h * 32 + w] = Math.max(own[h * 32 + w], ink);
      }
      draw();
    }
    const pen = paper.handle({ label: "Pen", at: [26, 6], step: [0.5, 0.5], x: [3, 29], y: [3, 29], radius: 6, move: (point) => write([point]) });
    // A press anywhere on the picture puts the pen down there, and every move until it is lifted writes.
    const sheet = paper.scales.svg, within = (event) => paper.scales.locate(event).map((v) => clamp(v, 3, 29));
    sheet.style.touchAction = "none"; // a finger writes here, and does not scroll
    const writeAt = (event) => { // one stroke from where the pen was, since a quick hand skips pixels
      const [x0, y0] = pen.at, [x1, y1] = within(event), steps = Math.max(1, Math.ceil(Math.hypot(x1 - x0, y1 - y0)));
      pen.set([x1, y1]);
      write(linspace(1 / steps, 1, steps).map((share) => [x0 + share * (x1 - x0), y0 + share * (y1 - y0)]));
    };
    sheet.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || event.target.closest(".fig-handle")) return;
      sheet.setPointerCapture(event.pointerId);
      event.preventDefault();
      pen.set(within(event));
      write([pen.at]);
    });
    sheet.addEventListener("pointermove", (event) => { if (sheet.hasPointerCapture(event.pointerId)) writeAt(event); });

    function moved() {
      const source = model.get("digit") < digits.length ? digits[model.get("digit")] : own, result = new Float32Array(32 * 32);
      const dx = model.get("right"), dy = model.get("down");
      for (let h = 0; h < 32; h++) for (let w = 0; w < 32; w++) {
        const [i, j] = [h - dy, w - dx];
        if (i >= 0 && i < 32 && j >= 0 && j < 32) result[h * 32 + w] = source[i * 32 + j];
      }
      return result;
    }

    /** `count` maps of size² numbers, `across` in a row, each `wide` pixels; all on one scale. */
    function gallery(sheet, maps, { count, size, across, wide, words }) {
      let largest = 1e-9;
      for (const value of maps) largest = Math.max(largest, value);
      const grey = sequential(0, largest, COLOURS.dark);
      sheet.clear();
      sheet.text([0, 266], words, { anchor: "start", halo: false });
      for (let q = 0; q < count; q++) {
        const x = (q % across) * (wide + 5), y = 252 - Math.floor(q / across) * (wide + 5);
        sheet.heat(rowsOf(maps, q, size), { x: [x, x + wide], y: [y - wide, y], colour: grey });
        sheet.rectangle([x, y - wide], [x + wide, y], { fill: "none", colour: COLOURS.faint });
      }
    }

    function draw() {
      const image = moved(), { first, second, probabilities } = lenet(image, weights);
      which.set(clamp(model.get("digit"), 0, digits.length)); right.set(model.get("right")); down.set(model.get("down"));
      shown.clear();
      shown.heat(rowsOf(image, 0, 32), { colour: sequential(0, 1, COLOURS.dark) });
      chart.clear();
      chart.bars(probabilities.map((p, k) => [k, p]), { width: 0.7 });
      gallery(firstMaps, first, { count: 6, size: 28, across: 3, wide: 122, words: "first convolution: 6 maps of 28 × 28" });
      gallery(secondMaps, second, { count: 16, size: 10, across: 6, wide: 58, words: "second convolution: 16 maps of 10 × 10" });
      const order = probabilities.map((p, k) => [p, k]).sort((a, b) => b[0] - a[0]);
      const percent = (p) => `${format(Math.round(1000 * p) / 10)} %`;
      figure.say(`It says ${order[0][1]} (${percent(order[0][0])}), then ${order[1][1]} (${percent(order[1][0])}).`);
    }
    listen(model, ["digit", "right", "down"], draw);
    draw();
  },
};
