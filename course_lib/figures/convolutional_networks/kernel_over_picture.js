// A kernel of 3 by 3 weights, edited by hand, over a real picture.

const KERNELS = {
  "": { name: "your own" },
  same: { name: "the picture itself", weights: [0, 0, 0, 0, 1, 0, 0, 0, 0] },
  vertical: { name: "edges, deck 004", weights: [1, 0, -1, 1, 0, -1, 1, 0, -1] },
  blur: { name: "blur", weights: [1, 1, 1, 1, 1, 1, 1, 1, 1].map((w) => Number((w / 9).toFixed(3))) },
  sharpen: { name: "more contrast", weights: [0, -1, 0, -1, 5, -1, 0, -1, 0] },
  laplace: { name: "all edges", weights: [0, 1, 0, 1, -4, 1, 0, 1, 0] },
  relief: { name: "relief", weights: [-2, -1, 0, -1, 1, 1, 0, 1, 2] },
  shift: { name: "moves it by one pixel", weights: [0, 0, 0, 0, 0, 1, 0, 0, 0] },
};

/** The grey values (0..1) that `pack` of convolutional_networks.py wrote, as rows. */
function unpack(text, side) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return Array.from({ length: side }, (_, i) => Array.from(bytes.subarray(i * side, (i + 1) * side), (byte) => byte / 255));
}

/** Cross-correlation where the kernel fits. */
function correlate(picture, kernel) {
  const inner = picture.length - 2;
  return Array.from({ length: inner }, (_, h) => Array.from({ length: inner }, (_, w) => {
    let sum = 0;
    for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) sum += picture[h + i][w + j] * kernel[3 * i + j];
    return sum;
  }));
}

export default {
  render({ model, el }) {
    const side = model.get("side"), picture = unpack(model.get("pixels"), side), inner = side - 2;
    const figure = frame(el, { title: "Nine weights decide what the picture shows", alt: model.get("alt"),
      caption: "Weights that add up to about 0 answer to differences: red above 0, blue below, white 0. Others are shown in grey, cut at black 0 and white 1. " +
        "Drag the square, or move it with the arrow keys." });
    const shape = { x: [0, side], y: [0, side], width: 372, equal: true, grid: false, tickFormat: { x: () => "", y: () => "" } };
    const before = axes(figure.panels, { ...shape, yLabel: "the picture" }), after = axes(figure.panels, { ...shape, yLabel: "after the kernel" });
    before.heat(picture.map((row) => row.map((v) => Array(3).fill(Math.round(255 * v)))));
    const result = after.layer(), marks = [before.layer(), after.layer()];
    const window = before.handle({ label: "Window", at: [57, side - 41], step: [1, 1], x: [1, side - 2], y: [2, side - 1], radius: 4,
      move: ([x, y]) => share(model, "at", [side - y - 1, x - 1]), say: ([x, y]) => `row ${side - y - 1}, column ${x - 1}` });

    const grid = element("div", { style: "display:grid;grid-template-columns:repeat(3,68px);gap:4px", role: "group", "aria-label": "The kernel" }, figure.controls);
    const inputs = Array.from({ length: 9 }, (_, n) => {
      const input = element("input", { type: "number", step: 0.5, min: -20, max: 20, "aria-label": `weight in row ${Math.floor(n / 3) + 1}, column ${(n % 3) + 1}`,
        "data-lm-suppress-shortcuts": "true", style: "font:inherit;width:68px;padding:3px;text-align:center;color:inherit;background:var(--fig-white);border:1px solid var(--fig-rule);border-radius:6px" }, grid);
      input.addEventListener("input", () => {
        if (!Number.isFinite(input.valueAsNumber)) return;
        const kernel = [...model.get("kernel")];
        kernel[n] = clamp(input.valueAsNumber, -20, 20);
        share(model, "kernel", kernel);
      });
      input.addEventListener("keydown", (event) => event.stopPropagation());
      return input;
    });
    const ready = choice(figure.controls, { label: "Kernel", value: "", options: Object.fromEntries(Object.entries(KERNELS).map(([key, { name }]) => [key, name])),
      change: (key) => { if (KERNELS[key].weights) share(model, "kernel", KERNELS[key].weights); } });
    const turn = choice(figure.controls, { label: "Slides", value: String(model.get("turned")), options: { false: "as it is (correlation)", true: "turned by 180° (convolution)" },
      change: (key) => share(model, "turned", key === "true") });

    function draw() {
      const given = model.get("kernel"), kernel = model.get("turned") ? [...given].reverse() : given, values = correlate(picture, kernel);
      const total = kernel.reduce((sum, w) => sum + w, 0), [row, column] = model.get("at").map((v) => clamp(v, 0, inner - 1));
      inputs.forEach((input, n) => { if (input.valueAsNumber !== given[n]) input.value = given[n]; });
      ready.set(Object.keys(KERNELS).find((key) => KERNELS[key].weights?.every((w, n) => w === given[n])) ?? "");
      turn.set(String(model.get("turned")));
      window.set([column + 1, side - row - 1]);
      const signed = Math.abs(total) < 0.25, limit = Math.max(1e-9, ...values.map((line) => Math.max(...line.map(Math.abs))));
      const grey = (v) => Array(3).fill(Math.round(255 * clamp(v, 0, 1))), colour = diverging(limit);
      result.clear();
      result.heat(signed ? values : values.map((line) => line.map(grey)), { x: [1, side - 1], y: [1, side - 1], colour });
      for (const mark of marks) mark.clear();
      marks[0].rectangle([column, side - row - 3], [column + 3, side - row], { fill: "none", colour: COLOURS.yellow, width: 2 });
      marks[1].rectangle([column + 1, side - row - 2], [column + 2, side - row - 1], { fill: "none", colour: COLOURS.orange, width: 3 });
      const terms = kernel.map((w, n) => (w ? `${format(picture[row + Math.floor(n / 3)][column + (n % 3)], 2)}·${w < 0 ? `(${format(w)})` : format(w)}` : "")).filter(Boolean);
      figure.say(`The weights add up to ${format(total)}; the result goes from ${format(Math.min(...values.map((line) => Math.min(...line))))} to ${format(Math.max(...values.map((line) => Math.max(...line))))}.\n` +
        `In the square: ${terms.join(" + ") || "0"} = ${format(values[row][column])}.`);
    }
    listen(model, ["kernel", "turned", "at"], draw);
    draw();
  },
};
