// The figures of lesson 06: an attack, the loss around a digit, the decision boundary; and the network they share.

// ---------------------------------------------------------------- a network 64-hidden-classes with one ReLU layer, [[A1, b1], [A2, b2]]

const affine = ([matrix, bias], u) => matrix.map((row, i) => {
  let sum = bias[i];
  for (let j = 0; j < u.length; j++) sum += row[j] * u[j];
  return sum;
});

/** The logits of a picture of 64 grey values. */
function logitsOf([first, second], x) {
  return affine(second, affine(first, x).map((value) => Math.max(value, 0)));
}

function softmax(logits) {
  const top = Math.max(...logits), powers = logits.map((value) => Math.exp(value - top)), sum = powers.reduce((a, b) => a + b);
  return powers.map((value) => value / sum);
}

/** The cross-entropy of one picture, from its logits. */
function lossOf(logits, label) {
  const top = Math.max(...logits);
  return top + Math.log(logits.reduce((sum, value) => sum + Math.exp(value - top), 0)) - logits[label];
}

/** What `seed`, a gradient at the logits, becomes at the picture: backward through both layers. */
function backTo([first, second], x, seed) {
  const inputs = affine(first, x);
  const hidden = inputs.map((value, i) => (value > 0 ? second[0].reduce((sum, row, k) => sum + row[i] * seed[k], 0) : 0));
  return x.map((_, j) => first[0].reduce((sum, row, i) => sum + row[j] * hidden[i], 0));
}

/** The gradient of the loss at the picture. */
function gradientOf(network, x, label) {
  return backTo(network, x, softmax(logitsOf(network, x)).map((p, k) => p - (k === label ? 1 : 0)));
}

const one = (digit) => (digit === 8 ? "an 8" : `a ${digit}`);
const argmax = (values) => values.indexOf(Math.max(...values));
const greys = (picture) => picture.map((value) => value / 16);
const percent = (share) => `${format(100 * share, share > 0.9995 || share < 0.1 ? 2 : 3)} %`;

/** Random signs that depend on the number `draw` alone (mulberry32). */
function randomSigns(draw, count = 64) {
  let state = (draw + 1) * 0x9e3779b9;
  return Array.from({ length: count }, () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) & 1 ? 1 : -1;
  });
}

/** 64 values as an 8 by 8 picture between two corners of a surface. */
function showPicture(sheet, values, [left, bottom], side, colour) {
  const rows = Array.from({ length: 8 }, (_, i) => values.slice(8 * i, 8 * i + 8));
  sheet.heat(rows, { x: [left, left + side], y: [bottom, bottom + side], colour });
  sheet.rectangle([left, bottom], [left + side, bottom + side], { fill: "none", colour: COLOURS.rule });
}

const ink = sequential(0, 1, COLOURS.dark);

// ---------------------------------------------------------------- an attack on one digit: the picture, its perturbation magnified, the result, the probabilities

const SIDE = 116;

