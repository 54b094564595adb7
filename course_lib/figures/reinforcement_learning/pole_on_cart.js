// A cart with a pole, moved by a trained policy: its world can be changed, its hands made slow.

const STEPS = 400, DT = 0.02, TRACK = 2.4, LEAN = (12 * Math.PI) / 180, POLE = 0.1, GRAVITY = 9.8, PUSHED = 100;

function stepped([x, v, angle, turning], force, { cart, halfLength }) {
  const mass = cart + POLE, s = Math.sin(angle), c = Math.cos(angle);
  const u = (force + POLE * halfLength * turning ** 2 * s) / mass;
  const twist = (GRAVITY * s - c * u) / (halfLength * (4 / 3 - (POLE * c * c) / mass));
  const thrust = u - (POLE * halfLength * twist * c) / mass;
  return [x + DT * v, v + DT * thrust, angle + DT * turning, turning + DT * twist];
}

/** States and forces until the pole falls, or for STEPS steps. */
function life(theta, world) {
  const states = [[0, 0, 0.04, 0]], forces = [];
  for (let t = 0; t < STEPS; t++) {
    const seen = [...states[Math.max(t - world.delay, 0)], 1];
    const [left, right] = theta.map((row) => row.reduce((sum, w, i) => sum + w * seen[i], 0));
    const force = right > left ? 10 : -10;
    const next = stepped(states[t], force, world);
    if (t === PUSHED) next[3] += world.push;
    forces.push(force);
    states.push(next);
    if (Math.abs(next[0]) > TRACK || Math.abs(next[2]) > LEAN) break;
  }
  return { states, forces };
}

export default {
  render({ model, el }) {
    const figure = frame(el, { title: "Ten learned numbers balance a pole, until its world answers late", alt: model.get("alt"),
      caption: "The pole has fallen when it leans by more than 12° or leaves the track. Somebody may push it after two seconds (dotted line)." });
    const stage = diagram(figure.panels, { width: 780, height: 250, label: "The cart and its pole" });
    const graph = axes(figure.panels, { x: [0, STEPS * DT], y: [-14, 14], width: 780, height: 210, xLabel: "time (seconds)", yLabel: "lean (degrees)", label: "The lean of the pole" });
    const scene = stage.layer(), line = graph.layer();
    const time = slider(figure.controls, { label: "Time", min: 0, max: STEPS, value: model.get("time"), show: (v) => `${format(v * DT)} s`, change: (v) => share(model, "time", v) });
    player(figure.controls, { label: "Play", perSecond: 50, step: () => {
      const last = run().states.length - 1, now = model.get("time");
      share(model, "time", now >= last ? 0 : now + 1);
      return now + 1 < last || now >= last;
    } });
    const half = slider(figure.controls, { label: "Half length of the pole", min: 0.25, max: 2, step: 0.05, value: model.get("half_length"), show: (v) => `${format(v)} m`, change: (v) => share(model, "half_length", v) });
    const cart = slider(figure.controls, { label: "Mass of the cart", min: 0.5, max: 5, step: 0.1, value: model.get("cart"), show: (v) => `${format(v)} kg`, change: (v) => share(model, "cart", v) });
    const delay = slider(figure.controls, { label: "Delay", min: 0, max: 8, value: model.get("delay"), show: (v) => `${20 * v} ms`, change: (v) => share(model, "delay", v) });
    const push = slider(figure.controls, { label: "Push after 2 s", min: -2, max: 2, step: 0.1, value: model.get("push"), show: (v) => `${format(v)} rad/s`, change: (v) => share(model, "push", v) });

    const run = () => life(model.get("theta"), { halfLength: model.get("half_length"), cart: model.get("cart"), delay: model.get("delay"), push: model.get("push") });

    function draw() {
      const { states, forces } = run(), last = states.length - 1, shown = Math.min(model.get("time"), last);
      const [x, , angle] = states[shown], fell = last < STEPS || Math.abs(states[last][0]) > TRACK || Math.abs(states[last][2]) > LEAN;
      const at = 390 + (x * 330) / TRACK, ground = 60, length = 60 + 55 * model.get("half_length");
      scene.clear();
      scene.line([[60, ground - 24], [720, ground - 24]], { colour: COLOURS.muted, width: 2 });
      for (const end of [60, 720]) scene.line([[end, ground - 36], [end, ground - 10]], { colour: COLOURS.muted, width: 3 });
      const width = 22 + 6 * model.get("cart");
      scene.area([[at - width, ground - 16], [at + width, ground - 16], [at + width, ground + 14], [at - width, ground + 14]], { fill: COLOURS.blue });
      scene.dots([[at - width * 0.6, ground - 18], [at + width * 0.6, ground - 18]], { fill: COLOURS.muted, radius: 6 });
      scene.line([[at, ground + 14], [at + length * Math.sin(angle), ground + 14 + length * Math.cos(angle)]], { colour: COLOURS.orange, width: 7 });
      scene.dots([[at, ground + 14]], { fill: COLOURS.ink, radius: 4 });
      if (shown < last) {
        const side = Math.sign(forces[shown]);
        scene.arrow([at + side * (width + 6), ground], [at + side * (width + 42), ground], { colour: COLOURS.red, width: 3 });
      }
      line.clear();
      for (const limit of [-12, 12]) line.line([[0, limit], [STEPS * DT, limit]], { colour: COLOURS.red, width: 1.5, dash: "6 4" });
      line.line([[PUSHED * DT, -14], [PUSHED * DT, 14]], { colour: COLOURS.muted, width: 1.5, dash: "2 4" });
      line.line(states.map((state, t) => [t * DT, clamp((state[2] * 180) / Math.PI, -14, 14)]), { colour: COLOURS.blue, width: 2 });
      line.dots([[shown * DT, clamp((angle * 180) / Math.PI, -14, 14)]], { fill: COLOURS.orange, radius: 6 });
      if (fell) line.dots([[last * DT, clamp((states[last][2] * 180) / Math.PI, -14, 14)]], { fill: COLOURS.red, radius: 7, shape: "cross" });
      for (const [control, value] of [[time, shown], [half, model.get("half_length")], [cart, model.get("cart")], [delay, model.get("delay")], [push, model.get("push")]]) control.set(value);
      figure.say(fell ? `It falls after ${last} steps, ${format(last * DT)} seconds.` : `It stands for all ${STEPS} steps, ${STEPS * DT} seconds.`);
    }

    listen(model, ["theta", "half_length", "cart", "delay", "push", "time"], draw);
    draw();
  },
};
