"""The IPython of a candidate: cells run as in a notebook, and what they show goes to a function as messages."""

import bdb
import builtins
import getpass
import io
import pdb
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

from course_lib.checking.unwritten import told

FLUSH_SECONDS = 0.05
FLUSH_CHARACTERS = 8192

Send = Callable[[dict], None]  # takes a message as on Jupyter's iopub channel: msg_type and content


class Outlet:
    """Where messages go. Before a candidate has a channel they go nowhere."""

    def __init__(self) -> None:
        self.send: Send = lambda message: None

    def message(self, kind: str, **content: Any) -> None:
        self.send({"msg_type": kind, "content": content})


class Stream(io.TextIOBase):
    """A stdout or stderr that sends what is written, in pieces, and no more than `left` characters of it."""

    encoding, errors = "utf-8", "replace"

    def __init__(self, name: str, outlet: Outlet):
        self.name, self.outlet = name, outlet
        self.left = 0
        self._pieces: list[str] = []
        self._waiting, self._flushed = 0, 0.0

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        kept = text[: max(0, self.left)]
        self.left -= len(kept)
        if kept:
            self._pieces.append(kept)
            self._waiting += len(kept)
            if self._waiting > FLUSH_CHARACTERS or time.monotonic() - self._flushed > FLUSH_SECONDS:
                self.flush()
        return len(text)

    def flush(self) -> None:
        text, self._pieces, self._waiting = "".join(self._pieces), [], 0
        self._flushed = time.monotonic()
        if text:
            self.outlet.message("stream", name=self.name, text=text)

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return False


class Results(DisplayHook):
    """Sends the value of a cell's last line."""

    def start_displayhook(self) -> None:
        self._shown: dict[str, Any] | None = None

    def write_output_prompt(self) -> None:
        """There is no prompt."""

    def write_format_data(self, format_dict: dict, md_dict: dict | None = None) -> None:
        self._shown = {"data": format_dict, "metadata": md_dict or {}, "execution_count": 1}

    def finish_displayhook(self) -> None:
        if self._shown and self.shell is not None:
            self.shell.show("execute_result", **self._shown)


class Displays(DisplayPublisher):
    """Sends what a cell displays."""

    def publish(
        self,
        data: dict,
        metadata: dict | None = None,
        source: object = None,
        *,
        transient: dict | None = None,
        update: bool = False,
        **options: Any,
    ) -> None:
        kind = "update_display_data" if update else "display_data"
        self.shell.show(kind, data=data, metadata=metadata or {}, transient=transient or {})

    def clear_output(self, wait: bool = False) -> None:
        self.shell.show("clear_output", wait=wait)


class CandidateShell(InteractiveShell):
    """An IPython without terminal, history or questions."""

    displayhook_class = Type(Results)
    display_pub_class = Type(Displays)

    def __init__(self, **options: Any):
        self.outlet = Outlet()
        self.stdout, self.stderr = Stream("stdout", self.outlet), Stream("stderr", self.outlet)
        self.error: dict | None = None
        super().__init__(**options)

    def show(self, kind: str, **content: Any) -> None:
        """Send a message, after all that was printed before it."""
        self.flush_streams()
        self.outlet.message(kind, **content)

    def flush_streams(self) -> None:
        """Send what was printed."""
        self.stdout.flush()
        self.stderr.flush()

    def take_error(self) -> dict | None:
        """The error that ended a cell since this was last asked."""
        error, self.error = self.error, None
        return error

    def _showtraceback(self, etype: type[BaseException], evalue: BaseException, stb: list[str]) -> None:
        self.error = {"ename": etype.__name__, "evalue": told(evalue), "traceback": list(stb)}

    @contextmanager
    def _tee(self, channel: str) -> Iterator[None]:
        """IPython would keep everything that is printed."""
        yield

    def ask_exit(self) -> None:
        """A cell that says `exit` ends nothing."""

    def init_readline(self) -> None:
        """There is no terminal."""

    def enable_gui(self, gui: str | None = None) -> None:
        """There are no windows."""


def make_shell() -> CandidateShell:
    """The one shell of this process."""
    config = Config()
    config.HistoryManager.enabled = False  # its thread would be lost in a fork
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.autocall = 0
    return CandidateShell.instance(config=config)


def refuse_questions() -> None:
    """Nobody answers: `input`, `getpass` and the debuggers say so instead of waiting or going on in silence."""
    asking: tuple[tuple[object, tuple[str, ...], str], ...] = (
        (builtins, ("input",), "input()"),
        (getpass, ("getpass", "unix_getpass", "fallback_getpass"), "getpass()"),
        (sys, ("breakpointhook",), "breakpoint()"),
        (bdb.Bdb, ("set_trace", "run", "runeval", "runcall"), "a debugger"),
        (pdb, ("set_trace",), "a debugger"),
        (pdb.Pdb, ("interaction",), "a debugger"),
    )
    for place, names, what in asking:
        for name in names:
            setattr(place, name, _refusing(what))


def _refusing(what: str) -> Callable:
    def refuse(*arguments: Any, **options: Any) -> NoReturn:
        raise StdinNotImplementedError(f"nobody is there to answer: {what} cannot be used in a notebook that is graded")

    return refuse
