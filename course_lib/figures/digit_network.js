// A network 64-hidden-classes with one ReLU layer, [[A1, b1], [A2, b2]], computed where it is drawn; and its pictures.

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
  sheet.rectangle([left, bottom], [left + side, bottom + side], { fill: "none", colour: "#8c959f" });
}

const ink = sequential(0, 1, COLOURS.ink);
