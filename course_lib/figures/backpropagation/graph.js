// A computational graph (deck 003): values forward, gradients backward, one node at a time.

/** Operations: the value of a node from its operands, its local derivatives, and how both are written. */
const OPERATIONS = {
  mul: { symbol: "×", value: ([a, b]) => a * b, slopes: ([a, b]) => [b, a] },
  sub: { symbol: "−", value: ([a, b]) => a - b, slopes: () => [1, -1] },
  add: { symbol: "+", value: (all) => all.reduce((sum, a) => sum + a, 0), slopes: (all) => all.map(() => 1) },
  square: { symbol: "( )²", value: ([a]) => a * a, slopes: ([a]) => [2 * a] },
  triple: { symbol: "3×", value: ([a]) => 3 * a, slopes: () => [3] },
};

/** Nodes in an order that can be computed: inputs have a `start`, the others an operation and operands. `at`: place. `left`: its gradient stands there. */
const EXAMPLES = {
  slide: { name: "deck 003: (x·w − y)²", nodes: {
    x: { start: 1, at: [60, 240] }, w: { start: 1, at: [60, 80] }, y: { start: 2, at: [350, 260], left: true },
    "ŷ": { op: "mul", of: ["x", "w"], at: [260, 150] }, d: { op: "sub", of: ["ŷ", "y"], at: [480, 150] }, loss: { op: "square", of: ["d"], at: [700, 150] },
  } },
  quadratic: { name: "its exercise: (x²w₂ + xw₁ + b − y)²", nodes: {
    x: { start: 3, at: [45, 150] }, "w₂": { start: 0.5, at: [165, 278], left: true }, "w₁": { start: -1, at: [165, 60] }, b: { start: 0.25, at: [410, 278], left: true }, y: { start: 2, at: [545, 278], left: true },
    "x²": { op: "square", of: ["x"], at: [165, 192] }, "x²w₂": { op: "mul", of: ["x²", "w₂"], at: [310, 220] }, "xw₁": { op: "mul", of: ["x", "w₁"], at: [310, 90] },
    "ŷ": { op: "add", of: ["x²w₂", "xw₁", "b"], at: [480, 140] }, d: { op: "sub", of: ["ŷ", "y"], at: [605, 140] }, loss: { op: "square", of: ["d"], at: [730, 140] },
  } },
  shared: { name: "a number used twice: u²·3u", nodes: {
    u: { start: 2, at: [80, 150] }, b: { op: "square", of: ["u"], at: [330, 230] }, c: { op: "triple", of: ["u"], at: [330, 70] },
    loss: { op: "mul", of: ["b", "c"], at: [600, 150] },
  } },
};
const RADIUS = 25, WIDE = { width: 780, height: 320 }, TALL = { width: 370, height: 690 };

/** The nodes as they are, from left to right, or on a narrow page from top to bottom. */
function laidOut(nodes, narrow) {
  const turned = ([x, y]) => [(y - 45) * 1.3 + 30, TALL.height - 60 - (x - 45) * 0.83];
  return narrow ? Object.fromEntries(Object.entries(nodes).map(([name, node]) => [name, { ...node, at: turned(node.at), left: false, turned: true }])) : nodes;
}

/** Values of all nodes, and for each operation node what it hands to its operands: [{ to, slope, share }]. */
function run(nodes, inputs) {
  const names = Object.keys(nodes), made = names.filter((name) => nodes[name].op), values = { ...inputs }, grads = {}, handed = {};
  for (const name of made) values[name] = OPERATIONS[nodes[name].op].value(nodes[name].of.map((other) => values[other]));
  for (const name of names) grads[name] = 0;
  grads.loss = 1;
  for (const name of [...made].reverse()) {
    const { op, of } = nodes[name], slopes = OPERATIONS[op].slopes(of.map((other) => values[other]));
    handed[name] = of.map((to, k) => ({ to, slope: slopes[k], share: grads[name] * slopes[k] }));
    for (const { to, share } of handed[name]) grads[to] += share;
  }
  return { made, values, handed };
}

/** What each node has after `step` steps: forward one node a step, then the seed, then back one node a step. */
function stateAfter(step, { made, values, handed }, nodes) {
  const count = made.length, done = made.slice(0, step), back = [...made].reverse().slice(0, Math.max(0, step - count - 1));
  const known = new Set([...Object.keys(nodes).filter((name) => !nodes[name].op), ...done]);
  const grads = step > count ? { loss: 1 } : {};
  for (const name of back) for (const { to, share } of handed[name]) grads[to] = (grads[to] ?? 0) + share;
  const now = step > count + 1 ? back.at(-1) : step > 0 && step <= count ? made[step - 1] : step > count ? "loss" : null;
  return { known, values, grads, back, now };
}

/** A number, in brackets if it is negative. */
const bracket = (value) => (value < 0 ? `(${format(value, 4)})` : format(value, 4));

