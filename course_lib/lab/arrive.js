/* An extension of JupyterLab without a build: a link to a heading of a notebook ends at that heading.
 *
 * JupyterLab looks for the heading once, when the notebook has opened. Cells that are not drawn yet have no headings and
 * other heights, so the first click on such a link shows the notebook's beginning, or ends half a screen away. This
 * looks again while cells are drawn, until nothing moves any more or until the reader does something.
 */
window._JUPYTERLAB["course-arrive"] = (() => {
  const LOOK_AGAIN = 100, STILL = 1000, GIVE_UP = 30000; // milliseconds
  const BY_HAND = ["wheel", "pointerdown", "keydown", "touchstart"];

  async function arrive(panel, fragment) {
    await panel.context.ready;
    const reader = new AbortController();
    for (const event of BY_HAND) {
      window.addEventListener(event, () => reader.abort(), { capture: true, passive: true, signal: reader.signal });
    }
    const scroller = panel.content.node.querySelector(".jp-WindowedPanel-outer");
    const end = Date.now() + GIVE_UP;
    let still = 0, before = -1;
    while (!reader.signal.aborted && !panel.isDisposed && still < STILL && Date.now() < end) {
      await panel.content.setFragment(fragment);
      const drawn = panel.content.widgets.every((cell) => !cell.isPlaceholder());
      still = drawn && scroller.scrollTop === before ? still + LOOK_AGAIN : 0;
      before = scroller.scrollTop;
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN));
    }
    reader.abort();
  }

  const plugin = {
    id: "course-arrive:plugin",
    autoStart: true,
    activate: ({ commands, shell }) => {
      commands.commandExecuted.connect(async (_, { id, args, result }) => {
        if (id !== "rendermime:handle-local-link" || !args.id) return;
        await result;
        const panel = [...shell.widgets("main")].find((widget) => widget.context?.path === args.path);
        if (panel?.content?.setFragment && panel.content.widgets) await arrive(panel, args.id);
      });
    },
  };
  return { init: () => {}, get: async () => () => plugin };
})();
