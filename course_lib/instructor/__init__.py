"""What students do not get: building, verifying and grading lessons."""

import sys
from types import ModuleType
from typing import cast

# nbformat's validator takes a library for formats that notebooks do not use, whose import compiles a grammar for a
# second. It does without: this says to jsonschema that the library is not installed.
cast("dict[str, ModuleType | None]", sys.modules).setdefault("rfc3987_syntax", None)
