// One unit over six steps: the gradient that arrives from above, the one from the right, and what each step adds.

const SPACING = 62, LEFT = 44, MIDDLE = 120, RADIUS = 19;

/** States, and from the last step to the first: what comes from above, from the right, inside of tanh, into the weight. */
function run(inputs, weight, everywhere) {
  const states = [];
  for (const x of inputs) states.push(Math.tanh(weight * (states.at(-1) ?? 0) + x));
  const steps = [];
  let right = 0;
  for (let t = inputs.length - 1; t >= 0; t--) {
    const above = everywhere || t === inputs.length - 1 ? 1 : 0, inside = (above + right) * (1 - states[t] ** 2);
    steps[t] = { above, right, inside, adds: inside * (states[t - 1] ?? 0) };
    right = inside * weight;
  }
  return { states, steps };
}

export default {
  render({ model, el }) {
    const figure = frame(el, { title: "Two streams into each state, one sum for the shared weight", alt: model.get("alt"),
      caption: "h = tanh(w · h before + x), from 0. The loss is the last state, or the sum of all. Orange: gradients on their way back. Bars: what each step adds to ∂L/∂w; dashed line: their sum so far." });
    const inputs = model.get("inputs"), T = inputs.length;
    const net = diagram(figure.panels, { width: 400, height: 250, label: "The unit at each step" });
    const sheet = net.layer();
    const stage = element("div", { style: "flex:1 1 300px;min-width:0" }, figure.panels);
    const cursor = slider(figure.controls, { label: "Steps gone back", min: 0, max: T, value: model.get("cursor"), change: (v) => share(model, "cursor", v) });
    const weight = slider(figure.controls, { label: "Weight w", min: -2, max: 2, step: 0.1, value: model.get("weight"), change: (v) => share(model, "weight", v) });
    const loss = choice(figure.controls, { label: "Loss", value: String(model.get("everywhere")), options: { false: "at the last step", true: "at every step" }, change: (v) => share(model, "everywhere", v === "true") });
    const place = (t) => [LEFT + SPACING * t, MIDDLE];

    function draw() {
      const back = model.get("cursor"), { states, steps } = run(inputs, model.get("weight"), model.get("everywhere"));
      const first = T - back; // the steps from here on are done
      sheet.clear();
      states.forEach((h, t) => {
        const [x, y] = place(t), done = t >= first;
        sheet.arrow([x, 44], [x, y], { shorten: RADIUS + 1, colour: COLOURS.muted, width: 1.5 });
        if (t + 1 < T) sheet.arrow([x, y], place(t + 1), { shorten: RADIUS + 2, colour: COLOURS.muted, width: 1.5 });
        sheet.text([x, 32], format(inputs[t], 2), { size: 12, fill: COLOURS.muted });
        sheet.node([x, y], format(h, 2), { radius: RADIUS, lit: t === first });
        if (!done) return;
        if (steps[t].above) {
          sheet.arrow([x, 196], [x, y], { shorten: RADIUS + 1, colour: COLOURS.orange, width: 2.5 });
          sheet.text([x, 206], format(steps[t].above, 2), { size: 12, weight: 700 });
        }
        if (t + 1 < T) {
          const [from, to] = [place(t + 1), [x, y]].map(([a, b]) => [a, b + 26]);
          sheet.arrow(from, to, { shorten: 8, colour: COLOURS.orange, width: 2.5 });
          sheet.text([x + SPACING / 2, y + 40], format(steps[t].right, 2), { size: 12, weight: 700 });
        }
      });
      sheet.text([LEFT - 30, 12], "inputs x", { anchor: "start", size: 12, fill: COLOURS.muted });
      sheet.text([LEFT - 30, 234], "gradients from the loss (above) and from the next step (beside)", { anchor: "start", size: 12 });
      stage.replaceChildren();
      const done = steps.map((step, t) => [t, step.adds]).filter(([t]) => t >= first), sum = done.reduce((total, [, v]) => total + v, 0);
      const most = Math.max(0.5, Math.abs(sum), ...steps.map((step) => Math.abs(step.adds))) * 1.15;
      const plot = axes(stage, { x: [-0.6, T - 0.4], y: [-most, most], width: 380, height: 250, xLabel: "step t", yLabel: "added to ∂L/∂w", label: "What each step adds to the gradient of w" });
      plot.line([[-0.6, 0], [T - 0.4, 0]], { colour: COLOURS.muted, width: 1 });
      plot.bars(done, { fill: COLOURS.blue });
      plot.line([[-0.6, sum], [T - 0.4, sum]], { colour: COLOURS.red, width: 2, dash: "6 4" });
      cursor.set(back);
      weight.set(model.get("weight"));
      loss.set(String(model.get("everywhere")));
      const now = steps[first];
      figure.say((now ? `Step ${first}: ${format(now.above)} from above and ${format(now.right)} from the right, times 1 − h² = ${format(1 - states[first] ** 2)}, is ${format(now.inside)} inside of tanh.` : "Forward only. Go back, step by step.")
        + `\n∂L/∂w so far: ${format(sum, 4)}.`);
    }

    listen(model, ["cursor", "weight", "everywhere"], draw);
    draw();
  },
};
