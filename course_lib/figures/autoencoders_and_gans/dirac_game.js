// Forger θ against critic ψ, both stepping at once: an orbit, a spiral outwards, or a spiral to the solution.

const LIMIT = 3, STEPS = 400;
const sigmoid = (u) => 1 / (1 + Math.exp(-u));

function step([theta, psi], { rate, penalty, saturating }) {
  const seen = psi * theta, push = saturating ? sigmoid(seen) : sigmoid(-seen);
  return [theta + rate * push * psi, psi - rate * (sigmoid(seen) * theta + penalty * psi)];
}

export default {
  render({ model, el }) {
    const figure = frame(el, { title: "A game is not a descent: the players chase each other", alt: model.get("alt"),
      caption: "The solution is the cross in the middle: forgeries at 0, a critic that says nothing. Small arrows: where both players want to go." });
    const plane = axes(figure.panels, { x: [-LIMIT, LIMIT], y: [-LIMIT, LIMIT], width: 390, height: 390, xLabel: "forger θ", yLabel: "critic ψ", label: "The plane of the game" });
    const right = axes(figure.panels, { x: [0, STEPS], y: [0, LIMIT], width: 370, height: 390, xLabel: "step", yLabel: "distance from the solution", label: "Distance from the solution" });
    const field = plane.layer(), path = plane.layer(), graph = right.layer();
    const start = plane.handle({ label: "Start", at: [model.get("theta"), model.get("psi")], step: [0.1, 0.1], say: ([x, y]) => `θ ${format(x)}, ψ ${format(y)}`, move: ([x, y]) => { share(model, "theta", x); share(model, "psi", y); } });
    const rate = slider(figure.controls, { label: "Rate η", min: 0.02, max: 0.5, step: 0.02, value: model.get("rate"), change: (v) => share(model, "rate", v) });
    const penalty = slider(figure.controls, { label: "Penalty on the critic", min: 0, max: 2, step: 0.1, value: model.get("penalty"), change: (v) => share(model, "penalty", v) });
    const loss = choice(figure.controls, { label: "Forger's loss", value: String(model.get("saturating")), options: { false: "non-saturating", true: "saturating" }, change: (v) => share(model, "saturating", v === "true") });

    function draw() {
      const settings = { rate: model.get("rate"), penalty: model.get("penalty"), saturating: model.get("saturating") };
      const trace = [[model.get("theta"), model.get("psi")]];
      for (let t = 0; t < STEPS; t++) trace.push(step(trace[t], settings));
      const sizes = trace.map(([theta, psi]) => Math.hypot(theta, psi));
      field.clear();
      for (const x of linspace(-2.4, 2.4, 7)) for (const y of linspace(-2.4, 2.4, 7)) {
        const [dx, dy] = step([x, y], { ...settings, rate: 1 }).map((value, i) => value - [x, y][i]), size = Math.hypot(dx, dy) || 1;
        if (Math.hypot(x, y) > 0.1) field.arrow([x, y], [x + 0.3 * dx / size, y + 0.3 * dy / size], { colour: COLOURS.muted, width: 1, head: 5, opacity: 0.7 });
      }
      path.clear();
      path.line(trace, { colour: COLOURS.blue, width: 1.5 });
      path.dots([trace[STEPS]], { fill: COLOURS.green, radius: 6, shape: "square" });
      path.dots([[0, 0]], { fill: COLOURS.ink, radius: 6, shape: "cross" });
      graph.clear();
      graph.line(sizes.map((size, t) => [t, size]), { colour: COLOURS.blue, width: 2 });
      start.set(trace[0]);
      rate.set(settings.rate);
      penalty.set(settings.penalty);
      loss.set(String(settings.saturating));
      const last = sizes[STEPS], before = sizes[STEPS - 100];
      figure.say(`Distance from the solution: ${format(sizes[0])} at the start, ${format(last)} after ${STEPS} steps.\n`
        + (last < 0.01 ? "It has arrived." : last > 1.05 * before ? "It is on its way outwards." : last < 0.95 * before ? "It is on its way inwards." : "It goes on circling, or has come to rest elsewhere."));
    }

    listen(model, ["theta", "psi", "rate", "penalty", "saturating"], draw);
    draw();
  },
};
