"""Figures of lesson 14: the zones of the exam's network, how hard drawn questions are, and sentences to refute."""

import numpy as np
import traitlets

from course_lib.exam.known_families import known_families
from course_lib.exam.meter import FREE, raw_draws
from course_lib.widgets import Figure


class ExamZones(Figure):
    """The plane with the zones of the exam's network, whatever its seven numbers; a point, and p and q, to drag.

    a1, a2, p, b1, b2, q, r: the network of `course_lib.exam_family`.  point: two whole numbers.
    """

    script = "exam_room/exam_zones.js"
    height = 720
    a1 = traitlets.Int(1, min=1, max=9).tag(sync=True)
    a2 = traitlets.Int(1, min=1, max=9).tag(sync=True)
    p = traitlets.Int(5, min=-12, max=12).tag(sync=True)
    b1 = traitlets.Int(1, min=1, max=9).tag(sync=True)
    b2 = traitlets.Int(1, min=1, max=9).tag(sync=True)
    q = traitlets.Int(5, min=-12, max=12).tag(sync=True)
    r = traitlets.Int(10, min=-20, max=20).tag(sync=True)
    point = traitlets.List([9, 3]).tag(sync=True)
    alt = traitlets.Unicode(
        "Left: the plane, cut into zones by the six units of the exam's network, with the line g = 0 and a point to "
        "drag. Right: a plane of p and q with a point to drag, and the number of zones beside it."
    ).tag(sync=True)


class DifficultyMeter(Figure):
    """Drawn questions as dots, digits against largest number, and the box of those that an examiner accepts.

    draws: {family: [[digits, largest, rules hold], ...]}, without those that have no answer.  total: draws of each.
    boxes: {family: [fewest digits, most digits, largest number]} that the exams of this course accept.
    family: shown.  low, high: digits accepted.  limit: largest number accepted.
    """

    FAMILIES = (FREE, "optimizer", "attention", "backprop", "signs")
    script = "exam_room/difficulty_meter.js"
    height = 620
    draws = traitlets.Dict().tag(sync=True)
    boxes = traitlets.Dict().tag(sync=True)
    total = traitlets.Int(200).tag(sync=True)
    family = traitlets.Unicode(FREE).tag(sync=True)
    low = traitlets.Int(16, min=10, max=70).tag(sync=True)
    high = traitlets.Int(20, min=10, max=70).tag(sync=True)
    limit = traitlets.Int(20, min=1, max=1_000_000).tag(sync=True)
    alt = traitlets.Unicode(
        "Each drawn question as a dot: how many digits it has, and its largest number on a log scale. A box holds "
        "those that an examiner accepts; below stands what share of the draws survives."
    ).tag(sync=True)

    @classmethod
    def of(cls, count, seed=0, **traits):
        """Of so many draws of each family."""
        rng, draws = np.random.default_rng(seed), {}
        for name in cls.FAMILIES:
            found = [one for one in raw_draws(name, count, rng) if one is not None]
            draws[name] = [[digits, largest, int(holds)] for digits, largest, holds in found]
        kinds = {name: known_families()["kinks" if name == FREE else name] for name in cls.FAMILIES}
        boxes = {name: [*family.digits, family.largest] for name, family in kinds.items()}
        return cls(draws=draws, boxes=boxes, total=count, **traits)


class Refuter(Figure):
    """Four printed sentences, each with a slider that runs into its counter-example: print and truth as two curves.

    claim: "E1", "E5", "E22" or "E44".  places: where the slider stands, for each of them.
    """

    script = "exam_room/refuter.js"
    height = 560
    claim = traitlets.Enum(("E1", "E5", "E22", "E44"), "E22").tag(sync=True)
    places = traitlets.Dict({"E1": 12, "E5": 1, "E22": 0.5, "E44": 0}).tag(sync=True)
    alt = traitlets.Unicode(
        "What is printed and what holds as two curves over one number, which a slider moves; where they part stands a "
        "counter-example."
    ).tag(sync=True)
