// The zones of a ReLU network (deck 000, questions 1 to 4): inside a zone no neuron changes, and g is affine.

/** Inputs and outputs of every layer at a point: [{ before, after, active }], no ReLU after the last. */
function runNetwork(weights, biases, point) {
  let signal = point;
  return weights.map((matrix, layer) => {
    const before = matrix.map((row, i) => row.reduce((sum, w, j) => sum + w * signal[j], biases[layer][i]));
    const last = layer === weights.length - 1;
    const active = before.map((value) => last || value > 0);
    signal = before.map((value, i) => (active[i] ? value : 0));
    return { before, after: signal, active };
  });
}

/** Each unit of layer `depth` as an affine function of the two inputs, { slope, constant }, under an activation pattern. */
function affineUnits(weights, biases, pattern, depth) {
  let units = [{ slope: [1, 0], constant: 0 }, { slope: [0, 1], constant: 0 }];
  for (let layer = 0; layer <= depth; layer++) {
    const inputs = units;
    const on = (j) => (layer === 0 || pattern[layer - 1][j] ? 1 : 0);
    units = weights[layer].map((row, i) => ({
      slope: [0, 1].map((k) => row.reduce((sum, w, j) => sum + on(j) * w * inputs[j].slope[k], 0)),
      constant: row.reduce((sum, w, j) => sum + on(j) * w * inputs[j].constant, biases[layer][i]),
    }));
  }
  return units;
}

function areaOf(polygon) {
  return Math.abs(polygon.reduce((sum, [x, y], i) => {
    const [u, v] = polygon[(i + 1) % polygon.length];
    return sum + (x * v - u * y) / 2;
  }, 0));
}

/** The square cut by every hidden unit in turn: [{ polygon, pattern }], exact, for a network of any depth. */
function findZones(weights, biases, reach) {
  const square = [[-reach, -reach], [reach, -reach], [reach, reach], [-reach, reach]];
  let zones = [{ polygon: square, pattern: [] }];
  for (let layer = 0; layer < weights.length - 1; layer++) {
    zones = zones.flatMap(({ polygon, pattern }) => {
      let parts = [{ polygon, units: [] }];
      for (const { slope, constant } of affineUnits(weights, biases, pattern, layer)) {
        const flat = slope[0] === 0 && slope[1] === 0; // the same everywhere in the zone: nothing to cut
        parts = parts.flatMap(({ polygon: part, units }) => (flat ? [{ polygon: part, units: [...units, constant > 0] }] : [1, -1].map((sign) => ({
          polygon: cutPolygon(part, slope.map((v) => sign * v), sign * constant),
          units: [...units, sign > 0],
        })).filter((half) => half.polygon.length > 2 && areaOf(half.polygon) > 1e-9)));
      }
      return parts.map((part) => ({ polygon: part.polygon, pattern: [...pattern, part.units] }));
    });
  }
  return zones;
}

/** Where to write a label: the point of the plane where `inside` holds that is furthest from where it does not. */
function roomFor(inside, reach) {
  const lines = linspace(-1.1 * reach, 1.1 * reach, 34);
  const grid = lines.flatMap((x) => lines.map((y) => [x, y]));
  const others = grid.filter((p) => !inside(p));
  const room = (p) => Math.min(...others.map((q) => Math.hypot((p[0] - q[0]) * 0.8, p[1] - q[1])));
  return grid.filter(inside).reduce((best, p) => (best.room >= room(p) ? best : { p, room: room(p) }), { p: null, room: 0 }).p;
}

const SUBSCRIPTS = "₁₂₃₄₅₆₇₈₉";
const unitName = (layer, i) => "hkmn"[layer] + (SUBSCRIPTS[i] ?? i + 1);

function drawPlane(plane, zones, g, piece, patternAt, reach) {
  const tints = ["sky", "orange", "green", "red", "purple", "blue", "yellow", "muted"].map((name) => tint(COLOURS[name], name === "yellow" ? 0.4 : name === "blue" ? 0.12 : 0.24));
  zones.forEach((zone, i) => plane.area(zone.polygon, { fill: tints[i % tints.length], colour: COLOURS.white, width: 1.5 }));
  for (const zone of zones) {
    const { slope, constant } = piece(zone.pattern);
    if (slope[0] === 0 && slope[1] === 0) continue;
    const edge = cutPolygon(cutPolygon(zone.polygon, slope, constant + 1e-9), slope.map((v) => -v), 1e-9 - constant);
    if (edge.length > 1) plane.line(edge, { colour: COLOURS.ink, width: 3.5 });
  }
  const shown = (p) => Math.abs(p[0]) < reach && Math.abs(p[1]) < reach;
  zones.forEach(({ pattern }, i) => {
    const mine = JSON.stringify(pattern), inZone = (p) => shown(p) && JSON.stringify(patternAt(p)) === mine;
    for (const [sign, mark] of [[1, "+"], [-1, "−"]]) {
      const spot = roomFor((p) => inZone(p) && g(p) * sign > 0, reach);
      if (!spot) continue;
      plane.text(spot, String(i + 1), { fill: COLOURS.muted, size: 12, halo: false, dx: -6 });
      plane.text(spot, mark, { weight: 700, size: 17, halo: false, dx: 6 });
    }
  });
}

