// Which pixels does one unit of the last layer depend on? One axis; a row of dots for each layer.

const STACKS = {
  three: { name: "three layers of 3", layers: [[3, 1], [3, 1], [3, 1]] },
  seven: { name: "one layer of 7", layers: [[7, 1]] },
  stride: { name: "three of 3, stride 2 first", layers: [[3, 2], [3, 1], [3, 1]] },
  lenet: { name: "LeNet-5", layers: [[5, 1], [2, 2], [5, 1], [2, 2], [5, 1]] },
  pyramid: { name: "four times pooling by 2", layers: [[2, 2], [2, 2], [2, 2], [2, 2]] },
};
const PIXELS = 40;

/** How many units each layer has on 40 pixels, the pixels first; layers that no longer fit are left out. */
function sizes(layers) {
  const found = [PIXELS];
  for (const [kernel, stride] of layers) {
    const next = Math.floor((found.at(-1) - kernel) / stride) + 1;
    if (next < 1) break;
    found.push(next);
  }
  return found;
}

/** For each level, from the pixels up, the first and last unit that `unit` of the last level depends on. */
function reach(layers, unit) {
  const found = [[unit, unit]];
  for (const [kernel, stride] of [...layers].reverse()) {
    const [first, last] = found[0];
    found.unshift([first * stride, last * stride + kernel - 1]);
  }
  return found;
}

export default {
  render({ model, el }) {
    const figure = frame(el, { title: "A unit sees through its inputs: fields grow, strides spread them", alt: model.get("alt"),
      caption: "Dots: units, one row a layer; squares: pixels. Blue: what the marked unit depends on. Each unit stands above the middle of the pixels that it sees." });
    const sheet = diagram(figure.panels, { width: 480, height: 360, label: "Layers and what the unit sees" }).layer();
    let top = 1;
    const stack = choice(figure.controls, { label: "Layers", value: "three", options: { "": "your own", ...Object.fromEntries(Object.entries(STACKS).map(([key, { name }]) => [key, name])) },
      change: (key) => { if (key) share(model, "layers", STACKS[key].layers); } });
    const unit = slider(figure.controls, { label: "Unit of the last layer", min: 0, max: 33, value: 0, show: (v) => `${v}`, change: (v) => share(model, "unit", v) });
    const count = slider(figure.controls, { label: "How many layers", min: 1, max: 5, value: 3, change: (n) => {
      const now = model.get("layers");
      share(model, "layers", Array.from({ length: n }, (_, i) => now[i] ?? [3, 1]));
    } });
    const box = element("div", { style: "flex-basis:100%;display:grid;grid-template-columns:repeat(auto-fit,minmax(270px,1fr));gap:6px 18px" }, figure.controls);
    const change = (layer, part, value) => share(model, "layers", model.get("layers").map((old, i) => (i === layer ? old.map((v, p) => (p === part ? value : v)) : old)));
    let controls = [];

    function rebuild(layers) {
      if (controls.length === layers.length) return;
      box.replaceChildren();
      controls = layers.map((_, i) => [
        slider(box, { label: `Layer ${i + 1}: kernel`, min: 1, max: 7, value: 3, change: (v) => change(i, 0, v) }),
        slider(box, { label: `Layer ${i + 1}: stride`, min: 1, max: 3, value: 1, change: (v) => change(i, 1, v) }),
      ]);
    }

    function draw() {
      const layers = model.get("layers"), counts = sizes(layers), fit = layers.slice(0, counts.length - 1);
      rebuild(layers);
      layers.forEach((layer, i) => layer.forEach((value, part) => controls[i][part].set(value)));
      stack.set(Object.keys(STACKS).find((key) => JSON.stringify(STACKS[key].layers) === JSON.stringify(layers)) ?? "");
      count.set(layers.length);
      top = counts.at(-1);
      const marked = clamp(model.get("unit"), 0, top - 1), seen = reach(fit, marked);
      unit.input.max = Math.max(1, top - 1);
      unit.set(marked);
      const level = (n) => 22 + (n * 286) / Math.max(1, fit.length), across = (pixel) => 12 + (pixel * 456) / (PIXELS - 1);
      const middle = (n, i) => { // in pixels: the middle of what unit i of level n sees
        const below = reach(fit.slice(0, n), i)[0];
        return across((below[0] + below[1]) / 2);
      };
      sheet.clear();
      for (let n = fit.length; n > 0; n--) for (let i = seen[n][0]; i <= seen[n][1]; i++) {
        const [kernel, stride] = fit[n - 1];
        for (let j = 0; j < kernel; j++) sheet.line([[middle(n, i), level(n)], [middle(n - 1, i * stride + j), level(n - 1)]], { colour: COLOURS.sky, width: 1 });
      }
      counts.forEach((size, n) => {
        const points = Array.from({ length: size }, (_, i) => [middle(n, i), level(n)]), inside = points.filter((_, i) => i >= seen[n][0] && i <= seen[n][1]);
        sheet.dots(points.filter((_, i) => i < seen[n][0] || i > seen[n][1]), { fill: COLOURS.faint, radius: 4.5, shape: n ? "circle" : "square" });
        sheet.dots(inside, { fill: n === fit.length ? COLOURS.red : COLOURS.blue, radius: n === fit.length ? 8 : 5.5, shape: n ? "circle" : "square" });
        sheet.text([4, level(n)], n ? `layer ${n}: kernel ${fit[n - 1][0]}, stride ${fit[n - 1][1]}` : "pixels", { anchor: "start", dy: -18, size: 14, fill: COLOURS.muted });
      });
      const fields = fit.map((_, n) => { const [first, last] = reach(fit.slice(0, n + 1), 0)[0]; return last - first + 1; });
      const steps = fit.reduce((product, [, stride]) => product * stride, 1), missing = layers.length - fit.length;
      figure.say(`A unit sees, layer by layer: ${fields.join(", ")} pixels. Neighbours of the last layer look ${steps === 1 ? "one pixel" : `${steps} pixels`} apart.` +
        (missing ? `\nOn ${PIXELS} pixels ${missing === 1 ? "the last layer does" : `the last ${missing} layers do`} not fit any more.` : ""));
    }
    listen(model, ["layers", "unit"], draw);
    draw();
  },
};
