"""The families that there are: every module beside them that has a FAMILY."""

import pkgutil
from functools import cache
from importlib import import_module

from course_lib.exam import families
from course_lib.exam.families.family import Family


@cache
def known_families() -> dict[str, Family]:
    """The families by their names, in alphabetical order."""
    modules = [import_module(f"{families.__name__}.{found.name}") for found in pkgutil.iter_modules(families.__path__)]
    found = [module.FAMILY for module in modules if hasattr(module, "FAMILY")]
    return {family.name: family for family in sorted(found, key=lambda family: family.name)}
