// Two discs on a square of pixels, counted pixel by pixel: accuracy, Dice and IoU.

const SIDE = 100, TURN = linspace(0, 2 * Math.PI, 61);

export default {
  render({ model, el }) {
    const figure = frame(el, { title: "Of a small object, accuracy sleeps", alt: model.get("alt"),
      caption: "Blue: the truth. Red, dashed: what was predicted. Drag the two discs, and make them small." });
    const plot = axes(figure.panels, { x: [0, SIDE], y: [0, SIDE], width: 390, height: 390, xLabel: "column", yLabel: "row", label: "Two masks", equal: true });
    const right = axes(figure.panels, { x: [0, 4], y: [0, 1.1], width: 340, height: 390, tickFormat: { x: () => "" }, yLabel: "score", label: "Three scores" });
    const shown = plot.layer(), bars = right.layer();
    const disc = (name, label, fill) => plot.handle({ label, at: model.get(name), step: [1, 1], fill, say: ([x, y]) => `column ${format(x)}, row ${format(y)}`, move: (at) => share(model, name, at) });
    const handles = { truth: disc("truth", "Truth", COLOURS.blue), predicted: disc("predicted", "Prediction", COLOURS.red) };
    const size = slider(figure.controls, { label: "Radius of both", min: 3, max: 40, step: 1, value: model.get("radius"), change: (v) => share(model, "radius", v) });

    function draw() {
      const radius = model.get("radius"), truth = model.get("truth"), said = model.get("predicted");
      let both = 0, either = 0, sum = 0;
      for (let i = 0; i < SIDE; i++) for (let j = 0; j < SIDE; j++) {
        const [a, b] = [truth, said].map(([x, y]) => (j + 0.5 - x) ** 2 + (i + 0.5 - y) ** 2 <= radius ** 2);
        both += a && b; either += a || b; sum += a + b;
      }
      const scores = { accuracy: 1 - (either - both) / SIDE ** 2, Dice: sum ? 2 * both / sum : 0, IoU: either ? both / either : 0 };
      shown.clear();
      for (const [centre, colour, dash] of [[truth, COLOURS.blue, null], [said, COLOURS.red, "7 4"]]) {
        const edge = TURN.map((t) => [centre[0] + radius * Math.cos(t), centre[1] + radius * Math.sin(t)]);
        shown.area(edge, { fill: colour, opacity: 0.25 });
        shown.line(edge, { colour, width: 2.5, ...(dash ? { dash } : {}) });
      }
      bars.clear();
      Object.entries(scores).forEach(([name, value], i) => {
        bars.rectangle([i + 0.6, 0], [i + 1.4, value], { fill: [COLOURS.muted, COLOURS.orange, COLOURS.green][i] });
        bars.text([i + 1, value + 0.04], `${name} ${value.toFixed(2)}`);
      });
      handles.truth.set(truth);
      handles.predicted.set(said);
      size.set(radius);
      figure.say(Object.entries(scores).map(([name, value]) => `${name} ${value.toFixed(3)}`).join(", ") + ".\n"
        + (both ? "Dice is never smaller than IoU." : "The two do not meet, and accuracy does not mind the more, the smaller they are."));
    }

    listen(model, ["radius", "truth", "predicted"], draw);
    draw();
  },
};
