// Four printed sentences: what is printed and what holds over one number, which runs into a counter-example.

const SHIFT = 3;
const onBorder = (h) => (h - 2 < 0 || h + 2 > 6 ? 1 : 0);
const CLAIMS = {
  E1: { title: "E1: x₁, x₂ < 0 and x₁ − x₂ > 5, so g > 0", x: [0, 16], y: [-6, 8], step: 1, xLabel: "x₁ − x₂ (x₁ = −1)", yLabel: "g", slider: "x₁ − x₂",
    right: (s) => Math.max(s - 5, 0) - 5, printed: null,
    said: (s, g) => [`x = (−1, ${format(-1 - s)}): g is ${format(g)}.`, s <= 5 ? "The row does not speak of it." : g > 0 ? "As printed." : "The row promises g > 0: a counter-example."] },
  E5: { title: "E5: of 7 rows with δ = 2 the border is h < 2 and h > 5", x: [-0.5, 6.5], y: [-0.3, 1.4], step: 1, discrete: true, xLabel: "row h", yLabel: "border (1) or inside (0)", slider: "row h",
    right: onBorder, printed: (h) => (h < 2 || h > 5 ? 1 : 0),
    said: (h, right, printed) => [`Row ${h}: its window covers rows ${format(h - 2)} to ${format(h + 2)} of 0 to 6.`, right === printed ? "As printed." : "It leaves the image, and the print says inside: a counter-example."] },
  E22: { title: "E22: dropped with probability p, so multiply by p", x: [0, 1], y: [0, 1], step: 0.05, xLabel: "p, the probability to be dropped", yLabel: "mean of what is left of a = 1", slider: "p",
    right: (p) => 1 - p, printed: (p) => p,
    said: (p, right, printed) => [`p = ${format(p)}: on the average ${format(right)} of a stays, the print multiplies by ${format(printed)}.`, Math.abs(right - printed) < 1e-9 ? "Nobody can tell." : p === 0 || p === 1 ? "But p has to lie between 0 and 1." : "A counter-example."] },
  E44: { title: "E44: p(t + 3) − p(t) does not depend on t", x: [0, 40], y: [-2.3, 2.3], step: 1, xLabel: "t", yLabel: "first coordinate of p(t + 3) − p(t), d = 8", slider: "t",
    right: (t) => Math.sin(t + SHIFT) - Math.sin(t), printed: () => Math.sin(SHIFT),
    said: (t, right, printed) => [`t = ${format(t)}: the difference is ${right.toFixed(3).replace("-", "−")}; at t = 0 it is ${printed.toFixed(3)}.`, t === 0 ? "Move t." : Math.abs(right - printed) < 1e-3 ? "The same, by chance." : "Together with t = 0: a counter-example."] },
};

export default {
  render({ model, el }) {
    const figure = frame(el, { title: "Move until print and truth part", alt: model.get("alt"), caption: "Blue, solid: what holds. Red, dashed: what is printed. The dot is your example, the ring what the print says of it." });
    const kinds = choice(figure.controls, { label: "Sentence", options: Object.fromEntries(Object.entries(CLAIMS).map(([name, claim]) => [name, claim.title])), value: model.get("claim"), change: (v) => share(model, "claim", v) });
    const box = element("span", { style: "display:contents" }, figure.controls);
    let sheet, moved, shown = null;

    function build(name) {
      const claim = CLAIMS[name];
      figure.panels.replaceChildren();
      box.replaceChildren();
      const plot = axes(figure.panels, { x: claim.x, y: claim.y, width: 640, height: 320, xLabel: claim.xLabel, yLabel: claim.yLabel, label: claim.title });
      const ground = plot.layer(), places = claim.discrete ? [0, 1, 2, 3, 4, 5, 6] : null;
      if (name === "E1") {
        ground.rectangle([5, 0], [16, 8], { fill: tint(COLOURS.red, 0.18), colour: COLOURS.red, width: 1.5 });
        ground.text([10.5, 7.2], "the print: g lies in here", { fill: COLOURS.red });
        ground.line([[0, 0], [16, 0]], { colour: COLOURS.muted, width: 1 });
      }
      if (places) {
        ground.dots(places.map((x) => [x, claim.right(x)]), { fill: COLOURS.blue, radius: 6, shape: "square" });
        ground.dots(places.map((x) => [x, claim.printed(x)]), { fill: "none", colour: COLOURS.red, width: 2.5, radius: 11 });
      } else {
        ground.curve(claim.right, { colour: COLOURS.blue, width: 2.5 });
        if (claim.printed) ground.curve(claim.printed, { colour: COLOURS.red, width: 2.5, dash: "7 4" });
      }
      sheet = plot.layer();
      moved = slider(box, { label: claim.slider, min: Math.ceil(claim.x[0]), max: Math.floor(claim.x[1]), step: claim.step, value: model.get("places")[name],
        change: (v) => share(model, "places", { ...model.get("places"), [name]: v }) });
      shown = name;
    }

    function draw() {
      const name = model.get("claim");
      if (name !== shown) build(name);
      const claim = CLAIMS[name], x = model.get("places")[name], right = claim.right(x), printed = claim.printed?.(x);
      sheet.clear();
      sheet.line([[x, claim.y[0]], [x, claim.y[1]]], { colour: COLOURS.muted, width: 1, dash: "3 3" });
      if (printed !== undefined && !claim.discrete) sheet.dots([[x, printed]], { fill: "none", colour: COLOURS.red, width: 2.5, radius: 9 });
      sheet.dots([[x, right]], { fill: COLOURS.blue, radius: 7, shape: claim.discrete ? "square" : "circle", colour: COLOURS.ink });
      kinds.set(name);
      moved.set(x);
      figure.say(claim.said(x, right, printed).join("\n"));
    }

    listen(model, ["claim", "places"], draw);
    draw();
  },
};
