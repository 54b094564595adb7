"""Whose is an object: the notebook's, or a library's?"""

import os
import sys
import types


def is_own(value):
    """Is this function, class or module the notebook's, or of a module in its folder, and no library's?"""
    if isinstance(value, types.FunctionType):
        around = value.__globals__
        module = sys.modules.get(around.get("__name__"))
        return module is None or vars(module) is not around or is_own(module)
    if isinstance(value, types.ModuleType):
        return value.__name__ == "__main__" or sys.modules.get(value.__name__) is not value or _in_folder(value)
    if isinstance(value, type):
        if not value.__flags__ & (1 << 9):  # of a library written in C
            return False
        module = sys.modules.get(value.__module__)
        if module is None or value.__module__ == "builtins" or is_own(module):
            return True
        return any(isinstance(part, types.FunctionType) and is_own(part) for part in vars(value).values())
    return False


def is_foreign(dotted):
    """Is this a name of another library than Python's own, which hands on what the notebook made?"""
    return dotted.partition(".")[0] not in sys.stdlib_module_names and dotted.partition(".")[0] != "__main__"


def _in_folder(module):
    """Does a module lie in the folder in which the notebook runs?"""
    file = getattr(module, "__file__", None)
    if not isinstance(file, str) or module.__name__.partition(".")[0] == "course_lib":
        return False
    folder = os.path.dirname(os.path.abspath(file))
    if "." in module.__name__ or os.path.basename(file) == "__init__.py":
        folder = os.path.dirname(folder)
    return folder == os.getcwd()


def loaded(dotted):
    """The object that a dotted name stands for, if its module has been imported."""
    parts = dotted.split(".")
    for cut in range(len(parts), 0, -1):
        module = sys.modules.get(".".join(parts[:cut]))
        if module is not None:
            value = module
            for part in parts[cut:]:
                value = getattr(value, part, None)
            return value
    return None
