// The classes in a plane through a digit A. Across: towards a digit B. Up: towards a digit C, tilted until it is the gradient.

const CELLS = 64;
const VIEW = { x: [-1.5, 4.5], y: [-3, 3] };
const TINTS = ["#cfe6f5", "#fde7c3", "#c9ece0", "#fbd9c8", "#f4dcea", "#e3f1fb", "#faf6bd", "#e6e6e6", "#d8d3ef", "#dbe8c4"];

const dot = (u, v) => u.reduce((sum, value, i) => sum + value * v[i], 0);
const combine = (u, s, v, t) => u.map((value, i) => s * value + t * v[i]);
const unit = (u) => u.map((value) => value / Math.sqrt(dot(u, u)));
/** u without its part along the unit vectors, made a unit vector. */
const apartFrom = (u, ...others) => unit(others.reduce((rest, v) => combine(rest, 1, v, -dot(rest, v)), u));

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

/** For each class of a matrix of classes, the cell that is furthest from cells of other classes: where its number fits. */
function roomiest(matrix) {
  const rooms = new Map(), size = matrix.length;
  for (let i = 2; i < size - 2; i++) for (let j = 2; j < size - 2; j++) {
    let reach = 0;
    const inside = (r) => [[-r, 0], [r, 0], [0, -r], [0, r], [-r, -r], [r, r], [-r, r], [r, -r]].every(([di, dj]) => matrix[i + di]?.[j + dj] === matrix[i][j]);
    while (reach < 12 && inside(reach + 1)) reach++;
    if (reach >= 3 && reach > (rooms.get(matrix[i][j])?.reach ?? 0)) rooms.set(matrix[i][j], { reach, i, j });
  }
  return rooms;
}

export default {
  render({ model, el }) {
    const network = model.get("network"), pictures = model.get("pictures").map(greys), classes = model.get("classes"), triples = model.get("triples");
    const named = (x) => argmax(logitsOf(network, x));
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
      const at = (u, v) => A.map((value, i) => value + u * across[i] + v * up[i]);
      const matrix = Array.from({ length: CELLS }, (_, i) => Array.from({ length: CELLS }, (_, j) =>
        named(at(VIEW.x[0] + ((j + 0.5) / CELLS) * 6, VIEW.y[1] - ((i + 0.5) / CELLS) * 6))));
      ground.clear();
      ground.heat(matrix, { colour: (k) => TINTS[k] });
      for (const [k, { i, j }] of roomiest(matrix)) {
        ground.text([VIEW.x[0] + ((j + 0.5) / CELLS) * 6, VIEW.y[1] - ((i + 0.5) / CELLS) * 6], String(k), { fill: COLOURS.muted, size: 20, weight: 700, halo: false });
      }
      const mark = (point, name) => {
        ground.dots([point], { fill: COLOURS.ink, radius: 5 });
        ground.text(point, name, { dx: 12, dy: -11, weight: 700 });
      };
      const apart = (n) => combine(pictures[n], 1, A, -1);
      mark([0, 0], "A");
      mark([Math.sqrt(dot(apart(b), apart(b))), 0], "B");
      if (model.get("tilt") === 0) mark([dot(apart(c), across), dot(apart(c), up)], "C");
      const limit = VIEW.y[1], upwards = distance((t) => named(at(0, t)), classes[a], limit), towards = distance((t) => named(at(t, 0)), classes[a], VIEW.x[1]);
      if (upwards < limit) ground.line([[0, 0], [0, upwards]], { colour: COLOURS.red, width: 4 });
      if (towards < VIEW.x[1]) ground.line([[0, 0], [towards, 0]], { colour: COLOURS.blue, width: 4 });
      drawSide(A, pictures[b], at, upwards, towards, classes[a], classes[b]);
      tilt.set(model.get("tilt"));
      which.set(model.get("picture"));
      const far = (d) => (Number.isFinite(d) ? format(d) : `more than ${limit}`);
      figure.say(`From A, a ${classes[a]}, the boundary is ${far(towards)} away towards B, a ${classes[b]}, and ${far(upwards)} away straight up ` +
        `(${model.get("tilt")}° tilted towards the gradient).`);
    }

    function drawSide(A, B, at, upwards, towards, label, other) {
      shown.clear();
      const place = (values, left, bottom, words) => {
        showPicture(shown, values.map((value) => clamp(value, 0, 1)), [left, bottom], 116, ink);
        shown.text([left + 58, bottom + 128], words, { size: 12 });
      };
      place(A, 12, 175, `A: a ${label}`);
      if (Number.isFinite(towards)) place(at(towards, 0), 158, 175, "boundary towards B");
      if (Number.isFinite(upwards)) place(at(0, upwards), 158, 15, "boundary straight up");
      place(B, 12, 15, `B: a ${other}`);
    }
    listen(model, ["tilt", "picture"], draw);
    draw();
  },
};
