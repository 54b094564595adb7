// A transposed convolution along one axis: one input's stamp, and the number of stamps that each output gets.

const INPUTS = 7, LONGEST = 6 * 4 + 6;

export default {
  render({ model, el }) {
    const figure = frame(el, { title: "Where stamps overlap unevenly, chequers are born", alt: model.get("alt"),
      caption: "Each bar is an output. Its height is the number of inputs that reach it; the red ones are reached by the chosen input." });
    const plot = axes(figure.panels, { x: [-1, LONGEST], y: [0, 6.5], width: 760, height: 320, xLabel: "output", yLabel: "inputs that reach it", label: "How many inputs reach each output" });
    const shown = plot.layer();
    const sliders = [["kernel", "Kernel", 1, 6], ["stride", "Stride", 1, 4], ["chosen", "Chosen input", 0, INPUTS - 1]].map(([name, label, min, max]) =>
      [name, slider(figure.controls, { label, min, max, step: 1, value: model.get(name), change: (v) => share(model, name, v) })]);

    function draw() {
      const [kernel, stride, chosen] = ["kernel", "stride", "chosen"].map((name) => model.get(name));
      const counts = Array((INPUTS - 1) * stride + kernel).fill(0);
      for (let i = 0; i < INPUTS; i++) for (let j = 0; j < kernel; j++) counts[i * stride + j]++;
      shown.clear();
      counts.forEach((count, at) => {
        const own = at >= chosen * stride && at < chosen * stride + kernel;
        if (count) shown.rectangle([at - 0.4, 0], [at + 0.4, count], { fill: own ? COLOURS.red : COLOURS.blue, stroke: COLOURS.ink, width: 0.5 });
        else shown.dots([[at, 0.15]], { fill: COLOURS.ink, radius: 4, shape: "cross" });
      });
      for (const [name, control] of sliders) control.set(model.get(name));
      const inside = counts.slice(kernel, counts.length - kernel), even = new Set(inside).size <= 1;
      figure.say(`Counts: ${counts.join(" ")}.\n` + (counts.includes(0) ? "There are holes: nobody reaches the crosses." : even ? "Inside, all outputs are reached equally often." : "Inside, some outputs get more than their neighbours: chequers."));
    }

    listen(model, ["kernel", "stride", "chosen"], draw);
    draw();
  },
};
