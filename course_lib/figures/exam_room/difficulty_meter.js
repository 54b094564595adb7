// Drawn questions as dots, and the box of those that an examiner accepts.

const DIGITS = [10, 70], LARGEST = [1, 1e6];

export default {
  render({ model, el }) {
    const figure = frame(el, { title: "Equal difficulty is bought with rejected draws", alt: model.get("alt"),
      caption: "A dot is a drawn question; a cross breaks a rule of its family. Filled blue: in the box, and all rules hold." });
    const plot = axes(figure.panels, { x: DIGITS, y: LARGEST, width: 700, height: 340, log: { y: true }, xLabel: "digits in question and answer", yLabel: "largest numerator or denominator",
      label: "Digits against the largest number", tickFormat: { y: (v) => (v >= 1e4 ? `10${"⁴⁵⁶⁷"[Math.round(Math.log10(v)) - 4]}` : format(v)) } });
    const sheet = plot.layer(), draws = model.get("draws");
    const kinds = choice(figure.controls, { label: "Family", options: Object.fromEntries(Object.keys(draws).map((name) => [name, name])), value: model.get("family"), change: (v) => {
      const [low, high, largest] = model.get("boxes")[v] ?? [];
      for (const [name, value] of Object.entries({ low, high, limit: largest })) if (value !== undefined) share(model, name, value);
      share(model, "family", v);
    } });
    const low = slider(figure.controls, { label: "Digits from", min: DIGITS[0], max: DIGITS[1], value: model.get("low"), change: (v) => share(model, "low", v) });
    const high = slider(figure.controls, { label: "to", min: DIGITS[0], max: DIGITS[1], value: model.get("high"), change: (v) => share(model, "high", v) });
    const steps = [2, 5, 9, 10, 20, 30, 40, 50, 75, 99, 150, 200, 300, 400, 441, 500, 999, 2000, 5000, 9999, 100000, 1000000];
    const nearest = (v) => steps.reduce((best, one, i) => (Math.abs(Math.log(one / v)) < Math.abs(Math.log(steps[best] / v)) ? i : best), 0);
    const limit = slider(figure.controls, { label: "Largest number at most", min: 0, max: steps.length - 1, value: nearest(model.get("limit")), show: (i) => format(steps[i], 7), change: (i) => share(model, "limit", steps[i]) });

    function draw() {
      const shown = draws[model.get("family")] ?? [], total = model.get("total"), [from, to, most] = ["low", "high", "limit"].map((name) => model.get(name));
      const inBox = ([digits, largest]) => digits >= from && digits <= to && largest <= most;
      const spread = ([digits, largest], i) => [digits + 0.6 * ((i * 0.618) % 1 - 0.5), largest]; // equal dots beside one another
      const placed = shown.map((one, i) => ({ at: spread(one, i), good: inBox(one) && one[2], rules: one[2] }));
      sheet.clear();
      if (to >= from) sheet.rectangle([from - 0.5, LARGEST[0]], [to + 0.5, most], { fill: tint(COLOURS.yellow, 0.35), colour: COLOURS.rule, width: 1.5 });
      sheet.dots(placed.filter(({ rules }) => !rules).map(({ at }) => at), { shape: "cross", fill: COLOURS.muted, radius: 3, opacity: 0.7 });
      sheet.dots(placed.filter(({ good, rules }) => rules && !good).map(({ at }) => at), { fill: COLOURS.white, colour: COLOURS.muted, width: 1.5, radius: 3.5 });
      sheet.dots(placed.filter(({ good }) => good).map(({ at }) => at), { fill: COLOURS.blue, radius: 5 });
      kinds.set(model.get("family"));
      low.set(from);
      high.set(to);
      limit.set(nearest(most));
      const good = placed.filter((one) => one.good).length, none = total - shown.length;
      figure.say(`${good} of ${total} draws survive${good ? `, about ${format(total / good, 2)} draws for a question` : ""}.`
        + (none ? ` ${none} have no answer at all, and no dot.` : ""));
    }

    listen(model, ["family", "low", "high", "limit"], draw);
    draw();
  },
};
