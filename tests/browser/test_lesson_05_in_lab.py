"""Lesson 05 in JupyterLab: it trains with a bar to look at, its figures move, and a common mistake is told by name."""

from exported import readout

from course_lib.figures.convolutional_networks import FeatureMaps, KernelOverPicture, SlidingWindow

LESSON = "05_convolutional_networks/05_convolutional_networks.ipynb"


def test_every_cell_runs_without_an_error(solved):
    assert solved.errors() == []


def test_the_next_window_of_the_slide_gives_minus_9(solved):
    window = solved.figure(SlidingWindow().alt)
    window.get_by_role("slider", name="Window").focus()

    solved.page.keyboard.press("ArrowRight")

    assert "= -9." in readout(window)


def test_a_kernel_of_the_list_fills_the_nine_weights(solved):
    kernel = solved.figure(KernelOverPicture().alt)

    kernel.get_by_role("combobox").first.select_option("sharpen")

    assert kernel.get_by_label("weight in row 2, column 2").input_value() == "5"
    assert readout(kernel).startswith("The weights add up to 1;")


def test_the_trained_network_reads_a_digit_that_is_pushed_around(solved):
    maps = solved.figure(FeatureMaps().alt)
    before = maps.locator("svg").nth(2).screenshot()
    maps.get_by_role("slider", name="Right").focus()

    solved.page.keyboard.press("ArrowRight")

    assert readout(maps).startswith("It says 3")
    assert maps.locator("svg").nth(2).screenshot() != before


def test_the_bar_of_the_training_says_how_much_is_read_right(solved):
    shown = solved.show("test_train").inner_text().replace("\u2007", " ")

    assert "epoch 3: 100%" in shown
    assert "right=" in shown


def test_a_turned_kernel_is_told_so(lab):
    notebook = lab.open(f"notebooks/{LESSON}")
    answer = (
        "def correlate2d(u, theta):\n"
        "    (H, W), (kh, kw) = u.shape, theta.shape\n"
        "    turned = theta[::-1, ::-1]\n"
        "    return [[(u[h:h + kh, w:w + kw] * turned).sum() for w in range(W - kw + 1)] for h in range(H - kh + 1)]\n"
    )
    notebook.write("correlate2d", answer)

    notebook.run("setup", "correlate2d", "test_correlate2d")

    message, hint = notebook.show("test_correlate2d").inner_text().splitlines()[:2]
    assert message == "correlate2d: the result[0, 0] is 6.5, expected -8.0."
    assert hint == "Hint (flip): the kernel slides as it is, it is not turned."