function sentence(step, { made, handed, values }, nodes, state) {
  const count = made.length, { now } = state;
  if (step === 0) return "The inputs are there. Move the slider: first forward, then backward.";
  if (step <= count) {
    const { op, of } = nodes[now], numbers = of.map((name) => bracket(values[name]));
    const text = { square: `${numbers[0]}²`, triple: `3 × ${numbers[0]}` }[op] ?? numbers.join(` ${OPERATIONS[op].symbol} `);
    return `Forward: ${now} = ${text} = ${format(values[now], 4)}.`;
  }
  if (step === count + 1) return "Turn round. The seed: ∂loss/∂loss = 1.";
  const arrivals = handed[now].map(({ to, slope, share }) => {
    const sum = format(state.grads[to], 4) !== format(share, 4) ? `; with what came before, ${format(state.grads[to], 4)}` : "";
    return `to ${to}: ${bracket(share / (slope || 1) || 0)} × ${bracket(slope)} = ${format(share, 4)}${sum}`;
  });
  return `Backward: ${now} hands on its gradient × the local derivative, ${arrivals.join(";  ")}.` + (step === 2 * count + 1 ? "  Done: every gradient is known." : "");
}

function draw(sheet, nodes, result, state) {
  for (const name of result.made) for (const { to, slope } of result.handed[name]) {
    const passed = state.back.includes(name), colour = name === state.now && passed ? COLOURS.red : passed ? tint(COLOURS.red, 0.55) : state.known.has(name) ? COLOURS.blue : COLOURS.faint;
    const style = { radius: RADIUS, colour, width: name === state.now ? 3.5 : 1.8, label: passed ? `× ${format(slope, 4)}` : "" };
    if (passed) sheet.edge(nodes[name].at, nodes[to].at, { ...style, labelColour: COLOURS.red });
    else sheet.edge(nodes[to].at, nodes[name].at, style);
  }
  for (const [name, { op, at, left, turned }] of Object.entries(nodes)) {
    const known = state.known.has(name), gradient = state.grads[name];
    sheet.node(at, known ? format(state.values[name], 4) : "", { radius: RADIUS, lit: name === state.now, fill: op ? undefined : COLOURS.white,
      above: op ? `${name}   [ ${OPERATIONS[op].symbol} ]` : name, dash: known ? undefined : "3 3" });
    if (gradient !== undefined) sheet.text(at, `grad ${format(gradient, 4)}`, { fill: COLOURS.red, weight: 700, size: 13,
      ...(left ? { dx: -RADIUS - 6, anchor: "end" } : !turned ? { dy: RADIUS + 13 } : op ? { dx: RADIUS + 4, anchor: "start", size: 11 } : { dy: -RADIUS - 25 }) });
  }
}

export default {
  render({ model, el }) {
    const figure = frame(el, { title: "Values go forward, gradients come back", alt: model.get("alt"),
      caption: "Blue arrows carry values. Red arrows carry gradients, each multiplied by the local derivative that stands beside it; where two arrive, they are added. grad: ∂loss/∂node." });
    const sheet = diagram(figure.panels, { ...(isNarrow(el) ? TALL : WIDE), label: "The computational graph" }).layer();
    let nodes, names, steps;
    const numbers = () => Object.fromEntries(names.map((name, i) => [name, model.get("inputs")[i] ?? nodes[name].start]));

    choice(figure.controls, { label: "Graph", value: model.get("example"), options: Object.fromEntries(Object.entries(EXAMPLES).map(([key, { name }]) => [key, name])),
      change: (key) => { model.set("inputs", []); model.set("step", 0); share(model, "example", key); } });
    const box = element("div", { style: "display:contents" }, figure.controls);
    let stepper;

    function redraw() {
      const result = run(nodes, numbers()), step = clamp(model.get("step"), 0, steps), state = stateAfter(step, result, nodes);
      stepper.set(step);
      draw(sheet.clear(), nodes, result, state);
      figure.say(sentence(step, result, nodes, state));
    }

    function restart() {
      nodes = laidOut(EXAMPLES[model.get("example")].nodes, isNarrow(el));
      names = Object.keys(nodes).filter((name) => !nodes[name].op);
      steps = 2 * (Object.keys(nodes).length - names.length) + 1;
      box.replaceChildren();
      stepper = slider(box, { label: "Step", min: 0, max: steps, value: model.get("step"), show: (v) => `${v} of ${steps}`, change: (step) => share(model, "step", step) });
      for (const [i, name] of names.entries()) {
        slider(box, { label: name, min: -4, max: 4, step: 0.25, value: numbers()[name], change: (value) => {
          const now = Object.values(numbers());
          now[i] = value;
          share(model, "inputs", now);
        } });
      }
      redraw();
    }

    listen(model, ["example"], restart);
    listen(model, ["step", "inputs"], redraw);
    restart();
  },
};
