"""The outputs of a cell, collected while they stream and bounded all the time."""

import json

import nbformat
from nbformat import NotebookNode

TRUNCATED = "\n... more was printed than is kept ...\n"
RICH_DROPPED = "(an output larger than what is kept)"
STREAM_PRICE, RICH_PRICE = 300, 10_000  # what an output takes of the limits at least: so they bound the number, too
LONGEST_ERROR = 4_000  # characters of a message or a line of a traceback
MOST_TRACEBACK_LINES = 60


class Outputs:
    """Collects the messages of one cell. Never holds more than the two limits, however much comes.

    text_left, rich_left: what is left of them.
    """

    def __init__(self, text_limit: int, rich_limit: int):
        self.collected: list[NotebookNode] = []
        self._limits = self.text_left, self.rich_left = text_limit, rich_limit
        self._is_full = False
        self._clear_next = False
        self._displays: dict[str, NotebookNode] = {}

    def add_safely(self, message: dict) -> None:
        """Take a message of the iopub channel that nobody has checked: stream, display, result or clear.

        What is no message is dropped, what is odd in it is made plain.
        """
        checked = _checked(message)
        if checked is None:
            return
        kind, content = checked["msg_type"], checked["content"]
        if kind == "clear_output":
            self._clear_next = True
            if not content.get("wait"):
                self._clear()
        elif kind == "update_display_data":
            self._update(content)
        elif kind == "stream":
            self._clear_if_asked()
            self._add_text(content["name"], content["text"])
        else:
            self._clear_if_asked()
            self._add_rich(nbformat.v4.new_output(kind, data=content["data"], metadata=content["metadata"]), content)

    def _clear_if_asked(self) -> None:
        if self._clear_next:
            self._clear()

    def _clear(self) -> None:
        self.collected.clear()
        self._displays.clear()
        self._clear_next = self._is_full = False
        self.text_left, self.rich_left = self._limits

    def _add_text(self, name: str, text: str) -> None:
        if self.text_left <= 0:
            return
        kept = text[: self.text_left]
        self.text_left -= len(kept)
        if self.text_left <= 0:
            kept += TRUNCATED
        last = self.collected[-1] if self.collected else None
        if last is not None and last.output_type == "stream" and last.name == name:
            last.text += kept
        else:
            self.text_left -= STREAM_PRICE
            self.collected.append(nbformat.v4.new_output("stream", name=name, text=kept))

    def _add_rich(self, output: NotebookNode, content: dict) -> None:
        if self._is_full:
            return
        self._is_full = self.rich_left < RICH_PRICE
        output.data = self._affordable(output.data)
        self.collected.append(output)
        display = content.get("transient", {}).get("display_id")
        if display:
            self._displays[display] = output

    def _update(self, content: dict) -> None:
        shown = self._displays.get(content.get("transient", {}).get("display_id"))
        if shown is not None:
            shown.data = self._affordable(nbformat.from_dict(content["data"]))

    def _affordable(self, data: NotebookNode) -> NotebookNode:
        size = max(RICH_PRICE, len(json.dumps(data)))
        if size > self.rich_left:
            return NotebookNode({"text/plain": RICH_DROPPED})
        self.rich_left -= size
        return data


def _checked(message: dict) -> dict | None:
    """A message of the kinds that a cell sends, with nothing in it but what nbformat allows."""
    kind, content = message.get("msg_type"), message.get("content")
    if not isinstance(content, dict):
        return None
    if kind == "clear_output":
        return {"msg_type": kind, "content": {"wait": bool(content.get("wait"))}}
    if kind == "stream":
        name, text = content.get("name"), content.get("text")
        if name not in ("stdout", "stderr") or not isinstance(text, str):
            return None
        return {"msg_type": kind, "content": {"name": name, "text": _writable(text)}}
    if kind not in ("display_data", "execute_result", "update_display_data"):
        return None
    transient = content.get("transient")
    display = transient.get("display_id") if isinstance(transient, dict) else None
    checked = {"data": _bundle(content.get("data")), "metadata": _bundle(content.get("metadata"))}
    checked["transient"] = {"display_id": display} if isinstance(display, str) else {}
    return {"msg_type": kind, "content": checked}


def _bundle(value: object) -> dict:
    """A mime bundle: texts, and JSON for the types that are JSON."""
    if not isinstance(value, dict):
        return {}
    text = json.loads(_writable(json.dumps(value, ensure_ascii=False)))
    return {key: item for key, item in text.items() if isinstance(item, str) or not key.startswith(("text/", "image/"))}


def _writable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def bounded_error(content: dict) -> NotebookNode:
    """An error output of bounded size."""
    lines = [str(line)[:LONGEST_ERROR] for line in content.get("traceback", [])]
    if len(lines) > MOST_TRACEBACK_LINES:
        half = MOST_TRACEBACK_LINES // 2
        lines = [*lines[:half], "...", *lines[-half:]]
    return nbformat.v4.new_output(
        "error",
        ename=str(content.get("ename", ""))[:200],
        evalue=str(content.get("evalue", ""))[:LONGEST_ERROR],
        traceback=lines,
    )