function drawNetwork(sheet, weights, biases, point, layers) {
  const columns = weights.length + 1, { x: [, width], y: [, height] } = sheet.scales.range;
  const place = (layer, i, count) => [30 + ((width - 66) * layer) / (columns - 1), height - 12 - ((height - 24) * (i + 0.5)) / count];
  const spots = [point.map((_, i) => place(0, i, 2)), ...weights.map((matrix, l) => matrix.map((_, i) => place(l + 1, i, matrix.length)))];
  weights.forEach((matrix, layer) => matrix.forEach((row, i) => row.forEach((w, j) => {
    if (w === 0) return;
    const carries = layer === 0 || layers[layer - 1].active[j], colour = w > 0 ? COLOURS.blue : COLOURS.red;
    sheet.edge(spots[layer][j], spots[layer + 1][i], { label: (w > 0 ? "+" : "") + format(w), share: 0.42, colour: carries ? colour : COLOURS.faint,
      labelColour: carries ? colour : COLOURS.muted, width: carries ? 2.5 : 1.2, dash: carries ? undefined : "4 4", radius: 19 });
  })));
  point.forEach((value, i) => sheet.node(spots[0][i], format(value), { lit: true, fill: COLOURS.white, radius: 19, above: "x" + SUBSCRIPTS[i] }));
  weights.forEach((matrix, layer) => matrix.forEach((_, i) => {
    const last = layer === weights.length - 1, { before, after, active } = layers[layer], bias = biases[layer][i];
    const name = last ? "g" : unitName(layer, i), shift = bias ? `bias ${format(bias)}` : "";
    sheet.node(spots[layer + 1][i], format(after[i]), { lit: active[i], fill: last ? COLOURS.white : undefined, radius: 19, above: name,
      below: [last ? "" : `in ${format(before[i])}`, shift].filter(Boolean).join("\n"), dash: active[i] ? undefined : "3 3" });
  }));
}

export default {
  render({ model, el }) {
    const weights = model.get("weights"), biases = model.get("biases"), reach = model.get("reach");
    const depth = weights.length - 1;
    const figure = frame(el, { title: "Inside a zone no neuron changes, and g is affine", alt: model.get("alt"),
      caption: "Drag the red point, click in the plane, or use the arrow keys. Thick line: g = 0; + and −: the sign of g. " +
        "A neuron is active (yellow) when its input is above 0; a dashed edge carries nothing." });
    const plane = axes(figure.panels, { x: [-reach, reach], y: [-reach, reach], xLabel: "x₁", yLabel: "x₂", equal: true, grid: false,
      label: "The plane of inputs and its zones" });
    const drawing = diagram(figure.panels, { width: 390, height: 372, label: "The network and its active neurons" });
    const run = (point) => runNetwork(weights, biases, point);
    const g = (point) => run(point)[depth].after[0];
    const piece = (pattern) => affineUnits(weights, biases, pattern, depth)[0];
    const patternOf = (layers) => layers.slice(0, depth).map((layer) => layer.active);
    const zones = findZones(weights, biases, reach);
    drawPlane(plane, zones, g, piece, (point) => patternOf(run(point)), reach);
    const outline = plane.layer(), sheet = drawing.layer();
    let before = null;

    function describe(point, layers) {
      const value = layers[depth].after[0], pattern = patternOf(layers), { slope, constant } = piece(pattern);
      const names = (wanted) => pattern.flatMap((units, layer) => units.map((on, i) => (wanted(on, layer, i) ? unitName(layer, i) : null))).filter(Boolean);
      const border = names((on, layer, i) => layers[layer].before[i] === 0);
      const switched = before ? names((on, layer, i) => on !== before[layer][i]) : [];
      const number = zones.findIndex((zone) => JSON.stringify(zone.pattern) === JSON.stringify(pattern));
      const where = number >= 0 ? `in zone ${number + 1} of ${zones.length}` : `on a border, where the input of ${border.join(", ")} is exactly 0 (off)`;
      const change = before === null ? "" : switched.length ? `The last move switched ${switched.join(", ")}.` : "The last move switched no neuron.";
      figure.say(`g(${format(point[0])}, ${format(point[1])}) = ${format(value, 6)}, ${value > 0 ? "positive" : value < 0 ? "negative" : "zero"}.  ` +
        `The point is ${where}: there g(x) = ${affineText(slope, constant, ["x₁", "x₂"])}.\n` +
        `Active: ${names((on) => on).join(", ") || "none"}.  ${change}`);
      outline.clear();
      if (number >= 0) outline.area(zones[number].polygon, { fill: "none", colour: COLOURS.red, width: 3 });
      before = pattern;
    }

    function draw(point) {
      const layers = run(point);
      drawNetwork(sheet.clear(), weights, biases, point, layers);
      describe(point, layers);
    }

    const handle = plane.handle({ label: "Point x", at: model.get("point"), step: [1, 1], say: ([x, y]) => `x1 = ${format(x)}, x2 = ${format(y)}`,
      move: (point) => share(model, "point", point) });
    plane.onPick((point) => handle.go(...point));
    listen(model, ["point"], (point) => { handle.set(point); draw(point); });
    draw(handle.at);
  },
};
