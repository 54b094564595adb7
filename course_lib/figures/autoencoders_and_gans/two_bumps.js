// Two bumps on a line, the critic that tells them apart best, and the Jensen-Shannon divergence with its slope.

const LOW = -6, HIGH = 6, POINTS = linspace(LOW, HIGH, 481), SPAN = 8;

function bump(centre, deviation) {
  const values = POINTS.map((x) => Math.exp(-0.5 * ((x - centre) / deviation) ** 2)), total = values.reduce((sum, v) => sum + v, 0);
  return values.map((v) => v / total);
}

const plogp = (p, m) => (p > 0 ? p * Math.log(p / m) : 0);
const divergence = (p, q) => p.reduce((sum, v, i) => sum + 0.5 * (plogp(v, 0.5 * (v + q[i])) + plogp(q[i], 0.5 * (v + q[i]))), 0);
const apart = (distance, deviation) => divergence(bump(-distance / 2, deviation), bump(distance / 2, deviation));

export default {
  render({ model, el }) {
    const figure = frame(el, { title: "When the bumps part, the critic is perfect and teaches nothing", alt: model.get("alt"),
      caption: "Blue: data p. Red, dashed: forgeries q, both as high as their highest point. Black: the best critic D = p/(p + q). Drag the two bumps." });
    const line = axes(figure.panels, { x: [LOW, HIGH], y: [0, 1.15], width: 400, height: 330, xLabel: "x", yLabel: "p, q (scaled), and D", label: "Two bumps and the best critic" });
    const right = axes(figure.panels, { x: [0, SPAN], y: [0, 0.8], width: 360, height: 330, xLabel: "distance of the two centres", yLabel: "JS(p, q)", label: "Divergence against distance" });
    const sheet = line.layer(), graph = right.layer();
    const spot = (name, words, fill) => line.handle({ label: words, at: [model.get(name), 0.04], step: [0.1, 0], x: [-4, 4], fill, say: ([x]) => `centre ${format(x)}`, move: ([x]) => share(model, name, x) });
    const handles = { p: spot("p", "Data", COLOURS.blue), q: spot("q", "Forgeries", COLOURS.red) };
    const width = slider(figure.controls, { label: "Deviation of both", min: 0.2, max: 1.5, step: 0.1, value: model.get("deviation"), change: (v) => share(model, "deviation", v) });

    function draw() {
      const deviation = model.get("deviation"), p = bump(model.get("p"), deviation), q = bump(model.get("q"), deviation);
      const top = Math.max(...p, ...q), distance = Math.abs(model.get("p") - model.get("q")), js = divergence(p, q);
      const slope = (apart(distance + 0.05, deviation) - apart(Math.max(distance - 0.05, 0), deviation)) / (0.05 + Math.min(distance, 0.05));
      sheet.clear();
      sheet.line(POINTS.map((x, i) => [x, p[i] / top]), { colour: COLOURS.blue, width: 2.5 });
      sheet.line(POINTS.map((x, i) => [x, q[i] / top]), { colour: COLOURS.red, width: 2.5, dash: "7 4" });
      sheet.line(POINTS.map((x, i) => [x, p[i] + q[i] > 0 ? p[i] / (p[i] + q[i]) : 0.5]), { colour: COLOURS.ink, width: 2 });
      graph.clear();
      graph.line([[0, Math.LN2], [SPAN, Math.LN2]], { colour: COLOURS.muted, width: 1.5, dash: "3 3" });
      graph.text([SPAN - 0.2, Math.LN2 + 0.05], "ln 2", { anchor: "end" });
      graph.line(linspace(0, SPAN, 61).map((d) => [d, apart(d, deviation)]), { colour: COLOURS.green, width: 2.5 });
      graph.line([-1, 1].map((side) => [distance + side, js + side * slope]), { colour: COLOURS.ink, width: 2 });
      graph.dots([[distance, js]], { fill: COLOURS.ink, radius: 6 });
      handles.p.set([model.get("p"), 0.04]);
      handles.q.set([model.get("q"), 0.04]);
      width.set(deviation);
      figure.say(`Distance ${format(distance)}: JS is ${js.toFixed(3)}, its slope ${Math.abs(slope) < 5e-5 ? "0.0000" : slope.toFixed(4)}.\n`
        + (js > 0.999 * Math.LN2 ? "The critic makes no mistake, and no small step of the forgeries changes its mind." : distance === 0 ? "The two are equal: the best critic says ½ everywhere." : "Where the two overlap the critic is unsure, and there is a slope to follow."));
    }

    listen(model, ["p", "q", "deviation"], draw);
    draw();
  },
};
