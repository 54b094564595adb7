// Explanations of one digit while layers, from the output on, are replaced by random ones.

const PART = ["nothing", "the last layer", "and the second normalisation", "and the second convolution", "and the first normalisation", "and the first convolution: everything"];
const DASHES = [null, "7 4", "2 4", "9 3 2 3"], SHAPE = ["circle", "square", "triangle", "cross"];

export default {
  render({ model, el }) {
    const figure = frame(el, { title: "A map that survives the loss of all learning has explained the input", alt: model.get("alt"),
      caption: "Orange speaks for the digit, blue against it; saliency has no signs. Right: rank correlation with the map of the trained network." });
    const kinds = model.get("kinds"), digits = model.get("digits"), size = 106, gap = 14;
    const canvas = diagram(figure.panels, { width: 3 * size + 4 * gap, height: 2 * (size + 40) + gap, label: "Digit and its explanations" });
    const plot = axes(figure.panels, { x: [-0.2, 5.2], y: [-0.4, 1.08], width: 370, height: 306, xLabel: "layers forgotten, from the output", yLabel: "likeness to the trained network's map" });
    const sheet = canvas.layer(), graph = plot.layer();
    const colours = [COLOURS.blue, COLOURS.red, COLOURS.orange, COLOURS.green];
    const layers = slider(figure.controls, { label: "Layers forgotten", min: 0, max: 5, value: model.get("layers"), change: (v) => share(model, "layers", v) });
    const which = choice(figure.controls, { label: "Digit", options: Object.fromEntries(digits.map((digit, i) => [i, String(digit)])), value: model.get("picture"), change: (v) => share(model, "picture", Number(v)) });
    const corner = (place) => [gap + (place % 3) * (size + gap), place < 3 ? size + 40 + gap + 28 : 28];

    function draw() {
      const n = model.get("picture"), level = model.get("layers"), alike = model.get("alike")[n];
      sheet.clear();
      const tile = (place, rows, colour, words) => {
        const [x, y] = corner(place);
        sheet.heat(rows, { x: [x, x + size], y: [y, y + size], colour });
        sheet.rectangle([x, y], [x + size, y + size], { fill: "none", colour: COLOURS.muted, width: 1 });
        words.forEach((line, i) => sheet.text([x + size / 2, y - 9 - 13 * i], line, { size: 12, halo: false }));
      };
      tile(0, model.get("pictures")[n], (v) => mix("#ffffff", "#000000", v), ["the digit"]);
      kinds.forEach((kind, i) => {
        const words = kind.length > 16 ? [kind.slice(0, kind.lastIndexOf(" ")), kind.slice(kind.lastIndexOf(" ") + 1)] : [kind];
        tile(i + 1, model.get("maps")[n][level][i], diverging(1), words);
      });
      graph.clear();
      graph.line([[-0.2, 0], [5.2, 0]], { colour: COLOURS.muted, width: 1 });
      graph.line([[level, -0.4], [level, 1.08]], { colour: COLOURS.muted, width: 1.5, dash: "3 3" });
      kinds.forEach((kind, i) => {
        const points = alike[i].map((value, at) => [at, value]);
        graph.line(points, { colour: colours[i], width: 2.2, dash: DASHES[i] });
        graph.dots(points, { fill: colours[i], shape: SHAPE[i], radius: 4.5 });
      });
      layers.set(level);
      which.set(n);
      figure.say(`Forgotten: ${PART.slice(Math.min(level, 1), level + 1).join(", ")}.\n` + kinds.map((kind, i) => `${["●", "■", "▲", "×"][i]} ${kind} ${alike[i][level].toFixed(2)}`).join(", ") + ".");
    }

    listen(model, ["picture", "layers"], draw);
    draw();
  },
};
