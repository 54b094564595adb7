// The scores of one query against twelve keys, before and after division by √d_k, and what the softmax makes of them.

const dot = (a, b, width) => a.slice(0, width).reduce((sum, value, i) => sum + value * b[i], 0);

function softmax(scores) {
  const largest = Math.max(...scores), parts = scores.map((score) => Math.exp(score - largest));
  const total = parts.reduce((sum, part) => sum + part, 0);
  return parts.map((part) => part / total);
}

/** Root mean square: the mean of the scores is 0 by their making. */
const size = (values) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

const BEFORE = { fill: COLOURS.red, shape: "square" }, AFTER = { fill: COLOURS.blue, shape: "circle" };

export default {
  render({ model, el }) {
    const figure = frame(el, { title: "Without the root, a wide query sees one key only", alt: model.get("alt"),
      caption: "Red squares and red bars: q · k as it is. Blue circles and blue bars: q · k / √d_k. All entries of the six queries and twelve keys are independent normal numbers." });
    const scores = axes(figure.panels, { x: [0, 13], y: [-65, 65], xLabel: "key", yLabel: "score", tickCount: 6 });
    const weights = axes(figure.panels, { x: [0, 13], y: [0, 1], xLabel: "key", yLabel: "weight after the softmax", tickCount: 6 });
    const marks = scores.layer(), bars = weights.layer();
    const width = slider(figure.controls, { label: "Width d_k", min: 0, max: 9, value: model.get("exponent"), show: (v) => format(2 ** v, 4), change: (v) => share(model, "exponent", v) });
    const query = slider(figure.controls, { label: "Query", min: 1, max: 6, value: model.get("query"), show: (v) => `${v} of 6`, change: (v) => share(model, "query", v) });

    function draw() {
      const d = 2 ** model.get("exponent"), queries = model.get("query_vectors"), keys = model.get("key_vectors"), root = Math.sqrt(d);
      const before = keys.map((key) => dot(queries[model.get("query") - 1], key, d)), after = before.map((score) => score / root);
      const all = queries.flatMap((q) => keys.map((key) => dot(q, key, d)));
      const [hard, soft] = [softmax(before), softmax(after)];
      marks.clear();
      marks.line([[0, 0], [13, 0]], { colour: COLOURS.muted, width: 1 });
      before.forEach((score, j) => marks.line([[j + 1, 0], [j + 1, score]], { colour: COLOURS.red, width: 1.5, opacity: 0.5 }));
      marks.dots(before.map((score, j) => [j + 1, score]), BEFORE);
      marks.dots(after.map((score, j) => [j + 1, score]), AFTER);
      bars.clear();
      bars.bars(hard.map((weight, j) => [j + 0.8, weight]), { width: 0.4, fill: COLOURS.red });
      bars.bars(soft.map((weight, j) => [j + 1.2, weight]), { width: 0.4, fill: COLOURS.blue });
      width.set(model.get("exponent"));
      query.set(model.get("query"));
      figure.say(`d_k = ${d}. Typical size of a score: ${format(size(all))} before, ${format(size(all) / root)} after; the root of d_k is ${format(root)}.\n`
        + `The largest weight: ${format(Math.max(...hard))} before, ${format(Math.max(...soft))} after.`);
    }

    listen(model, ["exponent", "query"], draw);
    draw();
  },
};