function drawAttack({ model, el }) {
  const network = model.get("network"), classes = model.get("classes");
  const figure = frame(el, { title: "The same change of every pixel: the signs decide", alt: model.get("alt"),
    caption: "In the middle, orange: more ink, blue: less; drawn as if ε were 1. Bars: probabilities of the ten classes, pale before, dark after." });
  const strip = diagram(figure.panels, { width: 420, height: 190, label: "Picture, perturbation and result" });
  const plot = axes(figure.panels, { x: [-0.6, 9.6], y: [0, 1], width: 360, height: 230, xLabel: "class", yLabel: "probability", tickCount: 11, label: "Probabilities" });
  const pictures = strip.layer(), bars = plot.layer();
  const options = { gradient: "raise the loss", random: "random signs" };
  for (let k = 0; k < 10; k++) options[k] = `be taken for ${one(k)}`;
  const epsilon = slider(figure.controls, { label: "ε", min: 0, max: 0.4, step: 0.01, value: model.get("epsilon"), change: (value) => share(model, "epsilon", value) });
  const direction = choice(figure.controls, { label: "Signs", options, value: model.get("direction"), change: (value) => share(model, "direction", value) });
  const which = slider(figure.controls, { label: "Digit", min: 0, max: classes.length - 1, value: model.get("picture"),
    show: (i) => one(classes[i]), change: (value) => share(model, "picture", value) });
  button(figure.controls, "Other random signs", () => share(model, "draw", model.get("draw") + 1));

  function signs(x, label) {
    const way = model.get("direction");
    if (way === "random") return randomSigns(model.get("draw"));
    if (way === "gradient") return gradientOf(network, x, label).map(Math.sign);
    return gradientOf(network, x, Number(way)).map((g) => -Math.sign(g));
  }

  function draw() {
    const x = greys(model.get("pictures")[model.get("picture")]), label = classes[model.get("picture")], size = model.get("epsilon");
    const step = signs(x, label), attacked = x.map((value, i) => clamp(value + size * step[i], 0, 1));
    const before = softmax(logitsOf(network, x)), after = softmax(logitsOf(network, attacked));
    pictures.clear();
    [[x, 6, ink, "x"], [step, 152, diverging(1.6), `+ ${format(size)} ×`], [attacked, 298, ink, "= x′"]].forEach(([values, left, colour, words]) => {
      showPicture(pictures, values, [left, 30], SIDE, colour);
      pictures.text([left + SIDE / 2, 162], words, { size: 15 });
    });
    const says = (p) => `says ${argmax(p)}, ${percent(Math.max(...p))}`;
    pictures.text([6 + SIDE / 2, 14], says(before), { size: 13 });
    pictures.text([298 + SIDE / 2, 14], says(after), { size: 13, weight: 700, fill: argmax(after) === label ? COLOURS.ink : COLOURS.red });
    bars.clear();
    bars.bars(before.map((p, k) => [k - 0.2, p]), { width: 0.36, fill: tint(COLOURS.sky, 0.45) });
    bars.bars(after.map((p, k) => [k + 0.2, p]), { width: 0.36, fill: COLOURS.red });
    epsilon.set(size);
    direction.set(model.get("direction"));
    which.set(model.get("picture"));
    const verdict = argmax(after) === label ? "still right" : "wrong";
    figure.say(`${one(label).replace("a", "A")}. With ε = ${format(size)} the network says ${argmax(after)} (${percent(Math.max(...after))}): ${verdict}. ` +
      `Loss ${format(lossOf(logitsOf(network, x), label))} before, ${format(lossOf(logitsOf(network, attacked), label))} after.`);
  }
  listen(model, ["epsilon", "direction", "picture", "draw"], draw);
  draw();
}

// ---------------------------------------------------------------- the loss in a plane: to the right the sign of the gradient, upwards random signs

const REACH = 0.3;
const CELLS = 48;
const PAIR_CELLS = 34; // two planes together ask the networks as often as one of 48
const TOP = 8; // where the colours end
const LEVELS = [0.1, 0.5, 1, 2, 4, 8];

/** The grey values at a point of the plane. */
const moved = (x, along, across, [a, b]) => x.map((value, i) => clamp(value + a * along[i] + b * across[i], 0, 1));

