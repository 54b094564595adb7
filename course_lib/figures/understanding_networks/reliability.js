// A reliability diagram, computed anew for each temperature, number of bins and number of examples.

function diagramOf(logits, classes, temperature, bins, examples) {
  const counts = new Array(bins).fill(0), sure = new Array(bins).fill(0), right = new Array(bins).fill(0);
  for (let n = 0; n < examples; n++) {
    const z = logits[n], top = Math.max(...z);
    let sum = 0;
    for (const v of z) sum += Math.exp((v - top) / temperature);
    const confidence = 1 / sum;
    let bin = 0;
    while (bin < bins - 1 && confidence > (bin + 1) / bins) bin++;
    counts[bin]++;
    sure[bin] += confidence;
    right[bin] += z.indexOf(top) === classes[n] ? 1 : 0;
  }
  const total = (values) => values.reduce((a, b) => a + b, 0);
  const ece = total(counts.map((count, i) => (count ? Math.abs(right[i] - sure[i]) : 0))) / examples;
  return { counts, confidence: sure.map((v, i) => (counts[i] ? v / counts[i] : 0)), accuracy: right.map((v, i) => (counts[i] ? v / counts[i] : 0)), ece, right: total(right) / examples, sure: total(sure) / examples };
}

export default {
  render({ model, el }) {
    const figure = frame(el, { title: "One number mends what a network says of itself, and none of its mistakes", alt: model.get("alt"),
      caption: "Blue: the share that is right in each bin of confidence. Black dots: the mean confidence there, on the diagonal. Red lines: what lies between." });
    const plot = axes(figure.panels, { x: [0, 1], y: [0, 1.02], width: 400, height: 340, xLabel: "confidence", yLabel: "share that is right" });
    const table = axes(figure.panels, { x: [0, 1], y: [0, 1.02], width: 340, height: 340, xLabel: "confidence", yLabel: "share of the examples in the bin" });
    const sheet = plot.layer(), held = table.layer(), classes = model.get("classes"), logits = model.get("logits");
    const temperature = slider(figure.controls, { label: "Temperature", min: 0.5, max: 5, step: 0.1, value: model.get("temperature"), change: (v) => share(model, "temperature", v) });
    const bins = slider(figure.controls, { label: "Bins", min: 2, max: 30, value: model.get("bins"), change: (v) => share(model, "bins", v) });
    const examples = slider(figure.controls, { label: "Examples", min: 50, max: classes.length, step: 50, value: model.get("examples"), change: (v) => share(model, "examples", v) });

    function draw() {
      const size = model.get("bins"), N = Math.min(model.get("examples"), classes.length), found = diagramOf(logits, classes, model.get("temperature"), size, N);
      sheet.clear();
      held.clear();
      found.counts.forEach((count, i) => {
        const [low, high] = [i / size, (i + 1) / size], inset = 0.1 / size;
        if (!count) return;
        sheet.rectangle([low + inset, 0], [high - inset, found.accuracy[i]], { fill: COLOURS.sky, opacity: 0.75 });
        held.rectangle([low + inset, 0], [high - inset, count / N], { fill: COLOURS.green, opacity: 0.75 });
        sheet.line([[found.confidence[i], found.accuracy[i]], [found.confidence[i], found.confidence[i]]], { colour: COLOURS.red, width: 3 });
      });
      sheet.line([[0, 0], [1, 1]], { colour: COLOURS.muted, width: 1.5, dash: "5 4" });
      sheet.dots(found.confidence.map((v) => [v, v]).filter((_, i) => found.counts[i]), { fill: COLOURS.ink, radius: 4 });
      temperature.set(model.get("temperature"));
      bins.set(size);
      examples.set(N);
      figure.say(`Right ${(100 * found.right).toFixed(1)} %, mean confidence ${(100 * found.sure).toFixed(1)} %, ECE ${found.ece.toFixed(3)}.\n`
        + (found.sure > found.right + 0.02 ? "The network is surer than it is right." : found.sure < found.right - 0.02 ? "The network is more modest than it need be." : "In the mean it is as sure as it is right."));
    }

    listen(model, ["temperature", "bins", "examples"], draw);
    draw();
  },
};
