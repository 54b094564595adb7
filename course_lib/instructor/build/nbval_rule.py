"""A pytest plugin: what nbval runs is compared by the rule of `course build --check` as well, without a second run.

pytest -p course_lib.instructor.build.nbval_rule --nbval --nbval-current-env solutions
"""

from collections.abc import Generator

import pytest
from nbval.plugin import IPyNbCell

from course_lib.instructor.source.outputs import output_changes, without_views


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """After nbval has run a cell and is content, see what `course build --check` would find."""
    yield
    if isinstance(item, IPyNbCell):
        changes = output_changes(item.cell, without_views(item.test_outputs))
        if changes:
            item.raise_cell_error("`course build --check` would find that its outputs differ", "\n".join(changes))
