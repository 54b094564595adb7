"""Does an answer call, while it runs, what it was asked to write? Seen from inside the candidate."""

import gc
import inspect
import sys
import threading
import types
from collections.abc import Iterable

from course_lib.checking.origin import is_own, loaded
from course_lib.checking.own_work import forbidden_name

MOST_EVENTS = 50_000  # to watch is slow: the first calls tell
MOST_READ = 10_000  # functions whose source has been read
MONITORING = getattr(sys, "monitoring", None)  # since Python 3.12
# By these a watch is taken away, or found. No answer has a use for them.
DISTURBING = {
    id(function): function
    for function in (
        sys.setprofile, sys.settrace, sys._getframe, sys._current_frames, gc.get_objects, gc.get_referrers,
        *(vars(MONITORING).values() if MONITORING else ()),
    )
    if isinstance(function, types.BuiltinFunctionType)
}  # fmt: skip
DISTURBING_CODES = {
    getattr(threading, name).__code__
    for name in ("setprofile", "settrace", "setprofile_all_threads", "settrace_all_threads")
    if hasattr(threading, name)
} | {inspect.currentframe.__code__, inspect.stack.__code__}


class UseWatch:
    """Watches the calls that code of the notebook makes, and reads what is called.  `seen`: the first forbidden name.

    disturbed: whether the answer has called what takes a watch away, or the watch was gone at the end.
    called: what will be called: its code, its globals and what it encloses are read as they are now.
    """

    _read: dict = {}  # noqa: RUF012  what was read, and what was found

    def __init__(self, forbids: Iterable[str], global_names: dict, called: object = None):
        self.global_names = global_names
        self.seen: str | None = self._reading(called, tuple(forbids)) if forbids else None
        self.disturbed = False
        self._left = MOST_EVENTS
        self._codes: dict[types.CodeType, str] = {}
        self._builtins: dict[int, tuple[str, object]] = {}
        self._methods: dict[str, tuple[str, object]] = {}
        self._own: dict[int, tuple[bool, dict]] = {}
        for name in forbids:
            value = loaded(name) if "." in name else global_names.get(name)
            if value is not None:
                self._add(name, value)

    def _reading(self, called: object, forbids: tuple[str, ...]) -> str | None:
        """The forbidden name in what is called, read once for each function and the code that it has now."""
        function = getattr(called, "__func__", called)
        key = id(function), id(getattr(function, "__code__", None)), forbids
        if key not in self._read:
            if len(self._read) > MOST_READ:
                self._read.clear()
            self._read[key] = forbidden_name(called, forbids), function
        return self._read[key][0]

    def _add(self, name: str, value: object) -> None:
        function = inspect.unwrap(value) if callable(value) else value
        function = vars(function).get("__init__") if isinstance(function, type) else function
        code = getattr(function, "__code__", None)
        if isinstance(code, types.CodeType):
            self._codes[code] = name
        self._builtins[id(value)] = (name, value)
        if "." in name and isinstance(value, types.MethodDescriptorType):
            self._methods[name.rpartition(".")[2]] = (name, value)

    def __enter__(self) -> "UseWatch":
        if self._codes or self._builtins:
            sys.setprofile(self._event)
        return self

    def __exit__(self, *error: object) -> None:
        if self._codes or self._builtins:
            self.disturbed |= self._left >= 0 and sys.getprofile() != self._event
            sys.setprofile(None)

    def _event(self, frame: types.FrameType, event: str, argument: object) -> None:
        self._left -= 1
        if self._left < 0:
            sys.setprofile(None)
        elif event == "call":
            if frame.f_code in DISTURBING_CODES and frame.f_back:
                self.disturbed |= self._is_own(frame.f_back.f_globals)
            name = self._codes.get(frame.f_code)
            if name and ("." not in name or (frame.f_back and self._is_own(frame.f_back.f_globals))):
                self.seen = self.seen or name
        elif event == "c_call" and self._is_own(frame.f_globals):
            self.disturbed |= id(argument) in DISTURBING
            self.seen = self.seen or self._builtin(argument)

    def _is_own(self, around: dict) -> bool:
        """Is this namespace the notebook's, of a module beside it or of code that it made, and no library's?"""
        if around is self.global_names:
            return True
        if id(around) not in self._own:
            module = sys.modules.get(str(around.get("__name__")))
            library = module is not None and vars(module) is around and not is_own(module)
            self._own[id(around)] = not library, around
        return self._own[id(around)][0]

    def _builtin(self, function: object) -> str | None:
        found = self._builtins.get(id(function))
        if found:
            return found[0]
        method = self._methods.get(str(getattr(function, "__name__", None)))
        if method is None:
            return None
        name, value = method
        owner = type(getattr(function, "__self__", None))
        return name if getattr(owner, name.rpartition(".")[2], None) is value else None