function drawLossSurface({ model, el }) {
  const classes = model.get("classes"), first = model.get("network"), pair = Object.keys(model.get("networks")).length === 2;
  const names = Object.keys(model.get("networks")).sort((a, b) => (b === first) - (a === first)); // JSON sorts them by their letters
  const cells = pair ? PAIR_CELLS : CELLS, half = REACH / cells, wide = [-REACH - half, REACH + half];
  const figure = frame(el, { title: "Steep along the gradient, flat along random signs", alt: model.get("alt"),
    caption: "The darker, the larger the loss; thin lines: levels 0.1, 0.5, 1, 2, 4, 8; thick black line: beyond it the network names another class. " +
      `The square is the ball of ε = 0.1. ${pair ? "Each network has a gradient of its own; the point is the same in both planes. " : ""}Drag the point, click in the plane, or use the arrow keys.` });
  const planes = (pair ? names : [null]).map((name) => {
    const plane = axes(figure.panels, { x: [-REACH, REACH], y: [-REACH, REACH], width: pair ? 340 : 380, equal: true, xLabel: "along the sign of the gradient",
      yLabel: `${pair ? `${name} network: ` : ""}along random signs`, label: `The loss around a digit${pair ? `, ${name} network` : ""}` });
    const ground = plane.layer(), marks = plane.layer();
    const handle = plane.handle({ label: `A picture near the digit${pair ? `, ${name} network` : ""}`, at: model.get("at"), step: [0.01, 0.01],
      x: [-REACH, REACH], y: [-REACH, REACH], move: (point) => share(model, "at", point) });
    plane.onPick(([a, b]) => share(model, "at", [a, b].map((v) => clamp(Math.round(100 * v) / 100, -REACH, REACH))));
    return { name: () => name ?? model.get("network"), ground, marks, handle };
  });
  const side = diagram(figure.panels, { width: pair ? 500 : 250, height: pair ? 280 : 300, label: `The picture at the point${pair ? ", for each network" : ""}` });
  const picture = side.layer();
  let chooser = null;
  if (names.length > 2) chooser = choice(figure.controls, { label: "Network", options: Object.fromEntries(names.map((name) => [name, name])),
    value: model.get("network"), change: (value) => share(model, "network", value) });
  const which = slider(figure.controls, { label: "Digit", min: 0, max: classes.length - 1, value: model.get("picture"),
    show: (i) => one(classes[i]), change: (value) => share(model, "picture", value) });

  function scene(name) {
    const network = model.get("networks")[name], n = model.get("picture"), x = greys(model.get("pictures")[n]), label = classes[n];
    const along = gradientOf(network, x, label).map(Math.sign), across = randomSigns(7);
    return { label, at: (point) => moved(x, along, across, point), logits: (point) => logitsOf(network, moved(x, along, across, point)) };
  }

  function drawGround() {
    for (const { name, ground } of planes) {
      const { label, logits } = scene(name()), known = new Map();
      const at = (a, b) => { // each corner of the level lines' grid is the middle of one cell of colour: the network is asked once
        const key = Math.round(1e5 * a) * 1e6 + Math.round(1e5 * b);
        if (!known.has(key)) {
          const values = logits([a, b]), others = values.filter((_, k) => k !== label);
          known.set(key, { loss: lossOf(values, label), ahead: values[label] - Math.max(...others) });
        }
        return known.get(key);
      };
      ground.clear();
      ground.heat((a, b) => Math.sqrt(at(a, b).loss), { x: wide, y: wide, columns: cells + 1, colour: sequential(0, Math.sqrt(TOP), COLOURS.red) });
      ground.contours((a, b) => at(a, b).loss, LEVELS, { cells });
      ground.contours((a, b) => at(a, b).ahead, [0], { cells, colour: COLOURS.dark, width: 3 });
      ground.area([[-0.1, -0.1], [0.1, -0.1], [0.1, 0.1], [-0.1, 0.1]], { fill: "none", colour: COLOURS.blue, width: 2 });
    }
    drawPoint();
  }

  function drawPoint() {
    const point = model.get("at"), digit = one(classes[model.get("picture")]).replace("a", "A"), told = [];
    picture.clear();
    planes.forEach(({ name, marks, handle }, number) => {
      const { label, at, logits } = scene(name()), values = logits(point), p = softmax(values), left = 250 * number;
      marks.clear();
      marks.dots([[0, 0]], { fill: COLOURS.dark, colour: COLOURS.paper, radius: 4 });
      handle.set(point);
      showPicture(picture, at(point), [left + 15, pair ? 45 : 60], 220, ink);
      picture.text([left + 125, pair ? 25 : 40], `${pair ? `${name()}: ` : ""}says ${argmax(p)}, ${percent(Math.max(...p))}`,
        { size: 15, weight: 600, fill: argmax(p) === label ? COLOURS.ink : COLOURS.red });
      const start = lossOf(logits([0, 0]), label), ends = [[0.1, 0], [0, 0.1]].map((end) => format(lossOf(logits(end), label)));
      told.push(`${digit}, ${name()} network. Loss ${format(start)} at the digit, ${format(lossOf(values, label))} at the point.\n` +
        `A step of 0.1 along the gradient: ${ends[0]}; along random signs: ${ends[1]}.`);
    });
    chooser?.set(model.get("network"));
    which.set(model.get("picture"));
    figure.say(told.join("\n"));
  }
  listen(model, ["network", "picture"], drawGround);
  listen(model, ["at"], drawPoint);
  drawGround();
}

