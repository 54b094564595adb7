// A network reads a number in letters: its surprise at each character, and what it expects at the marked place.

const WIDTH = 400, TALL = 190, BASE = 52, BITS = 8, SHOWN = 8;

/** Probabilities of logits in hundredths, at a temperature. */
function softmax(logits, temperature) {
  const weights = logits.map((z) => Math.exp(z / 100 / temperature)), sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((w) => w / sum);
}

const shown = (character) => (character === " " ? "␣" : character);

export default {
  render({ model, el }) {
    const figure = frame(el, { title: "Surprise sits where there is a choice", alt: model.get("alt"),
      caption: "Above: the line, and for each character −log₂ of the probability that it was given (bars are cut at 8 bits). Below: the likeliest characters at the marked place. ␣ is a space, ⏎ the end of the line. 10 000 numbers are 13.3 bits." });
    const all = model.get("lines"), alphabet = [...model.get("alphabet")];
    const top = diagram(figure.panels, { width: WIDTH, height: TALL + BASE + 12, label: "Surprise at each character" }), sheet = top.layer();
    const stage = element("div", { style: "flex:1 1 300px;min-width:0" }, figure.panels);
    choice(figure.controls, { label: "Line", value: String(model.get("line")), options: Object.fromEntries(all.map(({ text }, i) => [i, text.slice(0, -1)])),
      change: (i) => { model.set("place", 0); share(model, "line", Number(i)); } });
    const box = element("div", { style: "display:contents" }, figure.controls);
    let place;
    const temperature = slider(figure.controls, { label: "Temperature", min: 0.1, max: 3, step: 0.1, value: model.get("temperature"), change: (v) => share(model, "temperature", v) });

    const now = () => all[clamp(model.get("line"), 0, all.length - 1)];

    function restart() {
      const length = [...now().text].length;
      box.replaceChildren();
      place = slider(box, { label: "Place", min: 0, max: length - 1, value: clamp(model.get("place"), 0, length - 1), change: (v) => share(model, "place", v) });
      player(box, { label: "Play", perSecond: 2, step: () => {
        const next = model.get("place") + 1;
        share(model, "place", next < length ? next : 0);
        return next < length;
      } });
      draw();
    }

    function draw() {
      const characters = [...now().text], at = clamp(model.get("place"), 0, characters.length - 1);
      const laws = now().logits.map((logits) => softmax(logits, model.get("temperature")));
      const bits = characters.map((character, t) => -Math.log2(laws[t][alphabet.indexOf(character)]));
      const cell = Math.min(WIDTH / characters.length, 26), size = clamp(1.7 * cell, 9, 17);
      sheet.clear();
      sheet.line([[0, BASE], [cell * characters.length, BASE]], { colour: COLOURS.muted, width: 1 });
      characters.forEach((character, t) => {
        const x = cell * (t + 0.5), height = (TALL - 10) * Math.min(bits[t], BITS) / BITS;
        sheet.rectangle([x - 0.4 * cell, BASE], [x + 0.4 * cell, BASE + height], { fill: t === at ? COLOURS.red : COLOURS.blue });
        sheet.text([x, BASE - 14], shown(character), { size, weight: t === at ? 700 : 400, fill: t <= at ? COLOURS.ink : "#8c959f", halo: false });
      });
      sheet.rectangle([cell * at, BASE - 26], [cell * (at + 1), BASE - 3], { fill: "none", colour: COLOURS.red, width: 2 });
      sheet.text([cell * (at + 0.5), 12], `${format(bits[at], 2)} bits`, { size: 13, weight: 700, anchor: at < characters.length / 4 ? "start" : at > (3 * characters.length) / 4 ? "end" : "middle" });
      const likely = laws[at].map((p, k) => [p, k]).sort((a, b) => b[0] - a[0]).slice(0, SHOWN);
      stage.replaceChildren();
      const plot = axes(stage, { x: [-0.6, SHOWN - 0.4], y: [0, 1], width: 380, height: 250, yLabel: "probability of the next character", xLabel: "likeliest first", label: "The likeliest next characters", tickFormat: { x: (v) => (likely[v] ? shown(alphabet[likely[v][1]]) : "") }, tickCount: SHOWN + 1, grid: false });
      likely.forEach(([p, k], i) => plot.bars([[i, p]], { fill: alphabet[k] === characters[at] ? COLOURS.red : COLOURS.blue }));
      place.set(at);
      temperature.set(model.get("temperature"));
      const before = characters.slice(0, at).join("") || "the end of another line";
      const told = likely.slice(0, 3).map(([p, k]) => `“${shown(alphabet[k])}” ${format(100 * p, 2)} %`).join(", ");
      figure.say(`After ${before}: ${told}. What came is “${shown(characters[at])}”, a surprise of ${format(bits[at], 2)} bits.\nThe whole line: ${format(bits.reduce((a, b) => a + b, 0), 3)} bits.`);
    }

    listen(model, ["line"], restart);
    listen(model, ["place", "temperature"], draw);
    restart();
  },
};
