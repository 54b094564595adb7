"""Does an answer call, while it runs, what it was asked to write? Seen from inside the candidate."""

import inspect
import sys
import types

from course_lib.own_work import loaded

MOST_EVENTS = 50_000  # to watch is slow: the first calls tell


class UseWatch:
    """Watches the calls that code with these globals makes.  `seen`: the first forbidden name, or None."""

    def __init__(self, forbids, global_names: dict):
        self.global_names = global_names
        self.seen: str | None = None
        self._left = MOST_EVENTS
        self._codes: dict[types.CodeType, str] = {}
        self._builtins: dict[int, tuple[str, object]] = {}
        self._methods: dict[str, tuple[str, object]] = {}
        for name in forbids:
            value = loaded(name) if "." in name else global_names.get(name)
            if value is not None:
                self._add(name, value)

    def _add(self, name: str, value) -> None:
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

    def __exit__(self, *error) -> None:
        if self._codes or self._builtins:
            sys.setprofile(None)

    def _event(self, frame, event: str, argument) -> None:
        self._left -= 1
        if self._left < 0:
            sys.setprofile(None)
        elif event == "call":
            name = self._codes.get(frame.f_code)
            if name and ("." not in name or (frame.f_back and frame.f_back.f_globals is self.global_names)):
                self.seen = self.seen or name
        elif event == "c_call" and frame.f_globals is self.global_names:
            self.seen = self.seen or self._builtin(argument)

    def _builtin(self, function) -> str | None:
        found = self._builtins.get(id(function))
        if found:
            return found[0]
        name, value = self._methods.get(getattr(function, "__name__", None), (None, None))
        owner = type(getattr(function, "__self__", None))
        return name if name and getattr(owner, name.rpartition(".")[2], None) is value else None
