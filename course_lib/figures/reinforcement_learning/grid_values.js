// Value iteration on a grid with a cliff: values flow back from the goal, one cell a sweep.

const ROWS = 4, COLUMNS = 8, START = (ROWS - 1) * COLUMNS, GOAL = ROWS * COLUMNS - 1, PENALTY = 20;
const STEPS = [[-1, 0], [0, 1], [1, 0], [0, -1]]; // up, right, down, left

/** Where each action leads from each state without slips, and what it costs. */
const WORLD = linspace(0, GOAL, GOAL + 1).map((state) => STEPS.map(([down, right]) => {
  if (state === GOAL) return [GOAL, 0];
  const row = clamp(Math.floor(state / COLUMNS) + down, 0, ROWS - 1), column = clamp((state % COLUMNS) + right, 0, COLUMNS - 1);
  const to = row * COLUMNS + column;
  return to > START && to < GOAL ? [START, -PENALTY] : [to, -1];
}));

function worths(V, state, gamma, slip) {
  const sure = WORLD[state].map(([to, reward]) => reward + gamma * V[to]), mean = sure.reduce((sum, v) => sum + v, 0) / 4;
  return sure.map((value) => (1 - slip) * value + slip * mean);
}

const best = (values) => values.reduce((top, value, i) => (value > values[top] + 1e-9 ? i : top), 0);

export default {
  render({ model, el }) {
    const figure = frame(el, { title: "What a cell is worth flows back from the goal, one cell a sweep", alt: model.get("alt"),
      caption: "S is the start, G the goal; a step costs 1, a fall from the edge 20 and the way back to S. Darker is worse." });
    const SIDE = isNarrow(el) ? 45 : 82, WIDTH = SIDE * COLUMNS + 8, HEIGHT = SIDE * ROWS + 8, LEFT = 4;
    const middle = (state) => [LEFT + ((state % COLUMNS) + 0.5) * SIDE, HEIGHT - 4 - (Math.floor(state / COLUMNS) + 0.5) * SIDE];
    const grid = diagram(figure.panels, { width: WIDTH, height: HEIGHT, label: "The grid" });
    const cells = grid.layer(), way = grid.layer();
    const sweeps = slider(figure.controls, { label: "Sweeps", min: 0, max: 200, value: model.get("sweeps"), change: (v) => share(model, "sweeps", v) });
    const gamma = slider(figure.controls, { label: "Discount γ", min: 0.1, max: 0.99, step: 0.01, value: model.get("gamma"), change: (v) => share(model, "gamma", v) });
    const slip = slider(figure.controls, { label: "Chance to slip", min: 0, max: 0.4, step: 0.05, value: model.get("slip"), change: (v) => share(model, "slip", v) });

    function draw() {
      const g = model.get("gamma"), p = model.get("slip"), count = model.get("sweeps");
      let V = WORLD.map(() => 0), change = 0;
      for (let k = 0; k < count; k++) {
        const next = V.map((_, state) => Math.max(...worths(V, state, g, p)));
        change = Math.max(...next.map((value, i) => Math.abs(value - V[i])));
        V = next;
      }
      const safe = V.map((_, state) => !(state > START && state < GOAL));
      const lowest = Math.min(-1, ...V.filter((_, state) => safe[state]));
      const choices = V.map((_, state) => best(worths(V, state, g, p)));
      cells.clear();
      for (let state = 0; state <= GOAL; state++) {
        const [x, y] = middle(state), half = SIDE / 2 - 1, box = [[x - half, y - half], [x + half, y - half], [x + half, y + half], [x - half, y + half]];
        cells.area(box, { fill: safe[state] ? mix("#ffffff", COLOURS.blue, 0.95 * V[state] / lowest) : COLOURS.dark });
        if (!safe[state]) continue;
        const words = state === GOAL ? "G" : format(V[state], 3), ground = 0.95 * V[state] / lowest > 0.84 ? COLOURS.paper : COLOURS.dark;
        cells.text([x, y + (state === GOAL ? 0 : 0.3 * SIDE)], words, { fill: ground, halo: false, size: isNarrow(el) ? 12 : 13, weight: state === GOAL ? 700 : 400 });
        if (state === START) cells.text([x - 0.36 * SIDE, y - 0.34 * SIDE], "S", { fill: ground, halo: false, weight: 700 });
        if (state === GOAL) continue;
        const [down, right] = STEPS[choices[state]];
        const low = y - 0.08 * SIDE, back = 0.17 * SIDE, on = 0.2 * SIDE;
        cells.arrow([x - back * right, low + back * down], [x + on * right, low - on * down], { colour: ground, width: 2 });
      }
      const path = [START];
      while (path.at(-1) !== GOAL && path.length <= 60) path.push(WORLD[path.at(-1)][choices[path.at(-1)]][0]);
      const arrives = path.at(-1) === GOAL;
      way.clear();
      const beside = (state) => { const [x, y] = middle(state); return [x + 0.33 * SIDE, y - 0.33 * SIDE]; };
      if (arrives) way.line(path.map(beside), { colour: COLOURS.orange, width: 3, dash: "7 4" });
      way.dots([path[arrives ? path.length - 1 : 0]].map(beside), { fill: COLOURS.orange, radius: 6, shape: "square" });
      sweeps.set(count);
      gamma.set(g);
      slip.set(p);
      const missing = (change * g) / (1 - g);
      figure.say(`After ${count} sweeps the start is worth ${format(V[START], 4)}; ${count ? `the last sweep changed ${format(change)} at most, so ${format(missing)} may still come.` : "nothing is known yet."}\n`
        + (arrives ? `Without slips its way would take ${path.length - 1} steps.` : "The arrows do not lead to the goal."));
    }

    listen(model, ["gamma", "sweeps", "slip"], draw);
    draw();
  },
};
