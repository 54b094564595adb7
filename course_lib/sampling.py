"""Drawing a token at random with nothing but "take the likeliest": noise that is added to the scores."""

import torch


def with_noise(scores, temperature, generator):
    """Scores whose largest is a draw from softmax(scores / temperature), a new one at each call.

    scores: (..., K), a tensor.  temperature: above 0.  generator: torch.Generator.  Returns (..., K).
    To scores / temperature it adds -log(e), e exponential: the K values e_k exp(-scores_k / temperature) are waiting
    times, and each is the shortest with a chance in proportion to its rate.  Source: Gumbel, 1954.
    Raises ValueError for another temperature.

    >>> scores = torch.log(torch.tensor([0.1, 0.2, 0.7])).expand(10_000, 3)
    >>> drawn = with_noise(scores, 1.0, torch.Generator().manual_seed(0)).argmax(dim=-1)
    >>> [round(share, 1) for share in (torch.bincount(drawn) / 10_000).tolist()]
    [0.1, 0.2, 0.7]
    """
    if not temperature > 0:
        raise ValueError(f"the temperature is {temperature}: it must be above 0")
    waiting = torch.empty_like(scores, memory_format=torch.contiguous_format).exponential_(generator=generator)
    return scores / temperature - waiting.log()
