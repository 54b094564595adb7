// A date being translated, token by token: where each head looks in the source. The weights come with the figure, in percent.

const ROW = 15, TOP = 34, CELL = 58, NAME = 56;

const shown = (character) => (character === " " ? "·" : character);

export default {
  render({ model, el }) {
    const figure = frame(el, { title: "What each head reads in order to write the next character", alt: model.get("alt"),
      caption: "Left: this step. Right: all steps of one head, a row for each character written, a column for each character read. The darker, the more; each row of a head sums to 100 %." });
    const all = model.get("sentences");
    const now = () => all[clamp(model.get("sentence"), 0, all.length - 1)];
    choice(figure.controls, { label: "Date", value: String(model.get("sentence")), options: Object.fromEntries(all.map(({ source }, i) => [i, source.join("")])),
      change: (i) => { model.set("step", 0); share(model, "sentence", Number(i)); } });
    const stepBox = element("div", { style: "display:contents" }, figure.controls);
    const head = slider(figure.controls, { label: "Map of head", min: 1, max: now().weights.length, value: model.get("head"), change: (h) => share(model, "head", h) });
    let left, right, stepper;

    function restart() {
      const { source, target, weights } = now();
      figure.panels.replaceChildren();
      stepBox.replaceChildren();
      left = diagram(figure.panels, { width: NAME + CELL * weights.length + 20, height: TOP + ROW * source.length + 10, label: "This step, head by head" });
      right = diagram(figure.panels, { width: 400, height: 60 + 24 * target.length, label: "All steps of one head" });
      left.sheet = left.layer();
      right.sheet = right.layer();
      stepper = slider(stepBox, { label: "Written", min: 0, max: target.length - 1, value: clamp(model.get("step"), 0, target.length - 1), show: (v) => `${v} of ${target.length - 1}`, change: (v) => share(model, "step", v) });
      player(stepBox, { label: "Play", perSecond: 1.5, step: () => {
        const next = model.get("step") + 1;
        share(model, "step", next < target.length ? next : 0);
        return next < target.length;
      } });
      draw();
    }

    function drawStep({ source, weights }, step, chosen) {
      const sheet = left.sheet.clear(), height = TOP + ROW * source.length + 10, colour = sequential(0, 100);
      weights.forEach((_, h) => sheet.text([NAME + CELL * (h + 0.5), height - TOP + 14], `head ${h + 1}`, { size: 12, weight: h + 1 === chosen ? 700 : 400 }));
      source.forEach((character, s) => {
        const y = height - TOP - ROW * s;
        sheet.text([NAME - 22, y - ROW / 2], shown(character), { size: 13, weight: 600 });
        weights.forEach((rows, h) => {
          const share = rows[step][s], x = NAME + CELL * h;
          sheet.rectangle([x + 1, y - ROW], [x + CELL - 1, y - 1], { fill: colour(share), colour: COLOURS.grid });
          if (share >= 10) sheet.text([x + CELL / 2, y - ROW / 2], `${share} %`, { size: 12, halo: false, fill: share > 55 ? COLOURS.paper : COLOURS.dark });
        });
      });
    }

    function drawMap({ source, target, weights }, step, chosen) {
      const sheet = right.sheet.clear(), height = 60 + 24 * target.length, colour = sequential(0, 100), x0 = 56, across = 330 / source.length;
      source.forEach((character, s) => sheet.text([x0 + across * (s + 0.5), height - 36], shown(character), { size: 12 }));
      sheet.text([x0, height - 12], `Head ${chosen}: read →, written ↓`, { anchor: "start", size: 12, fill: COLOURS.muted });
      target.forEach((token, t) => {
        const y = height - 48 - 24 * t;
        sheet.text([x0 - 8, y - 12], token, { anchor: "end", size: 13, weight: t === step ? 700 : 400, fill: t <= step ? COLOURS.ink : COLOURS.muted });
        source.forEach((_, s) => sheet.rectangle([x0 + across * s, y - 24], [x0 + across * (s + 1), y], { fill: colour(weights[chosen - 1][t][s]), colour: COLOURS.grid, width: 0.5 }));
        if (t === step) sheet.rectangle([x0, y - 24], [x0 + 330, y], { fill: "none", colour: COLOURS.red, width: 2.5 });
      });
    }

    function draw() {
      const sentence = now(), { source, target, weights } = sentence;
      const step = clamp(model.get("step"), 0, target.length - 1), chosen = clamp(model.get("head"), 1, weights.length);
      stepper.set(step);
      head.set(chosen);
      drawStep(sentence, step, chosen);
      drawMap(sentence, step, chosen);
      const looks = weights.map((rows, h) => {
        const most = rows[step].indexOf(Math.max(...rows[step]));
        return `head ${h + 1} at “${shown(source[most])}” (${rows[step][most]} %)`;
      });
      const written = target.slice(0, step).join("") || "nothing yet";
      figure.say(`Written: ${written}. Next: ${target[step]}.\nMost of all, ${looks.join(", ")}.`);
    }

    listen(model, ["sentence"], restart);
    listen(model, ["step", "head"], draw);
    restart();
  },
};
