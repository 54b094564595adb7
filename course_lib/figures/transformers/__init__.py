"""Figures of lesson 07: scores before and after the root, encodings as waves, the attention of a translation."""

import numpy as np
import traitlets

from course_lib import dates
from course_lib.widgets import Figure


def normal_numbers(seed, rows, columns):
    """Normal numbers as traits hold them: rows of numbers with two decimals."""
    return np.round(np.random.default_rng(seed).normal(size=(rows, columns)), 2).tolist()


class ScoreScaling(Figure):
    """The scores of a query against twelve keys, and their softmax, before and after division by √d_k.

    exponent: d_k is 2^exponent.  query: which of the six.  query_vectors (6, 512), key_vectors (12, 512): normal
    numbers, of which the first d_k columns are used.
    """

    script = "transformers/score_scaling.js"
    height = 520
    exponent = traitlets.Int(6, min=0, max=9).tag(sync=True)
    query = traitlets.Int(1, min=1, max=6).tag(sync=True)
    query_vectors = traitlets.List().tag(sync=True)
    key_vectors = traitlets.List().tag(sync=True)
    alt = traitlets.Unicode(
        "Left: the scores of one query against twelve keys, as they are and divided by the root of d_k. Right: the "
        "softmax of both. At large d_k the undivided scores give all weight to one key, the divided ones do not."
    ).tag(sync=True)

    @traitlets.default("query_vectors")
    def _query_vectors(self):
        return normal_numbers(1, 6, 512)

    @traitlets.default("key_vectors")
    def _key_vectors(self):
        return normal_numbers(2, 12, 512)


class EncodingWaves(Figure):
    """Positional encodings: the waves of four frequencies, the code as a map, dot products with all other places.

    place: the place that is marked.  width: d.  first: k of the first frequency, 0 as in the paper, or 1.
    """

    script = "transformers/encoding_waves.js"
    height = 640
    place = traitlets.Int(12, min=0, max=49).tag(sync=True)
    width = traitlets.Enum((8, 16, 32, 64), 16).tag(sync=True)
    first = traitlets.Enum((0, 1), 0).tag(sync=True)
    alt = traitlets.Unicode(
        "Sine waves of falling frequency over fifty places, with a marked place; all codes as a map of colours; and "
        "the dot product of the code at the marked place with that at every other, largest at the place itself."
    ).tag(sync=True)


class TranslationAttention(Figure):
    """Where each head looks in a French date while its translation is written, token by token.

    sentences: [{"source": characters, "target": characters and "stop", "weights": [heads][T][S] in percent}, ...].
    sentence: which one.  step: how many tokens are written.  head: whose whole map is shown, from 1.
    """

    script = "transformers/translation_attention.js"
    height = 640
    sentences = traitlets.List().tag(sync=True)
    sentence = traitlets.Int(0, min=0).tag(sync=True)
    step = traitlets.Int(0, min=0).tag(sync=True)
    head = traitlets.Int(1, min=1).tag(sync=True)
    alt = traitlets.Unicode(
        "Left: the characters of a French date, one below the other, and for each of the heads how much it takes from "
        "each of them at this step of the translation. Right: the map of one head over all steps."
    ).tag(sync=True)

    @classmethod
    def of(cls, translator, texts):
        """The figure of a `course_lib.transformer.Translator` at work on French dates."""
        return cls(sentences=[attention_of(translator, text) for text in texts])


def attention_of(translator, text):
    """One date being translated: {"source", "target", "weights"} as `TranslationAttention` takes it.

    Weights are those of the last decoder block, in whole percent.  Raises ValueError for a character that is not known.
    """
    import torch  # not for those who only want to draw waves

    from course_lib.transformer import greedy_decode

    source = torch.tensor(dates.SOURCE.batch([text], dates.SOURCE_LENGTH))
    [written] = greedy_decode(translator, source, dates.START, dates.STOP, dates.TARGET_LENGTH + 1)
    maps = translator.cross_weights(source, torch.tensor([[dates.START, *written]]))[-1, 0]  # (heads, T, S)
    percent = (100 * maps[:, :, : len(text)]).round().int().tolist()
    ending = "stop" if len(written) <= dates.TARGET_LENGTH else "..."
    target = [*(dates.TARGET.decode([token]) or "?" for token in written), ending]  # "?": a token that is no character
    return {"source": list(text), "target": target, "weights": percent}
