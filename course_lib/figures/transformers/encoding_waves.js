// Positional encodings: sines and cosines of falling frequency, as waves, as a map, and compared with each other.

const PLACES = 50, SHOWN = 4;

const frequency = (k, d) => 10000 ** ((-2 * k) / d);

/** p(t) with d columns; `first` is the k of the first frequency. */
function code(t, d, first) {
  return linspace(0, d / 2 - 1, d / 2).flatMap((k) => [Math.sin(frequency(k + first, d) * t), Math.cos(frequency(k + first, d) * t)]);
}

/** How alike codes are at each distance, 1 at most: the mean of cos w_k Δ. */
const likeness = (d, first) => linspace(0, PLACES - 1, PLACES).map((delta) => product(code(0, d, first), code(delta, d, first)) / (d / 2));

/** What happens to it as the distance grows: where it first stops falling, and how far it comes back. */
function course(alike) {
  const turn = (from, way) => alike.findIndex((value, i) => i >= from && i < PLACES - 1 && way * (alike[i + 1] - value) > 0);
  const low = turn(0, 1);
  if (low < 0) return `Alike (1 at most): less and less, ${format(alike.at(-1), 2)} at distance ${PLACES - 1}.`;
  const next = turn(low, -1), high = next < 0 ? PLACES - 1 : next;
  return `Alike (1 at most): ${format(alike[low], 2)} at distance ${low}, and again ${format(alike[high], 2)} at distance ${high}.`;
}

const product = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);

export default {
  render({ model, el }) {
    const figure = frame(el, { title: "How alike the codes of two places are depends on their distance alone", alt: model.get("alt"),
      caption: "Waves: sine (solid) and cosine (dashed) of the first four frequencies; drag the red point. Map: one row for each place, one column for each number of the code; blue is −1, white 0, red +1." });
    const waves = axes(figure.panels, { x: [0, PLACES - 1], y: [-1, 2 * SHOWN - 1], xLabel: "place t", yLabel: "the first four pairs", height: 330, tickFormat: { y: () => "" } });
    let map = axes(figure.panels, { x: [0, 1], y: [0, 1] });
    const products = axes(figure.panels, { x: [0, PLACES - 1], y: [-0.5, 1.15], xLabel: "place s", yLabel: "p(t) · p(s), divided by d/2", height: 260 });
    const lines = waves.layer(), mark = waves.layer(), curve = products.layer();

    const place = slider(figure.controls, { label: "Place t", min: 0, max: PLACES - 1, value: model.get("place"), change: (v) => share(model, "place", v) });
    const width = choice(figure.controls, { label: "Width d", value: String(model.get("width")), options: { 8: "8", 16: "16", 32: "32", 64: "64" }, change: (v) => share(model, "width", Number(v)) });
    const first = choice(figure.controls, { label: "Frequencies from", value: String(model.get("first")), options: { 0: "k = 0, the paper", 1: "k = 1, slower waves" }, change: (v) => share(model, "first", Number(v)) });
    const handle = waves.handle({ label: "The marked place", at: [model.get("place"), -1], step: [1, 0], move: ([t]) => share(model, "place", t) });

    /** All that depends on the codes, not on the marked place. */
    function rebuild() {
      const d = model.get("width"), k0 = model.get("first");
      lines.clear();
      linspace(0, SHOWN - 1, SHOWN).forEach((k) => {
        const w = frequency(k + k0, d), base = 2 * (SHOWN - 1 - k), colour = SERIES[k];
        lines.line([[0, base], [PLACES - 1, base]], { colour: COLOURS.grid, width: 1 });
        lines.curve((t) => base + 0.85 * Math.cos(w * t), { colour, width: 1.3, dash: "4 3" });
        lines.curve((t) => base + 0.85 * Math.sin(w * t), { colour });
      });
      const old = map.scales.svg;
      map = axes(figure.panels, { x: [0, d], y: [0, PLACES], xLabel: "column of the code", yLabel: "place t", height: 330, grid: false, tickFormat: { y: (v) => format(PLACES - v) } });
      old.replaceWith(map.scales.svg);
      map.heat(linspace(0, PLACES - 1, PLACES).map((t) => code(t, d, k0)), { colour: diverging(1) });
      map.row = map.layer();
      draw();
    }

    function draw() {
      const t = model.get("place"), d = model.get("width"), k0 = model.get("first"), here = code(t, d, k0);
      mark.clear();
      mark.line([[t, -1], [t, 2 * SHOWN - 1]], { colour: COLOURS.red, width: 1.5 });
      linspace(0, SHOWN - 1, SHOWN).forEach((k) => mark.dots([[t, 2 * (SHOWN - 1 - k) + 0.85 * here[2 * k]]], { fill: SERIES[k] }));
      map.row.clear();
      map.row.rectangle([0, PLACES - t - 1], [d, PLACES - t], { fill: "none", colour: COLOURS.dark, width: 2 });
      const similar = linspace(0, PLACES - 1, PLACES).map((s) => [s, product(here, code(s, d, k0)) / (d / 2)]);
      curve.clear();
      curve.line(similar, { colour: COLOURS.blue });
      curve.dots(similar, { radius: 2.5 });
      curve.dots([similar[t]], { fill: COLOURS.red, shape: "square", radius: 5 });
      place.set(t);
      width.set(String(d));
      first.set(String(k0));
      handle.set([t, -1]);
      const next = t + 3 < PLACES ? t + 3 : t - 3;
      figure.say(`p(${t}) begins ${here.slice(0, 4).map((v) => format(v)).join(", ")}; its length is ${format(Math.sqrt(product(here, here)))}.\n`
        + `p(${t}) · p(${next}) = ${format(product(here, code(next, d, k0)), 4)}: the same for any two places that are three apart.\n`
        + course(likeness(d, k0)));
    }

    listen(model, ["width", "first"], rebuild);
    listen(model, ["place"], draw);
    rebuild();
  },
};
