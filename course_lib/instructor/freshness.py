"""Is what stands in the checkout what a build makes? Contents are compared, cell by cell."""

import base64
import io
import json
from pathlib import Path

import numpy as np
from PIL import Image

from course_lib.instructor.build import Built, stray_files
from course_lib.instructor.course import Course

# Another processor or font renderer moves single pixels: the mean difference that is let pass, of 255.
PIXEL_TOLERANCE = 1.0


def differences(course: Course, built: Built) -> list[str]:
    """One line for each place where the checkout differs from the build."""
    lines = [f"{path}: no build makes this file: remove it" for path in stray_files(course, built)]
    for path, content in built.files.items():
        on_disk = course.root / path
        if not on_disk.is_file():
            lines.append(f"{path}: is missing: run `course build {built.lesson}`")
        elif on_disk.read_bytes() != content:
            lines += [f"{path}: {line}" for line in _changes(path, on_disk.read_bytes(), content)]
    return lines


def _changes(path: Path, old: bytes, new: bytes) -> list[str]:
    if path.suffix != ".ipynb":
        return ["differs from the file beside lesson.py: run `course build`"]
    try:
        before, after = json.loads(old), json.loads(new)
    except ValueError:
        return ["is no notebook: run `course build`"]
    if [cell.get("id") for cell in before["cells"]] != [cell["id"] for cell in after["cells"]]:
        return ["has other cells than lesson.py: run `course build`"]
    changed = [f"{part} differs" for part in ("metadata", "nbformat") if before[part] != after[part]]
    for one, other in zip(before["cells"], after["cells"], strict=True):
        changed += [f"cell {other['id']}: {part} differs" for part in other if not _alike(one.get(part), other[part])]
    return changed


def _alike(one, other) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(
            _same_picture(one[key], other[key]) if key == "image/png" else _alike(one[key], other[key]) for key in one
        )
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_alike, one, other))
    return one == other


def _same_picture(one: str, other: str) -> bool:
    if one == other:
        return True
    pictures = [
        np.asarray(Image.open(io.BytesIO(base64.b64decode(text))).convert("RGB"), float) for text in (one, other)
    ]
    return pictures[0].shape == pictures[1].shape and abs(pictures[0] - pictures[1]).mean() < PIXEL_TOLERANCE