// ---------------------------------------------------------------- the classes in a plane: across towards a digit B, up towards a digit C or, tilted, the gradient

const GRID = 64;
const VIEW = { x: [-1.3, 4.7], y: [-1.3, 4.7] };
const SPAN = 6;
const TINTS = ["#cfe6f5", "#fde7c3", "#c9ece0", "#fbd9c8", "#f4dcea", "#e3f1fb", "#faf6bd", "#e6e6e6", "#d8d3ef", "#dbe8c4"];

const dot = (u, v) => u.reduce((sum, value, i) => sum + value * v[i], 0);
const combine = (u, s, v, t) => u.map((value, i) => s * value + t * v[i]);
const unit = (u) => u.map((value) => value / Math.sqrt(dot(u, u)));
/** u without its part along the unit vectors, made a unit vector. */
const apartFrom = (u, ...others) => unit(others.reduce((rest, v) => combine(rest, 1, v, -dot(rest, v)), u));

/** The logits at x + u·across + v·up. The first layer is affine: it is applied to three vectors, once for the whole plane. */
function logitsInPlane([first, second], x, across, up) {
  const nought = first[1].map(() => 0), [base, right, above] = [affine(first, x), affine([first[0], nought], across), affine([first[0], nought], up)];
  return (u, v) => affine(second, base.map((value, i) => Math.max(value + u * right[i] + v * above[i], 0)));
}

/** How far from `start` along a unit direction another class than `label` is named, or Infinity within `limit`. */
function distance(named, label, limit) {
  const steps = 240;
  for (let i = 1; i <= steps; i++) {
    if (named((limit * i) / steps) === label) continue;
    let low = (limit * (i - 1)) / steps, high = (limit * i) / steps;
    for (let halving = 0; halving < 30; halving++) {
      const middle = (low + high) / 2;
      if (named(middle) === label) low = middle; else high = middle;
    }
    return high;
  }
  return Infinity;
}

const cellAt = (i, j) => [VIEW.x[0] + ((j + 0.5) / GRID) * SPAN, VIEW.y[1] - ((i + 0.5) / GRID) * SPAN];

/** For each class of a matrix of classes, the cell that is furthest from other classes and clear of axes and marks: where its number fits. */
function roomiest(matrix, marks) {
  const rooms = new Map(), size = matrix.length;
  for (let i = 2; i < size - 2; i++) for (let j = 2; j < size - 2; j++) {
    const [x, y] = cellAt(i, j);
    if (Math.min(Math.abs(x), Math.abs(y)) < 0.45 || marks.some(([u, v]) => Math.hypot(x - u, y - v) < 0.8)) continue;
    let reach = 0;
    const inside = (r) => [[-r, 0], [r, 0], [0, -r], [0, r], [-r, -r], [r, r], [-r, r], [r, -r]].every(([di, dj]) => matrix[i + di]?.[j + dj] === matrix[i][j]);
    while (reach < 12 && inside(reach + 1)) reach++;
    if (reach >= 3 && reach > (rooms.get(matrix[i][j])?.reach ?? 0)) rooms.set(matrix[i][j], { reach, i, j });
  }
  return rooms;
}

