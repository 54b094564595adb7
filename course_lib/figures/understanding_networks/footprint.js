// Four uncertain factors and their product: which doubt rules?

const FACTORS = ["hours", "watts", "PUE", "g CO₂ per kWh"];
// Geometric middles and high/middle of the intervals that the lesson's cell takes from course_lib.costs.
const CASES = [
  { name: "this lesson on a laptop, anywhere", middles: [20 / 3600, 31.225, 1, 146.25], doubts: [2, 2.08, 1, 4.88] },
  { name: "BLOOM, in France", middles: [1.08e6, 316.23, 1.3184, 54.772], doubts: [1, 1.26, 1.2, 1.1] },
  { name: "BLOOM, anywhere", middles: [1.08e6, 316.23, 1.3184, 146.25], doubts: [1, 1.26, 1.2, 4.88] },
];
const MOST = 12;

const kilograms = (v) => (v >= 1000 ? `${format(v / 1000)} t` : v >= 0.1 ? `${format(v)} kg` : v >= 1e-4 ? `${format(v * 1000)} g` : `${format(v * 1e6)} mg`);

export default {
  render({ model, el }) {
    const figure = frame(el, { title: "The widest doubt rules: halve another, and nothing happens", alt: model.get("alt"),
      caption: "Each factor in units of its middle. Drag the right end of an interval; the left one follows, for doubt is symmetric in the logarithm. Below, in red, the product." });
    const plot = axes(figure.panels, { x: [1 / MOST, MOST], y: [0, 5.2], width: 760, height: 300, xLabel: "times its middle", log: { x: true }, tickFormat: { y: () => "" }, label: "Factors and their doubts" });
    const sheet = plot.layer(), narrow = isNarrow(el);
    const which = choice(figure.controls, { label: "Computation", options: Object.fromEntries(CASES.map((one, i) => [i, one.name])), value: model.get("case"),
      change: (v) => { model.set("doubts", CASES[v].doubts); share(model, "case", Number(v)); } });
    const height = (i) => 4.4 - i;
    const handles = FACTORS.map((name, i) => plot.handle({ label: `Doubt of ${name}`, at: [model.get("doubts")[i], height(i)], step: [0.1, 0], x: [1, 10], fill: COLOURS.blue,
      say: ([x]) => `a factor of ${format(x)}`,
      move: ([x]) => share(model, "doubts", model.get("doubts").map((old, place) => (place === i ? x : old))) }));

    function draw() {
      const doubts = model.get("doubts"), { middles } = CASES[model.get("case")], middle = middles.reduce((a, b) => a * b, 1e-6);
      const squares = doubts.map((doubt) => Math.log(doubt) ** 2), sum = squares.reduce((a, b) => a + b, 0), factor = Math.exp(Math.sqrt(sum));
      sheet.clear();
      sheet.line([[1, 0], [1, 5.2]], { colour: COLOURS.muted, width: 1, dash: "3 3" });
      doubts.forEach((doubt, i) => {
        sheet.interval(height(i), 1 / doubt, doubt, { middle: 1, colour: COLOURS.blue, width: 3 });
        const words = `${FACTORS[i]}: ${format(middles[i])}`;
        sheet.text([1 / MOST, height(i)], words, { anchor: "start", dx: 6, dy: narrow ? -14 : -14, size: 12 });
        sheet.text([MOST, height(i)], `${Math.round(sum ? (100 * squares[i]) / sum : 0)} % of the doubt`, { anchor: "end", dx: -6, dy: -14, size: 12 });
        handles[i].set([doubt, height(i)]);
      });
      sheet.interval(0.4, Math.max(1 / factor, 1 / MOST), Math.min(factor, MOST), { middle: 1, colour: COLOURS.red, width: 5 });
      which.set(model.get("case"));
      const top = squares.indexOf(Math.max(...squares));
      figure.say(`${kilograms(middle / factor)} … ${kilograms(middle)} … ${kilograms(middle * factor)}, a factor of ${format(factor)} each way.\n`
        + (sum ? `Of the doubt, ${FACTORS[top]} bring ${Math.round((100 * squares[top]) / sum)} %.` : "No doubt is left."));
    }

    listen(model, ["case", "doubts"], draw);
    draw();
  },
};
