// A kernel slides over a picture of numbers (deck 004): products, their sum, and the result filling up.

const EXAMPLES = {
  edges: { name: "deck 004, «Convolution 2D»", kernel: [[1, 0, -1], [1, 0, -1], [1, 0, -1]],
    picture: [[7, 2, 3, 3, 8], [4, 5, 3, 8, 4], [3, 3, 2, 8, 4], [2, 8, 7, 2, 7], [5, 4, 4, 5, 4]] },
  small: { name: "deck 004, «Stride et Padding»", kernel: [[0, 1], [2, 3]], picture: [[0, 1, 2], [3, 4, 5], [6, 7, 8]] },
};

/** The picture with `padding` rows and columns of zeros on each side. */
function padded(picture, padding) {
  const width = picture[0].length + 2 * padding, zeros = () => Array(width).fill(0);
  const rows = picture.map((row) => [...Array(padding).fill(0), ...row, ...Array(padding).fill(0)]);
  return [...Array.from({ length: padding }, zeros), ...rows, ...Array.from({ length: padding }, zeros)];
}

/** All windows: [{ row, column (corner), products: [[pixel, weight], ...], sum }], and how many there are in each direction. */
function slide(picture, kernel, stride) {
  const size = (n, k) => Math.max(0, Math.floor((n - k) / stride) + 1);
  const down = size(picture.length, kernel.length), across = size(picture[0].length, kernel[0].length), windows = [];
  for (let h = 0; h < down; h++) for (let w = 0; w < across; w++) {
    const row = h * stride, column = w * stride;
    const products = kernel.flatMap((weights, i) => weights.map((weight, j) => [picture[row + i][column + j], weight]));
    windows.push({ row, column, products, sum: products.reduce((sum, [a, b]) => sum + a * b, 0) });
  }
  return { down, across, windows };
}

const CELL = 38, SMALL = 32;

/** A table of numbers; `left`, `top`, `cell` in pixels from the upper left; fill(i, j) -> colour or undefined. */
function table(sheet, height, rows, { left, top, cell = CELL, fill = () => undefined, colour = () => COLOURS.ink, edge = COLOURS.faint }) {
  rows.forEach((row, i) => row.forEach((value, j) => {
    const x = left + j * cell, y = height - top - i * cell;
    sheet.rectangle([x, y - cell], [x + cell, y], { fill: fill(i, j) ?? COLOURS.white, colour: edge });
    if (value !== null) sheet.text([x + cell / 2, y - cell / 2], format(value, 4), { size: 15, fill: colour(i, j), halo: false });
  }));
}

export default {
  render({ model, el }) {
    const figure = frame(el, { title: "One window, one sum, one number", alt: model.get("alt"),
      caption: "Grey: zeros of the padding. Blue frame: the window under the kernel. Small numbers in the window: the weights." });
    const height = 400, picture = diagram(figure.panels, { width: 385, height, label: "The picture and the window" }).layer();
    const result = diagram(figure.panels, { width: 300, height, label: "The kernel and the result" }).layer();
    let windows = [];
    const restart = () => share(model, "place", 1);
    choice(figure.controls, { label: "Example", value: model.get("example"), options: Object.fromEntries(Object.entries(EXAMPLES).map(([key, { name }]) => [key, name])),
      change: (key) => { model.set("place", 1); share(model, "example", key); } });
    const place = slider(figure.controls, { label: "Window", min: 1, max: 9, value: 1, show: (v) => `${v} of ${windows.length}`, change: (v) => share(model, "place", v) });
    const stride = slider(figure.controls, { label: "Stride", min: 1, max: 3, value: 1, change: (v) => { model.set("place", 1); share(model, "stride", v); } });
    const padding = slider(figure.controls, { label: "Padding", min: 0, max: 2, value: 0, change: (v) => { model.set("place", 1); share(model, "padding", v); } });
    choice(figure.controls, { label: "Kernel", value: String(model.get("turned")), options: { false: "as it is (correlation)", true: "turned by 180° (convolution)" },
      change: (key) => share(model, "turned", key === "true") });
    player(figure.controls, { perSecond: 2, step: () => {
      const next = model.get("place") + 1;
      if (next > windows.length) return restart();
      share(model, "place", next);
    } });

    function draw() {
      const { kernel: given, picture: inside } = EXAMPLES[model.get("example")], P = model.get("padding"), S = model.get("stride");
      const kernel = model.get("turned") ? given.map((row) => [...row].reverse()).reverse() : given, all = padded(inside, P);
      const made = slide(all, kernel, S), [kh, kw] = [kernel.length, kernel[0].length];
      windows = made.windows;
      const now = clamp(model.get("place"), 1, windows.length), { row, column, products, sum } = windows[now - 1];
      place.input.max = windows.length;
      place.set(now); stride.set(S); padding.set(P);
      const isZero = (i, j) => i < P || j < P || i >= P + inside.length || j >= P + inside[0].length;
      const under = (i, j) => i >= row && i < row + kh && j >= column && j < column + kw;
      const [left, top] = [(385 - all[0].length * CELL) / 2, 34];
      picture.clear();
      table(picture, height, all, { left, top, fill: (i, j) => (under(i, j) ? tint(COLOURS.sky, 0.25) : isZero(i, j) ? COLOURS.pale : undefined) });
      products.forEach(([, weight], n) => {
        const i = row + Math.floor(n / kw), j = column + (n % kw);
        picture.text([left + (j + 0.93) * CELL, height - top - (i + 0.83) * CELL], `×${format(weight)}`, { size: 11, fill: COLOURS.red, halo: false, anchor: "end" });
      });
      const [x, y] = [left + column * CELL, height - top - row * CELL];
      picture.rectangle([x, y - kh * CELL], [x + kw * CELL, y], { fill: "none", colour: COLOURS.blue, width: 4 });
      picture.text([192, height - 16], `picture, ${all.length} × ${all[0].length}${P ? " with its zeros" : ""}`, { fill: COLOURS.muted });
      result.clear();
      result.text([150, height - 16], model.get("turned") ? "kernel, turned" : "kernel", { fill: COLOURS.muted });
      table(result, height, kernel, { left: (300 - kw * SMALL) / 2, top: 34, cell: SMALL, fill: () => tint(COLOURS.red, 0.13), colour: () => COLOURS.red });
      const below = 34 + kh * SMALL + 34, values = Array.from({ length: made.down }, (_, h) => Array.from({ length: made.across }, (_, w) => {
        const n = h * made.across + w;
        return n < now ? windows[n].sum : null;
      }));
      result.text([150, height - below + 18], `result, ${made.down} × ${made.across}`, { fill: COLOURS.muted });
      const isNew = (h, w) => h * made.across + w === now - 1;
      table(result, height, values, { left: (300 - made.across * SMALL) / 2, top: below, cell: SMALL, fill: (h, w) => (isNew(h, w) ? COLOURS.yellow : undefined), colour: (h, w) => (isNew(h, w) ? COLOURS.dark : COLOURS.ink) });
      const n = inside.length, terms = products.map(([a, b]) => `${format(a)}·${b < 0 ? `(${format(b)})` : format(b)}`).join(" + ");
      figure.say(`Window ${now}: ${terms} = ${format(sum, 4)}.\nWindows in a column: ⌊(${n} + 2·${P} − ${kh}) / ${S}⌋ + 1 = ${made.down}.`);
    }
    listen(model, ["example", "place", "stride", "padding", "turned"], draw);
    draw();
  },
};
