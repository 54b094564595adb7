// Batch normalisation of eight numbers: in training every point decides where all the others go, in evaluation none does.

const EPSILON = 1e-5, RUNNING = { mean: 1, deviation: 2 }, LOW = -6, HIGH = 6;

function statistics(values) {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  return { mean, deviation: Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length + EPSILON) };
}

export default {
  render({ model, el }) {
    const figure = frame(el, { title: "In training, one point moves all the others", alt: model.get("alt"),
      caption: "Above: what one unit gives for eight examples; drag them. Below: what batch normalisation makes of them. Grey band: mean ± deviation that it uses. Grey ticks: the images of the values at the start." });
    const plot = axes(figure.panels, { x: [LOW, HIGH], y: [-0.4, 1.4], width: 760, height: 300, xLabel: "value", yLabel: "", label: "Values above, normalised values below", tickFormat: { y: () => "" }, grid: false });
    const sheet = plot.layer();
    const start = [...model.get("values")];
    const handles = start.map((value, i) => plot.handle({ label: `Example ${i + 1}`, at: [value, 1], step: [0.1, 0], x: [LOW, HIGH], fill: SERIES[i % 2],
      say: ([x]) => `value ${format(x)}`, move: ([x]) => { const values = [...model.get("values")]; values[i] = x; share(model, "values", values); } }));
    const mode = choice(figure.controls, { label: "Mode", value: String(model.get("evaluation")), options: { false: "training", true: "evaluation" }, change: (v) => share(model, "evaluation", v === "true") });
    const gain = slider(figure.controls, { label: "Gain γ", min: -2, max: 2, step: 0.1, value: model.get("gain"), change: (v) => share(model, "gain", v) });
    const bias = slider(figure.controls, { label: "Bias β", min: -3, max: 3, step: 0.1, value: model.get("bias"), change: (v) => share(model, "bias", v) });
    button(figure.controls, "Put back", () => share(model, "values", [...start]));

    function draw() {
      const values = model.get("values"), evaluation = model.get("evaluation"), used = evaluation ? RUNNING : statistics(values), before = evaluation ? RUNNING : statistics(start);
      const image = (v, s) => clamp(model.get("gain") * (v - s.mean) / s.deviation + model.get("bias"), LOW, HIGH);
      sheet.clear();
      const [low, high] = [Math.max(used.mean - used.deviation, LOW), Math.min(used.mean + used.deviation, HIGH)];
      sheet.area([[low, 0.9], [high, 0.9], [high, 1.1], [low, 1.1]], { fill: COLOURS.muted, opacity: 0.25 });
      for (const height of [0, 1]) sheet.line([[LOW, height], [HIGH, height]], { colour: COLOURS.muted, width: 1 });
      sheet.line([[used.mean, 0.86], [used.mean, 1.14]], { colour: COLOURS.ink, width: 2 });
      for (const v of start) sheet.line([[image(v, before), -0.13], [image(v, before), 0.13]], { colour: COLOURS.muted, width: 2 });
      values.forEach((v, i) => {
        const to = image(v, used);
        sheet.line([[v, 0.93], [to, 0.06]], { colour: SERIES[i % 2], width: 1.5, opacity: 0.6 });
        sheet.dots([[to, 0]], { fill: SERIES[i % 2], radius: 6, shape: i % 2 ? "square" : "circle" });
        handles[i].set([v, 1]);
      });
      sheet.text([LOW + 0.15, 1.24], "values of the batch", { anchor: "start", weight: 700 });
      sheet.text([LOW + 0.15, -0.26], "after the layer", { anchor: "start", weight: 700 });
      mode.set(String(evaluation));
      gain.set(model.get("gain"));
      bias.set(model.get("bias"));
      const moved = values.filter((v, i) => Math.abs(image(v, used) - image(start[i], before)) > 1e-3).length, dragged = values.filter((v, i) => Math.abs(v - start[i]) > 1e-9).length;
      figure.say(`${evaluation ? "Evaluation: the running mean 1 and deviation 2, whatever the batch is." : `Training: mean ${format(used.mean)} and deviation ${format(used.deviation)} of this batch.`}\n`
        + (dragged ? `${dragged} of the values ${dragged === 1 ? "was" : "were"} dragged, ${moved} of the 8 images moved.` : "Drag one of the values."));
    }

    listen(model, ["values", "evaluation", "gain", "bias"], draw);
    draw();
  },
};
