// The loss in a plane through a digit: to the right the sign of its gradient, upwards random signs.

const REACH = 0.3;
const CELLS = 48;
const TOP = 8; // where the colours end
const LEVELS = [0.1, 0.5, 1, 2, 4, 8];

/** The grey values at a point of the plane. */
const moved = (x, along, across, [a, b]) => x.map((value, i) => clamp(value + a * along[i] + b * across[i], 0, 1));

export default {
  render({ model, el }) {
    const classes = model.get("classes"), names = Object.keys(model.get("networks"));
    const figure = frame(el, { title: "Steep along the gradient, flat along random signs", alt: model.get("alt"),
      caption: "Red: large loss; thin lines: levels 0.1, 0.5, 1, 2, 4, 8; thick black line: beyond it the network names another class. " +
        "The square is the ball of ε = 0.1. Drag the point, click in the plane, or use the arrow keys." });
    const plane = axes(figure.panels, { x: [-REACH, REACH], y: [-REACH, REACH], equal: true, xLabel: "along the sign of the gradient",
      yLabel: "along random signs", label: "The loss around a digit" });
    const side = diagram(figure.panels, { width: 250, height: 300, label: "The picture at the point" });
    const ground = plane.layer(), marks = plane.layer(), picture = side.layer();
    let chooser = null;
    if (names.length > 1) chooser = choice(figure.controls, { label: "Network", options: Object.fromEntries(names.map((name) => [name, name])),
      value: model.get("network"), change: (value) => share(model, "network", value) });
    const which = slider(figure.controls, { label: "Digit", min: 0, max: classes.length - 1, value: model.get("picture"),
      show: (i) => `a ${classes[i]}`, change: (value) => share(model, "picture", value) });
    const handle = plane.handle({ label: "A picture near the digit", at: model.get("at"), step: [0.01, 0.01], x: [-REACH, REACH], y: [-REACH, REACH],
      move: (point) => share(model, "at", point) });
    plane.onPick(([a, b]) => share(model, "at", [a, b].map((v) => clamp(Math.round(100 * v) / 100, -REACH, REACH))));

    function scene() {
      const network = model.get("networks")[model.get("network")], n = model.get("picture"), x = greys(model.get("pictures")[n]), label = classes[n];
      const along = gradientOf(network, x, label).map(Math.sign), across = randomSigns(7);
      return { label, at: (point) => moved(x, along, across, point), logits: (point) => logitsOf(network, moved(x, along, across, point)) };
    }

    function drawGround() {
      const { label, logits } = scene(), known = new Map();
      const cached = (a, b) => {
        const key = `${a.toFixed(5)} ${b.toFixed(5)}`;
        if (!known.has(key)) known.set(key, logits([a, b]));
        return known.get(key);
      };
      const ahead = (values) => values[label] - Math.max(...values.filter((_, k) => k !== label));
      const shade = sequential(0, Math.sqrt(TOP), COLOURS.red);
      ground.clear();
      ground.heat((a, b) => Math.sqrt(lossOf(cached(a, b), label)), { columns: CELLS, colour: shade });
      ground.contours((a, b) => lossOf(cached(a, b), label), LEVELS, { cells: CELLS });
      ground.contours((a, b) => ahead(cached(a, b)), [0], { cells: CELLS, colour: COLOURS.ink, width: 3 });
      ground.area([[-0.1, -0.1], [0.1, -0.1], [0.1, 0.1], [-0.1, 0.1]], { fill: "none", colour: COLOURS.blue, width: 2 });
      drawPoint();
    }

    function drawPoint() {
      const { label, at, logits } = scene(), point = model.get("at"), values = logits(point), p = softmax(values);
      marks.clear();
      marks.dots([[0, 0]], { fill: COLOURS.ink, radius: 4 });
      handle.set(point);
      picture.clear();
      showPicture(picture, at(point), [15, 60], 220, ink);
      picture.text([125, 40], `says ${argmax(p)}, ${percent(Math.max(...p))}`, { size: 15, weight: 600, fill: argmax(p) === label ? COLOURS.ink : COLOURS.red });
      chooser?.set(model.get("network"));
      which.set(model.get("picture"));
      const start = lossOf(logits([0, 0]), label), ends = [[0.1, 0], [0, 0.1]].map((end) => format(lossOf(logits(end), label)));
      figure.say(`A ${label}, ${model.get("network")} network. Loss ${format(start)} at the digit, ${format(lossOf(values, label))} at the point.\n` +
        `A step of 0.1 along the gradient: ${ends[0]}; along random signs: ${ends[1]}.`);
    }
    listen(model, ["network", "picture"], drawGround);
    listen(model, ["at"], drawPoint);
    drawGround();
  },
};
