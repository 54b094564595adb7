// The step is halved until the function decreases (c = 0), or decreases enough (Armijo, c > 0).

const HISTORY = 30, STARTS = [-2.4, 2.4], WINDOW = [-2.5, 2.5];
// starts: where a descent may begin; window: what the axes show of u, wide enough for all places that it then comes to.
const FUNCTIONS = {
  parabola: { name: "F(u) = u²", f: (u) => u * u, slope: (u) => 2 * u, y: [-0.8, 6] },
  zigzag: { name: "section 3's F", f: (u) => (Math.abs(u) <= 1 ? u * u + 0.25 : 0.75 * u * u + Math.abs(u) / 2),
    slope: (u) => (Math.abs(u) <= 1 ? 2 * u : 1.5 * u + Math.sign(u) / 2), y: [-0.5, 5] },
  waves: { name: "F(u) = u²/4 + cos 4u", f: (u) => (u * u) / 4 + Math.cos(4 * u), slope: (u) => u / 2 - 4 * Math.sin(4 * u), y: [-2, 3.4], window: [-2.8, 2.8] },
  exp: { name: "F(u) = exp(−u)", f: (u) => Math.exp(-u), slope: (u) => -Math.exp(-u), y: [-0.6, 5.2], starts: [-1.5, 2.4], window: [-1.8, 4.4] },
};

/** One step from u: the tried lengths with their points, and where it ends (the last one tried is accepted). */
function search({ f, slope }, u, c) {
  const gradient = slope(u), tried = [];
  if (gradient === 0) return { gradient, tried, next: u };
  for (let length = 1; u - length * gradient !== u; length /= 2) {
    const next = u - length * gradient, enough = c === 0 ? f(next) < f(u) : f(next) <= f(u) - c * length * gradient ** 2;
    tried.push({ length, next, enough });
    if (enough) return { gradient, tried, next };
  }
  return { gradient, tried: [], next: u };
}

function descend(target, start, c, count) {
  const path = [start];
  for (let k = 0; k < count; k++) path.push(search(target, path.at(-1), c).next);
  return path;
}

const lengthText = (length) => (length === 1 ? "1" : `1/${1 / length}`);

export default {
  render({ model, el }) {
    const figure = frame(el, { title: "Halve the step until F decreases, or decreases enough", alt: model.get("alt"),
      caption: "Drag the point. Crosses: refused. Green dot: taken. Dashed: a step must end on or below this line; with c = 0 the line is level and the end must lie below." });
    const pick = choice(figure.controls, { label: "Function", value: model.get("function"), options: Object.fromEntries(Object.entries(FUNCTIONS).map(([key, { name }]) => [key, name])),
      change: (key) => { model.set("steps", 0); model.set("start", 2); share(model, "function", key); } });
    const share_ = slider(figure.controls, { label: "c", min: 0, max: 0.9, step: 0.05, value: model.get("c"), change: (v) => share(model, "c", v) });
    const steps = slider(figure.controls, { label: "Steps made", min: 0, max: HISTORY, value: model.get("steps"), change: (v) => share(model, "steps", v) });
    player(figure.controls, { perSecond: 2, step: () => {
      if (model.get("steps") >= HISTORY) return false;
      share(model, "steps", model.get("steps") + 1);
      return true;
    } });

    function setStage() {
      const target = { starts: STARTS, window: WINDOW, ...FUNCTIONS[model.get("function")] };
      figure.panels.replaceChildren();
      const left = axes(figure.panels, { x: target.window, y: target.y, xLabel: "u", yLabel: target.name, label: "The function and one step" });
      const right = axes(figure.panels, { x: [-0.5, HISTORY + 0.5], y: target.window, xLabel: "steps made", yLabel: "u after each step", label: "The descent" });
      left.curve(target.f, { colour: COLOURS.muted, width: 2.5 });
      const stage = { target, sheet: left.layer(), trace: right.layer() };
      stage.handle = left.handle({ label: "Starting point", at: [2, target.f(2)], step: [0.05, 0], x: target.starts, fill: COLOURS.blue,
        say: ([u]) => `u = ${format(u)}`, move: ([u]) => { model.set("steps", 0); share(model, "start", u); } });
      return stage;
    }
    let stage = setStage();

    function draw() {
      const { target, sheet, trace } = stage, c = model.get("c"), made = model.get("steps");
      const path = descend(target, clamp(model.get("start"), ...target.starts), c, HISTORY), u = path[made], found = search(target, u, c), { f } = target;
      sheet.clear();
      trace.clear();
      if (found.gradient !== 0) {
        const line = (v) => f(u) + c * found.gradient * (v - u), end = u - 1.15 * found.gradient;
        sheet.line([[u, f(u)], [end, line(end)]], { colour: COLOURS.orange, dash: "6 4", width: 2 });
      }
      for (const { length, next, enough } of found.tried) {
        if (enough) sheet.arrow([u, f(u)], [next, f(next)], { colour: COLOURS.green, shorten: 7 });
        sheet.dots([[next, f(next)]], enough ? { fill: COLOURS.green, radius: 7 } : { shape: "cross", fill: COLOURS.red, radius: 6 });
        if (enough || (length === 1 && Math.abs(next - found.next) > 0.8)) sheet.text([next, f(next)], `λ = ${lengthText(length)}`, { dy: 18, size: 12, anchor: next < target.window[0] + 0.3 ? "start" : next > target.window[1] - 0.3 ? "end" : "middle", fill: enough ? COLOURS.green : COLOURS.red });
      }
      trace.line([[0, 0], [HISTORY, 0]], { colour: COLOURS.muted, width: 1, dash: "3 4" });
      trace.line(path.map((v, k) => [k, v]), { colour: COLOURS.grid, width: 2 });
      trace.line(path.slice(0, made + 1).map((v, k) => [k, v]), { colour: COLOURS.blue });
      trace.dots(path.slice(0, made + 1).map((v, k) => [k, v]), { fill: COLOURS.blue, radius: 4 });
      stage.handle.set([u, f(u)]);
      pick.set(model.get("function"));
      share_.set(c);
      steps.set(made);
      const last = found.tried.at(-1);
      figure.say(`Step ${made + 1}: at u = ${format(u, 4)}, F = ${format(f(u), 4)}, F′ = ${format(found.gradient, 4)}.  ` + (last
        ? `${["At once", "Refused once, then", "Refused twice, then"][found.tried.length - 1] ?? `Refused ${found.tried.length - 1} times, then`} λ = ${lengthText(last.length)} leads to u = ${format(last.next, 4)}, F = ${format(f(last.next), 4)}.`
        : "No step: the gradient is 0 or rounding leaves nothing to gain.") +
        `\nAfter ${HISTORY} steps u = ${format(path.at(-1), 4)} and |F′| = ${format(Math.abs(target.slope(path.at(-1))), 3)}.`);
    }

    listen(model, ["function"], () => { stage = setStage(); draw(); });
    listen(model, ["start", "c", "steps"], draw);
    draw();
  },
};
