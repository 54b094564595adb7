"""Lesson 07 in JupyterLab: its figures move with the kernel, and wrong answers are told their mistake."""

from course_lib.figures.transformers import EncodingWaves

LESSON = "07_transformers/07_transformers.ipynb"


def test_the_waves_follow_the_slider_in_a_live_notebook(lab):
    notebook = lab.open(f"notebooks/{LESSON}")
    notebook.run("setup")
    source = "from course_lib.figures.transformers import EncodingWaves\n\nEncodingWaves()"
    notebook.write("attention", source)
    notebook.run("attention")

    figure = notebook.figure(EncodingWaves().alt)
    slider = figure.get_by_role("slider", name="Place t")
    before = figure.locator(".fig-readout").inner_text()
    slider.focus()
    notebook.page.keyboard.press("End")

    assert figure.locator(".fig-readout").inner_text() != before


def test_a_mask_on_the_weights_is_told_so(lab):
    notebook = lab.open(f"notebooks/{LESSON}")
    answer = (
        "def attention(Q, K, V, mask=None):\n"
        "    shares = np.exp(Q @ K.T / np.sqrt(Q.shape[1]))\n"
        "    shares /= shares.sum(axis=1, keepdims=True)\n"
        "    return (shares if mask is None else shares * mask) @ V\n"
    )
    notebook.write("attention", answer)

    notebook.run("setup", "attention", "test_attention")

    message, hint = notebook.show("test_attention").inner_text().splitlines()[:2]
    assert message.startswith("attention: the result with a mask[0, 0] is 11.0, expected 14.66")
    assert hint.startswith("Hint (renormalise): what is left of a row sums to 1 again")
