"""Still pictures of lesson 11: images, their maps of classes, and what networks make of them."""

from matplotlib.colors import ListedColormap

from course_lib.plotting import BLUE, ORANGE, Picture

CLASSES = ListedColormap(["#EDEDED", ORANGE, BLUE])  # told apart in grey, too: light, middle, dark


def plot_maps(X, k, said):
    """A row for each image: the image, its true classes, and the map of each network.

    X: (n, H, W, 1).  k: (n, H, W), classes 0 to 2.  said: {name: (n, H, W)}.
    """
    columns = {"image": X[..., 0], "truth": k, **said}
    height, width = k.shape[1:]
    side = 9.6 / len(columns)
    alt = f"{len(X)} images in rows, each with its true classes and the maps of: {', '.join(said)}."
    figure = Picture(9.6, len(X) * side * height / width + 0.4, alt)
    grid = figure.subplots(len(X), len(columns), squeeze=False)
    for number, line in enumerate(grid):
        for axes, (name, pictures) in zip(line, columns.items(), strict=True):
            if name == "image":
                axes.imshow(pictures[number], cmap="gray", vmin=-2, vmax=2)
            else:
                axes.imshow(pictures[number], cmap=CLASSES, vmin=-0.5, vmax=2.5, interpolation="nearest")
            axes.set(xticks=[], yticks=[])
            if not number:
                axes.set_title(name, fontsize=10)
    return figure
