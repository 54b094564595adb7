"""The plan of the house (docs/architecture.md): who may import whom."""

import ast
from pathlib import Path

import course_lib
from course_lib.instructor.source.course import find_course

LIBRARY = Path(course_lib.__file__).parent
INSTRUCTOR = "course_lib.instructor"
# A room imports from itself and from the rooms above it. The door (cli, authoring) comes after all.
ROOMS = [
    *("writing", "source", "build", "sandbox", "bank", "mutation", "book"),
    *("grading.intake", "grading.marking", "grading.records", "grading.report", "exam", "grading"),
]


def name_of(path):
    """The dotted name of a module."""
    return ".".join(path.relative_to(LIBRARY.parent).with_suffix("").parts).removesuffix(".__init__")


MODULES = {name_of(path): path for path in LIBRARY.rglob("*.py")}


def imported(module):
    """The modules of course_lib that a module imports, at its beginning or later."""
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            for name in (f"{node.module}.{alias.name}" for alias in node.names):
                yield from [found for found in (name, node.module) if found in MODULES][:1]
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in MODULES)


ARROWS = [(module, target) for module in sorted(MODULES) for target in imported(module) if target != module]


def room_of(module):
    """The number of a module's room in ROOMS; the door comes after all."""
    inside = module.removeprefix(f"{INSTRUCTOR}.")
    found = [n for n, room in enumerate(ROOMS) if f"{inside}.".startswith(f"{room}.")]
    return found[0] if found else len(ROOMS)


def test_every_folder_of_the_instructor_is_a_room():
    folders = {name_of(path) for path in (LIBRARY / "instructor").rglob("__init__.py")} - {INSTRUCTOR}
    assert {name.removeprefix(f"{INSTRUCTOR}.") for name in folders} == set(ROOMS)


def test_a_room_imports_only_rooms_above_it():
    inside = [arrow for arrow in ARROWS if all(module.startswith(f"{INSTRUCTOR}.") for module in arrow)]
    assert inside
    assert [(module, target) for module, target in inside if room_of(target) > room_of(module)] == []


def test_what_lessons_import_knows_nothing_of_the_instructor():
    assert [arrow for arrow in ARROWS if not arrow[0].startswith(INSTRUCTOR) and arrow[1].startswith(INSTRUCTOR)] == []


def test_no_module_of_one_lesson_is_imported_by_another():
    """What is one lesson's bears its name: course_lib/figures/NAME, course_lib/plots/NAME.py."""
    topics = {name.partition("_")[2] for name in find_course(LIBRARY).lessons()}
    parts = {name: name.split(".") for name in MODULES}
    own = {name: found[2] for name, found in parts.items() if found[1:2] in (["figures"], ["plots"]) and found[2:]}
    assert set(own.values()) <= topics
    assert [arrow for arrow in ARROWS if arrow[1] in own and own.get(arrow[0]) != own[arrow[1]]] == []


def test_a_lesson_shows_its_own_figures_and_those_of_earlier_lessons_alone():
    course = find_course(LIBRARY)
    names, shown = course.lessons(), set()
    for number, name in enumerate(names):
        earlier = {known.partition("_")[2] for known in names[: number + 1]}
        for node in ast.walk(ast.parse((course.solutions / name / "lesson.py").read_text(encoding="utf-8"))):
            for module in modules_named(node):
                if module.startswith(("course_lib.figures.", "course_lib.plots.")):
                    shown.add(module.split(".")[2])
                    assert module.split(".")[2] in earlier, f"{name} imports {module}"
    assert shown


def modules_named(node):
    """The modules that an import may mean."""
    if isinstance(node, ast.ImportFrom) and node.module:
        return [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []


def test_no_module_imports_itself_by_a_detour():
    beyond = {module: set() for module in MODULES}
    for module, target in ARROWS:
        beyond[module].add(target)
    assert [module for module in MODULES if module in reached(beyond, module)] == []


def reached(beyond, module):
    """All that a module imports, directly or not."""
    found, waiting = set(), list(beyond[module])
    while waiting:
        target = waiting.pop()
        if target not in found:
            found.add(target)
            waiting += beyond[target]
    return found
