// The field of one unit over a scene, and the blocks of pixels that share one place on the coarsest map.

const SIDE = 64, DISCS = [[24, 36, 17], [52, 12, 6], [54, 52, 6]];

function fieldOf(layers, poolings, dilation) {
  let field = 1, jump = 1, done = 0;
  for (let i = 1; i <= layers; i++) {
    field += 2 * dilation * jump;
    while (done < Math.floor(poolings * i / layers)) { field += jump; jump *= 2; done++; }
  }
  return [field, jump];
}

export default {
  render({ model, el }) {
    const figure = frame(el, { title: "Pooling pays for a wide field with the place", alt: model.get("alt"),
      caption: "Red: what the unit in the middle of the large disc sees. Grid: pixels of one block share a place on the coarsest map." });
    const plot = axes(figure.panels, { x: [0, SIDE], y: [0, SIDE], width: 420, height: 420, xLabel: "column", yLabel: "row", label: "A scene and a field", equal: true });
    for (const [x, y, radius] of DISCS) plot.area(linspace(0, 2 * Math.PI, 49).map((a) => [x + radius * Math.cos(a), y + radius * Math.sin(a)]), { fill: tint(COLOURS.blue, 0.5) });
    const shown = plot.layer();
    const sliders = [["layers", "Layers of 3 × 3", 1, 6], ["poolings", "Poolings", 0, 3], ["dilation", "Dilation", 1, 4]].map(([name, label, min, max]) =>
      [name, slider(figure.controls, { label, min, max, step: 1, value: model.get(name), change: (v) => share(model, name, v) })]);

    function draw() {
      const [field, block] = fieldOf(model.get("layers"), model.get("poolings"), model.get("dilation"));
      const [x, y, radius] = DISCS[0], half = field / 2, clip = (v) => clamp(v, 0, SIDE);
      shown.clear();
      if (block > 1) for (let at = 0; at <= SIDE; at += block) {
        shown.line([[at, 0], [at, SIDE]], { colour: COLOURS.muted, width: 0.7 });
        shown.line([[0, at], [SIDE, at]], { colour: COLOURS.muted, width: 0.7 });
      }
      const [left, right, low, high] = [clip(x - half), clip(x + half), clip(y - half), clip(y + half)];
      shown.line([[left, low], [right, low], [right, high], [left, high], [left, low]], { colour: COLOURS.red, width: 3 });
      shown.dots([[x, y]], { fill: COLOURS.red, radius: 5, shape: "square" });
      for (const [name, control] of sliders) control.set(model.get(name));
      figure.say(`The field is ${field} pixels wide, and places are known to ${block} ${block > 1 ? "pixels" : "pixel"}.\n`
        + (field >= 2 * radius ? "It reaches beyond the large disc: its size can be seen." : "It lies inside the large disc: from here it looks like ground without end."));
    }

    listen(model, ["layers", "poolings", "dilation"], draw);
    draw();
  },
};
