// Eight sub-networks of a layer with three units: is their mean what the layer gives in evaluation?

const INPUTS = [1, 2, 1.5], WEIGHTS = [1.2, -1.5, 1], BIAS = 0.4;
const MASKS = [...Array(8).keys()].map((number) => [4, 2, 1].map((bit) => Boolean(number & bit)));

export default {
  render({ model, el }) {
    const figure = frame(el, { title: "The mean over all masks is the scaled layer, if nothing bends it", alt: model.get("alt"),
      caption: "Three units of 1, 2 and 1.5 with weights 1.2, −1.5 and 1, bias 0.4. Survivors are divided by 1 − p. Right: the eight sub-networks; a bar is as wide as its mask is probable. The chosen one is dark." });
    const net = diagram(figure.panels, { width: 330, height: 300, label: "The layer with its dropped units" });
    const plot = axes(figure.panels, { x: [0, 1], y: [-8, 11], width: 400, height: 300, xLabel: "probability of the mask", yLabel: "output of the sub-network" });
    const wires = net.layer(), bars = plot.layer();
    INPUTS.forEach((_, i) => button(figure.controls, `Unit ${i + 1} on or off`, () => share(model, "kept", model.get("kept").map((on, j) => (i === j ? !on : on)))));
    const bend = choice(figure.controls, { label: "Behind the sum", value: String(model.get("rectified")), options: { false: "nothing (linear)", true: "a ReLU" }, change: (v) => share(model, "rectified", v === "true") });
    const rate = slider(figure.controls, { label: "p, dropped", min: 0.05, max: 0.95, step: 0.05, value: model.get("p"), change: (v) => share(model, "p", v) });

    function draw() {
      const p = model.get("p"), kept = model.get("kept"), f = model.get("rectified") ? (u) => Math.max(u, 0) : (u) => u;
      const output = (mask) => f(BIAS + mask.reduce((sum, on, i) => sum + (on ? (INPUTS[i] * WEIGHTS[i]) / (1 - p) : 0), 0));
      const chance = (mask) => mask.reduce((product, on) => product * (on ? 1 - p : p), 1);
      const mean = MASKS.reduce((sum, mask) => sum + chance(mask) * output(mask), 0), scaled = f(BIAS + INPUTS.reduce((sum, x, i) => sum + x * WEIGHTS[i], 0));
      wires.clear();
      const places = [[60, 240], [60, 150], [60, 60]], end = [240, 150];
      kept.forEach((on, i) => { if (on) wires.edge(places[i], end, { label: format(WEIGHTS[i]) }); });
      kept.forEach((on, i) => wires.node(places[i], on ? format(INPUTS[i] / (1 - p)) : "0", { lit: on, above: i === 0 ? "units" : undefined, below: on ? undefined : "dropped" }));
      wires.node(end, format(output(kept)), { lit: true, above: model.get("rectified") ? "ReLU" : "sum" });
      bars.clear();
      bars.line([[0, 0], [1, 0]], { colour: COLOURS.muted, width: 1 });
      let left = 0;
      for (const mask of MASKS) {
        const right = left + chance(mask), height = clamp(output(mask), -8, 8), chosen = mask.every((on, i) => on === kept[i]);
        bars.area([[left, 0], [right, 0], [right, height], [left, height]], { fill: chosen ? COLOURS.blue : COLOURS.sky, opacity: chosen ? 0.9 : 0.55 });
        bars.line([[left, 0], [left, height], [right, height], [right, 0]], { colour: COLOURS.ink, width: 0.8 });
        left = right;
      }
      bars.line([[0, mean], [1, mean]], { colour: COLOURS.red, width: 2.5, dash: "7 4" });
      bars.line([[0, scaled], [1, scaled]], { colour: COLOURS.ink, width: 1.5 });
      bars.text([0.98, 10], "dashed: mean over all masks", { anchor: "end", fill: COLOURS.red, weight: 700 });
      bars.text([0.98, 8.7], "solid: evaluation", { anchor: "end", weight: 700 });
      bend.set(String(model.get("rectified")));
      rate.set(p);
      figure.say(`This mask has probability ${format(chance(kept))} and gives ${format(output(kept))}.\nMean over the eight: ${format(mean)}. The layer in evaluation: ${format(scaled)}.`
        + (Math.abs(mean - scaled) < 1e-9 ? " They are equal." : " They are not equal: a mean of maxima is not the maximum of a mean."));
    }

    listen(model, ["p", "kept", "rectified"], draw);
    draw();
  },
};
