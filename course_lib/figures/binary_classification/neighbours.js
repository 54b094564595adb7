// k nearest neighbours: what they answer over the plane, and the two errors against k. With coins for labels, nothing is there to learn.

const RANGE = { x: [-5, 70], y: [0, 110] };
const COLUMNS = 60;
/** By labels: where the axis of errors ends, and what no learner beats. A fine axis shows the U, coins need a coarse one. */
const SCALES = { real: { top: 0.15, words: "Bayes error" }, coin: { top: 0.7, words: "one half" } };

/** The training examples from the nearest to the farthest; of equally near ones the first comes first. */
function order(people, point) {
  const distances = people.map(([x, y]) => (x - point[0]) ** 2 + (y - point[1]) ** 2);
  return distances.map((_, n) => n).sort((m, n) => distances[m] - distances[n] || m - n);
}

/** The sum of the labels of the k nearest. */
const vote = (nearest, labels, k) => nearest.slice(0, k).reduce((sum, n) => sum + labels[n], 0);

export default {
  render({ model, el }) {
    const people = model.get("people"), tested = model.get("tested"), most = people.length - 1 - (people.length % 2);
    const figure = frame(el, { title: "One neighbour learns by heart; many neighbours learn the crowd", alt: model.get("alt"),
      caption: "Blue circles and ground: adult; orange squares and ground: child. Crosses: training people it gets wrong. " +
        `Red band: two standard errors of e_t on ${tested} people. Marks at the upper edge stand for errors above it.` });
    const kSlider = slider(figure.controls, { label: "Neighbours k", min: 1, max: most, step: 2, value: model.get("k"), change: (k) => share(model, "k", k) });
    const truth = choice(figure.controls, { label: "Labels", options: { real: "adults and children", coin: "flips of a coin" }, value: model.get("truth"),
      change: (key) => share(model, "truth", key) });
    const plane = axes(figure.panels, { ...RANGE, width: 400, height: 380, grid: false, xLabel: "age (years)", yLabel: "weight (kg)", label: "What k neighbours answer" });
    const onPlane = plane.layer();
    let curves = null, onCurves = null; // what does not depend on k, and what does: made anew for other labels
    const trainOrder = people.map((point) => order(people, point));
    const [x0, x1] = RANGE.x, [y0, y1] = RANGE.y;
    const cells = linspace(0, COLUMNS - 1, COLUMNS).map((i) => linspace(0, COLUMNS - 1, COLUMNS).map((j) =>
      order(people, [x0 + ((j + 0.5) / COLUMNS) * (x1 - x0), y1 - ((i + 0.5) / COLUMNS) * (y1 - y0)])));
    const ks = linspace(1, most, (most + 1) / 2);
    const known = {};

    function study(key) { // labels and both errors for every k: the test error was counted in Python
      const labels = model.get(key === "real" ? "labels" : "coins");
      const training = ks.map((k) => trainOrder.filter((nearest, n) => labels[n] * vote(nearest, labels, k) <= 0).length / people.length);
      return { key, labels, training, test: model.get("test")[key], floor: key === "real" ? model.get("bayes") : 0.5 };
    }

    function drawPlane(labels, k) {
      onPlane.clear().heat(cells.map((row) => row.map((nearest) => vote(nearest, labels, k))), { colour: (sum) => (sum > 0 ? COLOURS.blue : COLOURS.orange), opacity: 0.24 });
      const side = (label) => people.filter((_, n) => labels[n] === label);
      onPlane.dots(side(1), { fill: COLOURS.blue });
      onPlane.dots(side(-1), { fill: COLOURS.orange, shape: "square" });
      onPlane.dots(people.filter((_, n) => labels[n] * vote(trainOrder[n], labels, k) <= 0), { fill: COLOURS.red, shape: "cross", radius: 7 });
    }

    function drawCurves({ key, training, test, floor }) {
      const { top, words } = SCALES[key], deviation = (e) => 2 * Math.sqrt((e * (1 - e)) / tested);
      curves?.scales.svg.remove();
      curves = axes(figure.panels, { x: [0, most + 1], y: [0, top], height: 380, xLabel: "neighbours k", yLabel: "error", label: "Training and test error against k" });
      curves.area([...ks.map((k, i) => [k, test[i] - deviation(test[i])]), ...ks.map((k, i) => [k, test[i] + deviation(test[i])]).reverse()], { fill: COLOURS.red, opacity: 0.18 });
      curves.line([[0, floor], [most + 1, floor]], { colour: COLOURS.muted, dash: "5 5", width: 1.5 });
      curves.text([most, floor], words, { fill: COLOURS.muted, anchor: "end", dy: key === "real" ? 12 : -14, size: 12 });
      curves.line(ks.map((value, i) => [value, training[i]]), { colour: COLOURS.blue, width: 2.5 });
      curves.line(ks.map((value, i) => [value, test[i]]), { colour: COLOURS.red, width: 2.5, dash: "7 3" });
      curves.text([3, 0.94 * top], "— e_a, training", { fill: COLOURS.blue, anchor: "start" });
      curves.text([most / 2, 0.94 * top], "- - e_t, test", { fill: COLOURS.red, anchor: "start" });
      onCurves = curves.layer();
    }

    let drawn = null;
    function draw() {
      const k = model.get("k"), key = model.get("truth"), studied = (known[key] ??= study(key)), { labels, training, test } = studied;
      const at = ks.indexOf(k), { top } = SCALES[key];
      drawPlane(labels, k);
      if (drawn !== key) drawCurves(studied);
      drawn = key;
      onCurves.clear();
      const shown = (error, above) => (error < top ? error : above * top); // above the axis: at its edge, one mark below the other
      onCurves.dots([[k, shown(training[at], 0.97)]], { fill: COLOURS.blue, radius: 6 });
      onCurves.dots([[k, shown(test[at], 0.92)]], { fill: COLOURS.red, radius: 6, shape: "triangle" });
      kSlider.set(k);
      truth.set(key);
      figure.say(`k = ${k}: e_a = ${format(training[at])} on ${people.length} training people, e_t = ${format(test[at])} on ${tested} others; ` +
        `difference ${format(test[at] - training[at])}.`);
    }
    listen(model, ["k", "truth"], draw);
    draw();
  },
};
