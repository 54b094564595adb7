// A power law fitted to the first measured errors, for the mean and for each training alone.

function fit(sizes, losses) {
  let best = null;
  for (const exponent of linspace(Math.log(0.01), Math.log(2), 600)) {
    const b = Math.exp(exponent), p = sizes.map((n) => (n / sizes[0]) ** -b), mean = (v) => v.reduce((x, y) => x + y, 0) / v.length;
    const dot = (u, v) => u.reduce((sum, x, i) => sum + x * v[i], 0), centre = p.map((v) => v - mean(p));
    let a = Math.max(dot(centre, losses) / dot(centre, centre), 0), c = mean(losses) - a * mean(p);
    if (c < 0) [a, c] = [Math.max(dot(p, losses) / dot(p, p), 0), 0];
    const error = losses.reduce((sum, loss, i) => sum + (loss - c - a * p[i]) ** 2, 0);
    if (!best || error < best.error) best = { error, a, b, c, first: sizes[0] };
  }
  return best;
}

const at = ({ a, b, c, first }, n) => c + a * (n / first) ** -b;

export default {
  render({ model, el }) {
    const figure = frame(el, { title: "A law foretells well between the points, and less well beyond them", alt: model.get("alt"),
      caption: "Black dots: mean errors that the fit has seen. Red squares: what was measured beyond. Blue: the fitted law. Grey: the law fitted to each of the trainings alone." });
    const sizes = model.get("sizes"), errors = model.get("errors"), means = errors.map((row) => row.reduce((a, b) => a + b, 0) / row.length);
    const last = sizes.at(-1);
    const plot = axes(figure.panels, { x: [sizes[0] * 0.85, last * 1.2], y: [0.01, 0.6], width: 760, height: 330, xLabel: "training digits n", yLabel: "held-out error", log: { x: true, y: true } });
    const sheet = plot.layer();
    const known = slider(figure.controls, { label: "Sizes that the fit has seen", min: 4, max: sizes.length, value: model.get("known"), change: (v) => share(model, "known", v) });

    function draw() {
      const seen = model.get("known"), first = sizes.slice(0, seen), law = fit(first, means.slice(0, seen));
      const single = errors[0].map((_, seed) => fit(first, errors.slice(0, seen).map((row) => row[seed])));
      const xs = linspace(Math.log(sizes[0]), Math.log(last), 80).map(Math.exp), curve = (one) => xs.map((n) => [n, Math.max(at(one, n), 0.005)]);
      sheet.clear();
      for (const one of single) sheet.line(curve(one), { colour: COLOURS.muted, width: 1.2, dash: "4 3" });
      sheet.line(curve(law), { colour: COLOURS.blue, width: 2.8 });
      sheet.dots(first.map((n, i) => [n, means[i]]), { fill: COLOURS.ink, radius: 5 });
      sheet.dots(sizes.slice(seen).map((n, i) => [n, means[seen + i]]), { fill: COLOURS.red, shape: "square", radius: 5 });
      known.set(seen);
      const ends = single.map((one) => at(one, last));
      figure.say(`Fitted to n ≤ ${first.at(-1)}: error ≈ ${law.c.toFixed(3)} + ${format(law.a * law.first ** law.b)} · n^−${law.b.toFixed(2)}.\n`
        + `For n = ${last} it says ${at(law, last).toFixed(3)} (single trainings: ${Math.min(...ends).toFixed(3)} to ${Math.max(...ends).toFixed(3)}); measured: ${means.at(-1).toFixed(3)}.`);
    }

    listen(model, ["known"], draw);
    draw();
  },
};
