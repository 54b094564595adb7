// A weight that runs after a target of γ · 2 · its own frozen copy: a staircase on a logarithmic axis.

const STEPS = 400, LOW = 1e-4, HIGH = 1e6;

function trace(gamma, rate, period) {
  const ws = [1];
  for (let step = 0, frozen = 1; step < STEPS; step++) {
    if (step % period === 0) frozen = ws[step];
    ws.push(ws[step] + rate * (gamma * 2 * frozen - ws[step]));
  }
  return ws;
}

/** A large or small number as a person writes it: 2.3 · 10¹³. */
function big(value) {
  const power = Math.floor(Math.log10(Math.abs(value)));
  if (power < 6 && power > -4) return format(value);
  const raised = [...String(power)].map((sign) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(sign)]).join("");
  return `${format(value / 10 ** power)} · 10${raised}`;
}

export default {
  render({ model, el }) {
    const figure = frame(el, { title: "A frozen target slows the runaway, and does not stop it", alt: model.get("alt"),
      caption: "All rewards are 0, so the right weight is 0. Dashed: the target is computed from the present weight." });
    const plot = axes(figure.panels, { x: [0, STEPS], y: [LOW, HIGH], log: { y: true }, width: 780, height: 330, xLabel: "step", yLabel: "weight w", tickFormat: { y: (v) => (v < 1e-2 || v > 1e3 ? `10${v < 1 ? "⁻" : ""}${"⁰¹²³⁴⁵⁶"[Math.abs(Math.round(Math.log10(v)))]}` : format(v)) }, label: "The weight, step by step" });
    const layer = plot.layer();
    const gamma = slider(figure.controls, { label: "Discount γ", min: 0.1, max: 0.99, step: 0.01, value: model.get("gamma"), change: (v) => share(model, "gamma", v) });
    const period = slider(figure.controls, { label: "Steps that the copy stays frozen", min: 1, max: 100, value: model.get("period"), change: (v) => share(model, "period", v) });
    const rate = slider(figure.controls, { label: "Learning rate", min: 0.02, max: 0.5, step: 0.02, value: model.get("rate"), change: (v) => share(model, "rate", v) });

    function draw() {
      const [g, n, eta] = ["gamma", "period", "rate"].map((name) => model.get(name));
      const frozen = trace(g, eta, n), fresh = trace(g, eta, 1);
      const inside = (ws) => ws.map((w, step) => [step, w]).filter(([, w]) => w >= LOW && w <= HIGH);
      layer.clear();
      layer.line([[0, 1], [STEPS, 1]], { colour: COLOURS.muted, width: 1 });
      layer.line(inside(fresh), { colour: COLOURS.red, width: 2, dash: "6 4" });
      layer.line(inside(frozen), { colour: COLOURS.blue, width: 2.5 });
      const copies = inside(frozen).filter(([step]) => step % n === 0);
      if (copies.length < 60) layer.dots(copies, { fill: COLOURS.blue, radius: 4 });
      gamma.set(g);
      period.set(n);
      rate.set(eta);
      const settled = 2 * g + (1 - 2 * g) * (1 - eta) ** n;
      figure.say(`After ${STEPS} steps w = ${big(frozen[STEPS])} with the frozen copy, ${big(fresh[STEPS])} without.\n`
        + `From copy to copy w is multiplied by ${format(settled)} (2γ = ${format(2 * g)}). ${settled > 1 + 1e-9 ? "It runs away." : settled < 1 - 1e-9 ? "It comes home." : "It stays."}`);
    }

    listen(model, ["gamma", "period", "rate"], draw);
    draw();
  },
};
