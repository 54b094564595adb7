"""The templates of pages: each room has its own beside its modules, and all share those of this one."""

import jinja2


def page_templates(package: str) -> jinja2.Environment:
    """The templates of a package and those of this one, escaped; numbers are written by the filter `number`."""
    made = jinja2.Environment(
        loader=jinja2.ChoiceLoader([jinja2.PackageLoader(package, "."), jinja2.PackageLoader(__package__, ".")]),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    made.filters["number"] = lambda value: f"{value:g}"
    return made
