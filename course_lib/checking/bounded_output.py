"""What a cell prints and shows is bounded in a student's kernel: a million lines would hang the page that shows them.

Messages of the kernel pass through hooks, which ipykernel has for that, the streams' in the thread that sends them.
"""

import sys

MOST_LINES = 2_000
MOST_CHARACTERS = 200_000  # a progress bar writes one line over and over
MOST_DISPLAYS = 100  # pictures, tables, cards


class _Shown:
    """What has been shown for one request to the kernel, a cell to run or a figure that was moved, and left out."""

    def __init__(self, request: str):
        self.request = request
        self.lines = self.characters = self.displays = 0
        self.lines_left_out = self.characters_left_out = self.displays_left_out = 0

    def __str__(self):
        parts = []
        if self.characters_left_out:
            parts.append(f"{self.lines_left_out:,} lines ({self.characters_left_out:,} characters)")
        if self.displays_left_out:
            parts.append(f"{self.displays_left_out:,} pictures or tables")
        return " and ".join(parts).replace(",", " ")


class BoundedOutput:
    """Leaves out what goes over, and says at the end of the cell how much that was."""

    def __init__(self, shell):
        self.shown, self.telling, self.shell = _Shown(""), False, shell
        for stream in (sys.stdout, sys.stderr):
            stream.pub_thread.schedule(lambda stream=stream: stream.register_hook(self._printed))
        shell.display_pub.register_hook(self._displayed)
        shell.events.register("post_run_cell", self._tell)

    def _of(self, message: dict) -> _Shown:
        request = message["parent_header"].get("msg_id", "")
        if request != self.shown.request:
            self.shown = _Shown(request)
        return self.shown

    def _printed(self, message: dict) -> dict:
        shown, text = self._of(message), message["content"]["text"]
        if self.telling:
            return message
        fits = text[: _room(text, shown)]
        shown.lines += fits.count("\n")
        shown.characters += len(fits)
        shown.lines_left_out += text.count("\n", len(fits))
        shown.characters_left_out += len(text) - len(fits)
        message["content"]["text"] = fits
        return message

    def _displayed(self, message: dict) -> dict | None:
        if message["header"]["msg_type"] != "display_data":  # an update takes the place of what is there
            return message
        shown = self._of(message)
        shown.displays += 1
        if shown.displays <= MOST_DISPLAYS:
            return message
        shown.displays_left_out += 1
        return None

    def _tell(self, _result) -> None:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        request = self.shell.parent_header.get("header", {}).get("msg_id", "")
        if request != self.shown.request or not str(self.shown):
            return
        self.telling = True
        print(f"\n[Left out here: {self.shown}. A cell shows no more than a page can bear.]")
        sys.stdout.flush()
        self.telling = False


def _room(text: str, shown: _Shown) -> int:
    """How many characters of a text may still be shown."""
    if shown.characters_left_out:
        return 0
    room, end = min(len(text), MOST_CHARACTERS - shown.characters), 0
    for _ in range(MOST_LINES - shown.lines):
        end = text.find("\n", end, room) + 1
        if not end:
            return room
    return end


def bound_output(shell) -> None:
    """Bound what cells print and show, if this is the shell of a kernel; once."""
    if hasattr(shell, "kernel") and not hasattr(shell, "course_output") and hasattr(sys.stdout, "register_hook"):
        shell.course_output = BoundedOutput(shell)
