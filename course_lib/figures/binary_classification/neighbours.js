// k nearest neighbours: what they answer over the plane, and the two errors against k. With coins for labels, nothing is there to learn.

const RANGE = { x: [-5, 70], y: [0, 110] };
const COLUMNS = 60;

/** Coin flips -1 or +1 from a seed: the bits of a small mixing function, the same in every browser. */
function coins(seed, count) {
  return linspace(1, count, count).map((i) => {
    let t = Math.imul((i + 1013 * seed) >>> 0, 0x9e3779b1);
    t = Math.imul(t ^ (t >>> 15), 0x85ebca6b);
    return (t ^ (t >>> 13)) & 64 ? 1 : -1;
  });
}

/** The training examples from the nearest to the farthest; of equally near ones the first comes first. */
function order(people, point) {
  const distances = people.map(([x, y]) => (x - point[0]) ** 2 + (y - point[1]) ** 2);
  return distances.map((_, n) => n).sort((m, n) => distances[m] - distances[n] || m - n);
}

/** The sum of the labels of the k nearest. */
const vote = (nearest, labels, k) => nearest.slice(0, k).reduce((sum, n) => sum + labels[n], 0);

export default {
  render({ model, el }) {
    const people = model.get("people"), others = model.get("others"), most = people.length - 1 - (people.length % 2);
    const figure = frame(el, { title: "One neighbour learns by heart; many neighbours learn the crowd", alt: model.get("alt"),
      caption: "Blue circles and ground: adult; orange squares and ground: child. Crosses: training people it gets wrong. " +
        "With coins for labels there is nothing to learn: look at both curves." });
    const kSlider = slider(figure.controls, { label: "Neighbours k", min: 1, max: most, step: 2, value: model.get("k"), change: (k) => share(model, "k", k) });
    const truth = choice(figure.controls, { label: "Labels", options: { real: "adults and children", coin: "flips of a coin" }, value: model.get("truth"),
      change: (key) => share(model, "truth", key) });
    const plane = axes(figure.panels, { ...RANGE, width: 400, height: 380, grid: false, xLabel: "age (years)", yLabel: "weight (kg)", label: "What k neighbours answer" });
    const curves = axes(figure.panels, { x: [0, most + 1], y: [0, 0.7], height: 380, xLabel: "neighbours k", yLabel: "error", label: "Training and test error against k" });
    const onPlane = plane.layer(), onCurves = curves.layer();
    const trainOrder = people.map((point) => order(people, point)), testOrder = others.map((point) => order(people, point));
    const [x0, x1] = RANGE.x, [y0, y1] = RANGE.y;
    const cells = linspace(0, COLUMNS - 1, COLUMNS).map((i) => linspace(0, COLUMNS - 1, COLUMNS).map((j) =>
      order(people, [x0 + ((j + 0.5) / COLUMNS) * (x1 - x0), y1 - ((i + 0.5) / COLUMNS) * (y1 - y0)])));
    const ks = linspace(1, most, (most + 1) / 2);
    const known = {};

    function study(key) { // labels and both errors for every k
      const labels = key === "real" ? model.get("labels") : coins(1, people.length);
      const tests = key === "real" ? model.get("other_labels") : coins(2, others.length);
      const share = (orders, truths) => ks.map((k) => orders.filter((nearest, n) => truths[n] * vote(nearest, labels, k) <= 0).length / truths.length);
      return { labels, training: share(trainOrder, labels), test: share(testOrder, tests) };
    }

    function drawPlane(labels, k) {
      onPlane.clear().heat(cells.map((row) => row.map((nearest) => vote(nearest, labels, k))), { colour: (sum) => (sum > 0 ? COLOURS.blue : COLOURS.orange), opacity: 0.24 });
      const side = (label) => people.filter((_, n) => labels[n] === label);
      onPlane.dots(side(1), { fill: COLOURS.blue });
      onPlane.dots(side(-1), { fill: COLOURS.orange, shape: "square" });
      onPlane.dots(people.filter((_, n) => labels[n] * vote(trainOrder[n], labels, k) <= 0), { fill: COLOURS.red, shape: "cross", radius: 7 });
    }

    function draw() {
      const k = model.get("k"), key = model.get("truth"), { labels, training, test } = (known[key] ??= study(key));
      const at = ks.indexOf(k), floor = key === "real" ? model.get("bayes") : 0.5;
      drawPlane(labels, k);
      onCurves.clear();
      onCurves.line([[0, floor], [most + 1, floor]], { colour: COLOURS.muted, dash: "5 5", width: 1.5 });
      onCurves.text([most, floor], key === "real" ? "Bayes error" : "one half", { fill: COLOURS.muted, anchor: "end", dy: key === "real" ? 12 : -10, size: 12 });
      onCurves.line(ks.map((value, i) => [value, training[i]]), { colour: COLOURS.blue, width: 2.5 });
      onCurves.line(ks.map((value, i) => [value, test[i]]), { colour: COLOURS.red, width: 2.5, dash: "7 3" });
      onCurves.dots([[k, training[at]]], { fill: COLOURS.blue, radius: 6 });
      onCurves.dots([[k, test[at]]], { fill: COLOURS.red, radius: 6, shape: "triangle" });
      onCurves.text([3, 0.66], "— e_a, training", { fill: COLOURS.blue, anchor: "start" });
      onCurves.text([most / 2, 0.66], "- - e_t, test", { fill: COLOURS.red, anchor: "start" });
      kSlider.set(k);
      truth.set(key);
      figure.say(`k = ${k}: e_a = ${format(training[at])} on ${people.length} training people, e_t = ${format(test[at])} on ${others.length} others; ` +
        `difference ${format(test[at] - training[at])}.`);
    }
    listen(model, ["k", "truth"], draw);
    draw();
  },
};
