// A walk between two codes of a VAE, decoded here, and the same walk between the two pictures.

const SIDE = 8, LIMIT = 3.2, SHAPES = ["circle", "square", "triangle"];

function decoded([A1, b1, A2, b2], code) {
  const hidden = A1.map((row, i) => Math.max(row[0] * code[0] + row[1] * code[1] + b1[i], 0));
  return A2.map((row, i) => 1 / (1 + Math.exp(-row.reduce((sum, a, j) => sum + a * hidden[j], b2[i]))));
}

const square = (pixels) => linspace(0, SIDE - 1, SIDE).map((i) => pixels.slice(SIDE * i, SIDE * (i + 1)));

export default {
  render({ model, el }) {
    const figure = frame(el, { title: "Between two codes lies a digit; between two pictures, a double exposure", alt: model.get("alt"),
      caption: "Each mark on the left is the code of a digit; its number stands in the midst of its kind. Drag the two ends A and B." });
    const plane = axes(figure.panels, { x: [-LIMIT, LIMIT], y: [-LIMIT, LIMIT], width: 400, height: 400, xLabel: "first number of the code", yLabel: "second number", label: "The plane of codes" });
    const pictures = diagram(figure.panels, { width: 360, height: 400, label: "Decoded digits" });
    const codes = model.get("codes"), ground = plane.layer(), way = plane.layer(), shown = pictures.layer();
    const placed = [];
    for (let digit = 0; digit < 10; digit++) {
      const own = codes.filter((code) => code[2] === digit), fill = SERIES[digit % 7];
      ground.dots(own.map(([x, y]) => [x, y]), { fill, radius: 3, shape: SHAPES[digit % 3], width: 0.5, opacity: 0.55 });
    }
    for (let digit = 0; digit < 10; digit++) {
      const own = codes.filter((code) => code[2] === digit), middle = (i) => own.map((code) => code[i]).sort((a, b) => a - b)[own.length >> 1];
      if (!own.length) continue;
      const at = [middle(0), middle(1)];
      if (placed.every((other) => Math.hypot(other[0] - at[0], other[1] - at[1]) > 0.45)) { ground.text(at, String(digit), { weight: 700, size: 17, dy: -18 }); placed.push(at); }
    }
    const end = (name, trait) => plane.handle({ label: `End ${name}`, at: model.get(trait), step: [0.1, 0.1], fill: COLOURS.ink, say: ([x, y]) => `code ${format(x)}, ${format(y)}`, move: (at) => share(model, trait, at) });
    const ends = { start: end("A", "start"), end: end("B", "end") };
    const along = slider(figure.controls, { label: "Share of the way from A to B", min: 0, max: 1, step: 0.05, value: model.get("share"), change: (v) => share(model, "share", v) });
    const nearest = ([x, y]) => codes.reduce((best, code) => (Math.hypot(code[0] - x, code[1] - y) < Math.hypot(best[0] - x, best[1] - y) ? code : best));

    function draw() {
      const weights = model.get("weights"), A = model.get("start"), B = model.get("end"), t = model.get("share");
      const code = [0, 1].map((i) => A[i] + t * (B[i] - A[i])), [a, b, between] = [A, B, code].map((at) => decoded(weights, at));
      const mixed = a.map((value, i) => (1 - t) * value + t * b[i]);
      way.clear();
      way.line([A, B], { colour: COLOURS.ink, width: 2, dash: "5 4" });
      way.dots([code], { fill: COLOURS.red, radius: 7, shape: "triangle" });
      way.text(A, "A", { dy: 19, weight: 700 });
      way.text(B, "B", { dy: 19, weight: 700 });
      shown.clear();
      for (const [pixels, left, bottom, size, words] of [[a, 20, 250, 110, "A, decoded"], [b, 230, 250, 110, "B, decoded"], [between, 20, 40, 150, "walk through codes"], [mixed, 190, 40, 150, "walk through pixels"]]) {
        shown.heat(square(pixels), { x: [left, left + size], y: [bottom, bottom + size], colour: sequential(0, 1, COLOURS.ink) });
        shown.line([[left, bottom], [left + size, bottom], [left + size, bottom + size], [left, bottom + size], [left, bottom]], { colour: COLOURS.muted, width: 1 });
        shown.text([left + size / 2, bottom - 14], words, { halo: false });
      }
      ends.start.set(A);
      ends.end.set(B);
      along.set(t);
      const grey = (pixels) => pixels.filter((value) => value > 0.25 && value < 0.75).length;
      figure.say(`Code (${format(code[0], 2)}, ${format(code[1], 2)}); the nearest mark is a ${nearest(code)[2]}.\nPixels that are neither ink nor paper: ${grey(between)} in the walk through codes, ${grey(mixed)} in the walk through pixels.`);
    }

    listen(model, ["start", "end", "share"], draw);
    draw();
  },
};
