"""Figures as Python sees them: the same bytes each time, a fallback that is safe to embed. Browser: tests/browser/."""

import html
import json
import re
import subprocess
import sys

import pytest
import traitlets

from course_lib.figures.relu_networks import Approximator, Zones
from course_lib.widgets import Figure, to_script

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
FIGURES = [Zones, Approximator]


class Note(Figure):
    """The smallest figure: its script is a real one, its text is anything."""

    script = "relu_networks/zones.js"
    text = traitlets.Unicode("").tag(sync=True)


def document_of(figure):
    """The HTML document inside the figure's frame, as a browser reads it."""
    return html.unescape(re.search(r'srcdoc="([^"]*)"', figure.to_html()).group(1))


@pytest.mark.parametrize("figure", FIGURES)
def test_two_identical_figures_give_identical_bytes(figure):
    assert figure().to_html() == figure().to_html()
    assert repr(figure()) == repr(figure())


def test_a_fresh_process_gives_the_same_mime_bundle():
    program = (
        "from course_lib.figures.relu_networks import Approximator, Zones; import json;"
        "print(json.dumps([Zones()._repr_mimebundle_(), Approximator()._repr_mimebundle_()]))"
    )

    first, second = (
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    )

    assert first == second
    assert json.loads(first)[0][0][WIDGET_VIEW]["model_id"] != json.loads(first)[1][0][WIDGET_VIEW]["model_id"]


@pytest.mark.parametrize("figure", FIGURES)
def test_a_figure_shows_itself_live_as_html_and_as_text(figure):
    data, _ = figure()._repr_mimebundle_()

    assert set(data) == {WIDGET_VIEW, "text/html", "text/plain"}
    assert data["text/plain"] == f"{figure.__name__}: {figure().alt}"
    assert len(figure().alt) > 60


@pytest.mark.parametrize("figure", FIGURES)
def test_the_frame_is_sandboxed_and_titled_with_the_alternative_text(figure):
    fallback = figure().to_html()

    assert 'sandbox="allow-scripts"' in fallback
    assert f'title="{html.escape(figure().alt)}"' in fallback
    assert fallback.count("<iframe") == 1


def test_the_frame_holds_the_current_values_of_the_figures_own_traits():
    zones = Zones(point=[-3, 4])
    zones.reach = 12

    assert '"point": [-3, 4], "reach": 12' in document_of(zones)
    assert set(zones.state()) == {"alt", "biases", "point", "reach", "weights"}


def test_the_live_module_and_the_exported_module_are_the_same():
    zones = Zones()

    assert to_script(zones._esm) in document_of(zones)
    assert zones._esm.count("export default") == 1


HOSTILE = "</script><script>alert(1)</script>\"><img src=x onerror='alert(2)'> &quot; \u2028 <!--"


def test_no_text_escapes_from_the_frame_or_from_its_script():
    note = Note(text=HOSTILE, alt=HOSTILE)
    fallback, document = note.to_html(), document_of(note)

    outside = re.sub(r'"[^"]*"', "", fallback.split("</iframe>")[0])
    assert outside.count("<") == 3  # the words, and the frame's own tag: title and srcdoc hold the rest
    assert document.count("</script>") == 1
    assert "<img" not in document
    state = re.search(r"const state = (.*);\n", document).group(1)
    assert json.loads(state)["text"] == HOSTILE


def test_a_trait_that_json_cannot_hold_is_refused():
    zones = Zones(biases=[[0, 0, 0, 0], [5, float("nan")], [-10]])

    with pytest.raises(ValueError, match="Out of range float"):
        zones.to_html()


def test_lessons_that_use_no_figure_do_not_import_anywidget():
    program = "import sys, course_lib.activations, course_lib.dense; print('anywidget' in sys.modules)"

    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert result.stdout == "False\n"
