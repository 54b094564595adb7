// The error of finite differences against h: the formula's error falls with h, the rounding error rises.

const FUNCTIONS = {
  exp: { name: "eˣ at x = 1", f: Math.exp, x: 1, slope: Math.E },
  cube: { name: "x³ at x = 1", f: (x) => x * x * x, x: 1, slope: 3 },
  wave: { name: "sin 20x at x = 1", f: (x) => Math.sin(20 * x), x: 1, slope: 20 * Math.cos(20) },
  kink: { name: "relu at x = 0.001", f: (x) => Math.max(x, 0), x: 0.001, slope: 1 },
};
const LOW = 1e-16, HIGH = 10;

/** The derivative by differences, every intermediate number rounded by `round`. */
function difference({ f, x }, h, central, round) {
  const value = (at) => round(f(round(at))), high = value(round(x) + h), low = value(central ? round(x) - h : round(x));
  return round(round(high - low) / round(central ? 2 * h : h));
}

function errorOf(target, h, central, round) {
  const n = difference(target, h, central, round);
  return Math.abs(n - target.slope) / Math.max(1, Math.abs(n), Math.abs(target.slope));
}

const power = (value) => {
  const exponent = Math.floor(Math.log10(value) + 1e-9), digits = [...String(exponent)].map((c) => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c])).join("");
  const factor = format(value / 10 ** exponent, 2);
  return factor === "1" ? `10${digits}` : `${factor}·10${digits}`;
};
const spoken = (error) => (error < LOW ? "0" : power(error));

export default {
  render({ model, el }) {
    const figure = frame(el, { title: "Too large an h, too small an h", alt: model.get("alt"),
      caption: "Error as in the exercise: |a − n| / max(1, |a|, |n|). What is 0 is drawn on the lower border." });
    const plot = axes(figure.panels, { x: [1e-15, 1], y: [LOW, HIGH], log: { x: true, y: true }, width: 780, height: 330, tickCount: 8, xLabel: "step h", yLabel: "error of the derivative",
      label: "Error against h", tickFormat: { x: power, y: power } });
    const curves = plot.layer(), mark = plot.layer();
    const target = choice(figure.controls, { label: "Function", value: model.get("function"), options: Object.fromEntries(Object.entries(FUNCTIONS).map(([key, { name }]) => [key, name])),
      change: (key) => share(model, "function", key) });
    const bits = choice(figure.controls, { label: "Numbers of", value: String(model.get("bits")), options: { 64: "64 bits", 32: "32 bits" }, change: (value) => share(model, "bits", Number(value)) });
    const control = slider(figure.controls, { label: "h", min: -15, max: 0, step: 0.25, value: model.get("exponent"), show: (v) => power(10 ** v), change: (v) => share(model, "exponent", v) });
    const exponents = linspace(-15, 0, 181), onPlot = (error) => Math.max(error, LOW);

    function draw() {
      const chosen = FUNCTIONS[model.get("function")], round = model.get("bits") === 32 ? Math.fround : (v) => v, h = 10 ** model.get("exponent");
      curves.clear();
      mark.clear();
      for (const [central, colour, dash, word, y] of [[false, COLOURS.orange, "7 4", "one-sided, dashed", 1.5e-14], [true, COLOURS.blue, undefined, "central", 1e-15]]) {
        curves.line(exponents.map((e) => [10 ** e, onPlot(errorOf(chosen, 10 ** e, central, round))]), { colour, dash, width: 2 });
        curves.text([2e-15, y], word, { fill: inked(colour), anchor: "start", weight: 700 });
        mark.dots([[h, onPlot(errorOf(chosen, h, central, round))]], { fill: colour, radius: 7, shape: central ? "circle" : "triangle" });
      }
      mark.line([[h, LOW], [h, HIGH]], { colour: COLOURS.muted, width: 1, dash: "3 4" });
      target.set(model.get("function"));
      bits.set(String(model.get("bits")));
      control.set(model.get("exponent"));
      const best = exponents.reduce((least, e) => { // the worst of the neighbours, so that luck does not count
        const error = Math.max(...linspace(-0.4, 0.4, 9).map((shift) => errorOf(chosen, 10 ** (e + shift), true, round)));
        return error < least.error ? { e, error } : least;
      }, { e: 0, error: Infinity });
      figure.say(`${chosen.name}: the derivative is ${format(chosen.slope, 8)}.  With h = ${power(h)}, central differences say ${format(difference(chosen, h, true, round), 8)} ` +
        `(error ${spoken(errorOf(chosen, h, true, round))}), one-sided ones ${format(difference(chosen, h, false, round), 8)} (error ${spoken(errorOf(chosen, h, false, round))}).\n` +
        (model.get("function") === "kink" ? "Steps longer than 0.001 reach over the kink: a right derivative is accused."
          : `Central differences do best for h near ${power(10 ** Math.round(best.e))}.`));
    }

    listen(model, ["function", "exponent", "bits"], draw);
    draw();
  },
};
