// A cart with a pole, moved by a trained policy: its world can be changed, its hands made slow.

const LONGEST = 1000, DT = 0.02, TRACK = 2.4, LEAN = (12 * Math.PI) / 180, POLE = 0.1, GRAVITY = 9.8, PUSHED = 50;

function stepped([x, v, angle, turning], force, { cart, halfLength }) {
  const mass = cart + POLE, s = Math.sin(angle), c = Math.cos(angle);
  const u = (force + POLE * halfLength * turning ** 2 * s) / mass;
  const twist = (GRAVITY * s - c * u) / (halfLength * (4 / 3 - (POLE * c * c) / mass));
  const thrust = u - (POLE * halfLength * twist * c) / mass;
  return [x + DT * v, v + DT * thrust, angle + DT * turning, turning + DT * twist];
}

/** States and forces until the pole falls, or for so many steps. */
function life(theta, world) {
  const states = [[0, 0, 0.04, 0]], forces = [];
  for (let t = 0; t < world.limit; t++) {
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
      caption: "The pole has fallen when it leans by more than 12° or leaves the track. Somebody may push it after one second (dotted line)." });
    const [upper, lower] = [0, 1].map(() => element("div", { style: "flex:1 1 100%;min-width:0" }, figure.panels));
    const WIDE = isNarrow(el) ? 370 : 780, stage = diagram(upper, { width: WIDE, height: 220, label: "The cart and its pole" });
    const scene = stage.layer();
    let line = null, drawnFor = 0;
    const time = slider(figure.controls, { label: "Time", min: 0, max: LONGEST, value: model.get("time"), show: (v) => `${format(v * DT)} s`, change: (v) => share(model, "time", v) });
    player(figure.controls, { label: "Play", perSecond: 50, step: () => {
      const last = run().states.length - 1, now = model.get("time");
      share(model, "time", now >= last ? 0 : now + 1);
      return now + 1 < last || now >= last;
    } });
    const half = slider(figure.controls, { label: "Half length of the pole", min: 0.25, max: 2, step: 0.05, value: model.get("half_length"), show: (v) => `${format(v)} m`, change: (v) => share(model, "half_length", v) });
    const cart = slider(figure.controls, { label: "Mass of the cart", min: 0.5, max: 5, step: 0.1, value: model.get("cart"), show: (v) => `${format(v)} kg`, change: (v) => share(model, "cart", v) });
    const delay = slider(figure.controls, { label: "Delay", min: 0, max: 8, value: model.get("delay"), show: (v) => `${20 * v} ms`, change: (v) => share(model, "delay", v) });
    const limit = slider(figure.controls, { label: "Length of the run", min: 50, max: LONGEST, step: 50, value: model.get("limit"), show: (v) => `${format(v * DT)} s`, change: (v) => share(model, "limit", v) });
    const push = slider(figure.controls, { label: "Push after 1 s", min: -2, max: 2, step: 0.1, value: model.get("push"), show: (v) => `${format(v)} rad/s`, change: (v) => share(model, "push", v) });

    const run = () => life(model.get("theta"), { halfLength: model.get("half_length"), cart: model.get("cart"), delay: model.get("delay"), push: model.get("push"), limit: model.get("limit") });

    function draw() {
      const { states, forces } = run(), last = states.length - 1, shown = Math.min(model.get("time"), last);
      const [x, , angle] = states[shown], seconds = model.get("limit") * DT;
      const off = Math.abs(states[last][0]) > TRACK, fell = Math.abs(states[last][2]) > LEAN;
      const centre = WIDE / 2, reach = centre - 50, at = centre + (x * reach) / TRACK, ground = 40, length = 50 + 50 * model.get("half_length");
      if (drawnFor !== seconds) {
        lower.replaceChildren();
        line = axes(lower, { x: [0, seconds], y: [-14, 14], width: 780, height: 190, xLabel: "time (seconds)", yLabel: "lean (degrees)", label: "The lean of the pole" }).layer();
        drawnFor = seconds;
      }
      scene.clear();
      scene.line([[centre - reach, ground - 24], [centre + reach, ground - 24]], { colour: COLOURS.muted, width: 2 });
      for (const end of [centre - reach, centre + reach]) scene.line([[end, ground - 36], [end, ground - 10]], { colour: COLOURS.muted, width: 3 });
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
      for (const edge of [-12, 12]) line.line([[0, edge], [seconds, edge]], { colour: COLOURS.red, width: 1.5, dash: "6 4" });
      line.line([[PUSHED * DT, -14], [PUSHED * DT, 14]], { colour: COLOURS.muted, width: 1.5, dash: "2 4" });
      line.line(states.map((state, t) => [t * DT, clamp((state[2] * 180) / Math.PI, -14, 14)]), { colour: COLOURS.blue, width: 2 });
      line.dots([[shown * DT, clamp((angle * 180) / Math.PI, -14, 14)]], { fill: COLOURS.orange, radius: 6 });
      if (fell || off) line.dots([[last * DT, clamp((states[last][2] * 180) / Math.PI, -14, 14)]], { fill: COLOURS.red, radius: 7, shape: "cross" });
      for (const [control, value] of [[time, shown], [half, model.get("half_length")], [cart, model.get("cart")], [delay, model.get("delay")], [limit, model.get("limit")], [push, model.get("push")]]) control.set(value);
      figure.say(`At ${format(shown * DT)} s: x = ${format(x, 2)} m, lean ${format((angle * 180) / Math.PI, 2)}°.\n`
        + (fell ? `It falls after ${last} steps, ${format(last * DT)} seconds.` : off ? `It leaves the track after ${last} steps, ${format(last * DT)} seconds.` : `It stands for all ${last} steps, ${format(last * DT)} seconds.`));
    }

    listen(model, ["theta", "half_length", "cart", "delay", "limit", "push", "time"], draw);
    draw();
  },
};
