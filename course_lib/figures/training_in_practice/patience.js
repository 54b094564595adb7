// Where a training with some patience stops on a real curve, and what it misses.

/** The best epoch and the last one, as exercise 8.11 asks for them. */
function stop(losses, patience) {
  let best = 0;
  for (let epoch = 0; epoch < losses.length; epoch++) {
    if (losses[epoch] < losses[best]) best = epoch;
    if (epoch - best === patience) return { best, last: epoch };
  }
  return { best, last: losses.length - 1 };
}

export default {
  render({ model, el }) {
    const figure = frame(el, { title: "Patience pays until the curve has turned", alt: model.get("alt"),
      caption: "Loss on held-out data after each epoch. Green square: the best epoch that was seen. Red cross: the training stops. Grey: what it never sees." });
    const losses = model.get("losses"), end = losses.length - 1;
    const low = Math.min(...losses), high = Math.min(Math.max(...losses), 3 * low), room = (high - low) * 0.08;
    const plot = axes(figure.panels, { x: [-0.5, end + 0.5], y: [low - room, high + room], width: 760, height: 300, xLabel: "epoch", yLabel: "loss on held-out data" });
    const sheet = plot.layer(), shown = (epoch) => [epoch, Math.min(losses[epoch], high)];
    const patience = slider(figure.controls, { label: "Patience (epochs)", min: 1, max: 30, value: model.get("patience"), change: (v) => share(model, "patience", v) });

    function draw() {
      const { best, last } = stop(losses, model.get("patience")), overall = losses.indexOf(low);
      sheet.clear();
      if (last < end) sheet.area([[last + 0.5, low - room], [end + 0.5, low - room], [end + 0.5, high + room], [last + 0.5, high + room]], { fill: COLOURS.muted, opacity: 0.12 });
      sheet.line(losses.map((_, epoch) => shown(epoch)), { colour: COLOURS.muted, width: 2, dash: "3 4" });
      sheet.line(losses.slice(0, last + 1).map((_, epoch) => shown(epoch)), { colour: COLOURS.blue, width: 2.5 });
      sheet.dots([shown(best)], { fill: COLOURS.green, shape: "square", radius: 8 });
      sheet.dots([shown(last)], { fill: COLOURS.red, shape: "cross", radius: 8 });
      patience.set(model.get("patience"));
      figure.say(`Patience ${model.get("patience")}: it stops after epoch ${last} and keeps epoch ${best}, with a loss of ${format(losses[best])}.\n`
        + (best === overall ? `That is the best of the whole curve; it has cost ${last - best} epochs of waiting.` : `Epoch ${overall} would have had ${format(low)}: it has given up too early.`));
    }

    listen(model, ["patience"], draw);
    draw();
  },
};