function drawDecisionBoundary({ model, el }) {
  const network = model.get("network"), pictures = model.get("pictures").map(greys), classes = model.get("classes"), triples = model.get("triples");
  const figure = frame(el, { title: "From above the boundary is far; from the side it is near", alt: model.get("alt"),
    caption: "Colours and numbers: the class that the network names. Distances are Euclidean; beyond the pictures, grey values may leave [0, 1]." });
  const plane = axes(figure.panels, { ...VIEW, width: 400, equal: true, grid: false, xLabel: "distance from A towards B", yLabel: "distance upwards", label: "Classes in the plane" });
  const side = diagram(figure.panels, { width: 300, height: 330, label: "The digits A, B, C and the pictures on the boundary" });
  const ground = plane.layer(), shown = side.layer();
  const tilt = slider(figure.controls, { label: "Tilt", min: 0, max: 90, step: 5, value: model.get("tilt"),
    show: (value) => `${value}°${value === 0 ? " from above" : value === 90 ? " from the side" : ""}`, change: (value) => share(model, "tilt", value) });
  const which = slider(figure.controls, { label: "A, B, C", min: 0, max: triples.length - 1, value: model.get("picture"),
    show: (i) => triples[i].map((n) => classes[n]).join(", "), change: (value) => share(model, "picture", value) });

  function draw() {
    const [a, b, c] = triples[model.get("picture")], A = pictures[a], angle = (model.get("tilt") * Math.PI) / 180;
    const across = unit(combine(pictures[b], 1, A, -1)), data = apartFrom(combine(pictures[c], 1, A, -1), across);
    const slope = apartFrom(gradientOf(network, A, classes[a]), across, data), up = combine(data, Math.cos(angle), slope, Math.sin(angle));
    const logits = logitsInPlane(network, A, across, up), named = (u, v) => argmax(logits(u, v));
    const at = (u, v) => A.map((value, i) => value + u * across[i] + v * up[i]);
    const matrix = Array.from({ length: GRID }, (_, i) => Array.from({ length: GRID }, (_, j) => named(...cellAt(i, j))));
    ground.clear();
    ground.heat(matrix, { colour: (k) => TINTS[k] });
    const apart = (n) => combine(pictures[n], 1, A, -1), marks = { A: [0, 0], B: [dot(apart(b), across), 0] };
    if (model.get("tilt") === 0) marks.C = [dot(apart(c), across), dot(apart(c), up)];
    for (const [k, { i, j }] of roomiest(matrix, Object.values(marks))) {
      ground.text(cellAt(i, j), String(k), { fill: COLOURS.dark, size: 20, weight: 700, halo: false });
    }
    for (const [name, point] of Object.entries(marks)) {
      ground.dots([point], { fill: COLOURS.dark, colour: COLOURS.paper, radius: 5 });
      ground.text(point, name, { dx: 12, dy: 12, weight: 700 });
    }
    const limit = VIEW.y[1], upwards = distance((t) => named(0, t), classes[a], limit), towards = distance((t) => named(t, 0), classes[a], VIEW.x[1]);
    if (upwards < limit) ground.line([[0, 0], [0, upwards]], { colour: COLOURS.red, width: 4 });
    if (towards < VIEW.x[1]) ground.line([[0, 0], [towards, 0]], { colour: COLOURS.blue, width: 4 });
    drawSide(A, pictures[b], at, upwards, towards, classes[a], classes[b]);
    tilt.set(model.get("tilt"));
    which.set(model.get("picture"));
    const far = (d) => (Number.isFinite(d) ? format(d) : `more than ${limit}`);
    figure.say(`From A, ${one(classes[a])}, the boundary is ${far(towards)} away towards B, ${one(classes[b])}, and ${far(upwards)} away straight up ` +
      `(${model.get("tilt")}° tilted towards the gradient).`);
  }

  function drawSide(A, B, at, upwards, towards, label, other) {
    shown.clear();
    const place = (values, left, bottom, words) => {
      showPicture(shown, values.map((value) => clamp(value, 0, 1)), [left, bottom], 116, ink);
      shown.text([left + 58, bottom + 128], words, { size: 12 });
    };
    place(A, 12, 175, `A: ${one(label)}`);
    if (Number.isFinite(towards)) place(at(towards, 0), 158, 175, "boundary towards B");
    if (Number.isFinite(upwards)) place(at(0, upwards), 158, 15, "boundary straight up");
    place(B, 12, 15, `B: ${one(other)}`);
  }
  listen(model, ["tilt", "picture"], draw);
  draw();
}

const DRAWINGS = { attack: drawAttack, surface: drawLossSurface, boundary: drawDecisionBoundary };

export default { render: (context) => DRAWINGS[context.model.get("drawing")](context) };
