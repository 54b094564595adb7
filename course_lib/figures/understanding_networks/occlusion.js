// A square to drag over a digit: the network's answer for every place was computed before.

const CELL = 25, LEFT = 12, BOTTOM = 30, FILL_WORDS = ["paper (0)", "grey (½)", "ink (1)"], FILL_VALUES = [0, 0.5, 1];

const softmax = (z) => { const top = Math.max(...z), e = z.map((v) => Math.exp(v - top)), sum = e.reduce((a, b) => a + b, 0); return e.map((v) => v / sum); };

export default {
  render({ model, el }) {
    const figure = frame(el, { title: "What if this were not there? It depends on what stands there instead", alt: model.get("alt"),
      caption: "Left: the picture; drag the square. Middle: the fall of the digit's logit for every place of the square's corner, orange where the square speaks for the digit, blue where it speaks against. Right: probabilities of the covered picture." });
    const side = 8 * CELL;
    const canvas = diagram(figure.panels, { width: side + 2 * LEFT, height: side + BOTTOM + 12, label: "Digit with a square" });
    const table = diagram(figure.panels, { width: side + 2 * LEFT, height: side + BOTTOM + 12, label: "Fall of the logit" });
    const bars = axes(figure.panels, { x: [-0.6, 9.6], y: [0, 1.02], width: 280, height: 244, xLabel: "digit", yLabel: "probability", tickCount: 10 });
    const picture = canvas.layer(), map = table.layer(), said = bars.layer();
    const digits = model.get("digits");
    const which = choice(figure.controls, { label: "Digit", options: Object.fromEntries(digits.map((digit, i) => [i, String(digit)])), value: model.get("picture"), change: (v) => share(model, "picture", Number(v)) });
    const fill = choice(figure.controls, { label: "Fill", options: Object.fromEntries(FILL_WORDS.map((words, i) => [i, words])), value: model.get("fill"), change: (v) => share(model, "fill", Number(v)) });
    const at = () => [LEFT + CELL * (model.get("column") + 1), BOTTOM + side - CELL * (model.get("row") + 1)];
    const handle = canvas.handle({ label: "Square", at: at(), step: [CELL, CELL], x: [LEFT + CELL, LEFT + 7 * CELL], y: [BOTTOM + CELL, BOTTOM + 7 * CELL],
      say: () => `row ${model.get("row")}, column ${model.get("column")}`,
      move: ([x, y]) => {
        share(model, "column", clamp(Math.round((x - LEFT) / CELL) - 1, 0, 6));
        share(model, "row", clamp(Math.round((BOTTOM + side - y) / CELL) - 1, 0, 6));
      } });

    function draw() {
      const i = model.get("picture"), f = model.get("fill"), row = model.get("row"), column = model.get("column"), digit = digits[i];
      const whole = model.get("whole")[i], all = model.get("logits")[i][f], logits = all[row][column];
      const covered = model.get("pictures")[i].map((line, y) => line.map((v, x) => (y >= row && y < row + 2 && x >= column && x < column + 2 ? FILL_VALUES[f] : v)));
      const box = { x: [LEFT, LEFT + side], y: [BOTTOM, BOTTOM + side] };
      const [left, top] = [LEFT + CELL * column, BOTTOM + side - CELL * row];
      picture.clear();
      picture.heat(covered, { ...box, colour: (v) => mix("#ffffff", "#000000", v) });
      picture.rectangle([left, top], [left + 2 * CELL, top - 2 * CELL], { fill: "none", colour: COLOURS.red, width: 3 });
      const falls = all.map((line) => line.map((z) => whole[digit] - z[digit])), limit = Math.max(...falls.flat().map(Math.abs), 1e-9);
      const small = { x: [LEFT + CELL / 2, LEFT + side - CELL / 2], y: [BOTTOM + CELL / 2, BOTTOM + side - CELL / 2] };
      map.clear();
      map.heat(falls, { ...small, colour: diverging(limit) });
      map.rectangle([small.x[0] + CELL * column, small.y[1] - CELL * row], [small.x[0] + CELL * (column + 1), small.y[1] - CELL * (row + 1)], { fill: "none", colour: COLOURS.red, width: 3 });
      map.text([LEFT + side / 2, 12], `largest ${format(limit)} logits`, { halo: false });
      const p = softmax(logits);
      said.clear();
      said.bars(p.map((v, k) => [k, v]).filter(([k]) => k !== digit), { fill: COLOURS.muted });
      said.bars([[digit, p[digit]]], { fill: COLOURS.blue });
      handle.set(at());
      which.set(i);
      fill.set(f);
      const best = p.indexOf(Math.max(...p));
      const fall = falls[row][column];
      figure.say(`The logit of ${digit} ${fall < 0 ? "rises" : "falls"} by ${Math.abs(fall).toFixed(2)}; its probability is ${p[digit].toFixed(3)} (whole picture: ${softmax(whole)[digit].toFixed(3)}).\n`
        + (best === digit ? "The network still reads the digit." : `The network now reads a ${best}.`));
    }

    listen(model, ["picture", "fill", "row", "column"], draw);
    draw();
  },
};
