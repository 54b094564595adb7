// An attack on one digit: the picture, its perturbation magnified, the result, and the probabilities before and after.

const SIDE = 116;

export default {
  render({ model, el }) {
    const network = model.get("network"), classes = model.get("classes");
    const figure = frame(el, { title: "The same change of every pixel: the signs decide", alt: model.get("alt"),
      caption: "In the middle, orange: more ink, blue: less; drawn as if ε were 1. Bars: probabilities of the ten classes, pale before and dark after." });
    const strip = diagram(figure.panels, { width: 420, height: 190, label: "Picture, perturbation and result" });
    const plot = axes(figure.panels, { x: [-0.6, 9.6], y: [0, 1], width: 360, height: 230, xLabel: "class", yLabel: "probability", tickCount: 10, label: "Probabilities" });
    const pictures = strip.layer(), bars = plot.layer();
    const options = { gradient: "raise the loss", random: "random signs" };
    for (let k = 0; k < 10; k++) options[k] = `be taken for a ${k}`;
    const epsilon = slider(figure.controls, { label: "ε", min: 0, max: 0.4, step: 0.01, value: model.get("epsilon"), change: (value) => share(model, "epsilon", value) });
    const direction = choice(figure.controls, { label: "Signs", options, value: model.get("direction"), change: (value) => share(model, "direction", value) });
    const which = slider(figure.controls, { label: "Digit", min: 0, max: classes.length - 1, value: model.get("picture"),
      show: (i) => `a ${classes[i]}`, change: (value) => share(model, "picture", value) });
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
      bars.bars(before.map((p, k) => [k - 0.2, p]), { width: 0.36, fill: "#b6d4ea" });
      bars.bars(after.map((p, k) => [k + 0.2, p]), { width: 0.36, fill: COLOURS.red });
      epsilon.set(size);
      direction.set(model.get("direction"));
      which.set(model.get("picture"));
      const verdict = argmax(after) === label ? "still right" : "wrong";
      figure.say(`A ${label}. With ε = ${format(size)} the network says ${argmax(after)} (${percent(Math.max(...after))}): ${verdict}. ` +
        `Loss ${format(lossOf(logitsOf(network, x), label))} before, ${format(lossOf(logitsOf(network, attacked), label))} after.`);
    }
    listen(model, ["epsilon", "direction", "picture", "draw"], draw);
    draw();
  },
};
