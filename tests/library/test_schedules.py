import pytest
import torch

from course_lib.schedules import scheduled_rate


def test_after_the_warm_up_it_is_torch_s_cosine():
    weight = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.SGD([weight], lr=0.1)  # 0.025 √16
    cosine = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=40)

    for step in range(10, 50):
        assert scheduled_rate(step, 50, 10, 16) == pytest.approx(optimizer.param_groups[0]["lr"], abs=1e-12)
        optimizer.step()
        cosine.step()


def test_its_ends():
    assert scheduled_rate(0, 50, 10, 64) == pytest.approx(0.02)
    assert scheduled_rate(9, 50, 10, 64) == scheduled_rate(10, 50, 10, 64) == pytest.approx(0.2)
    assert scheduled_rate(0, 50, 0, 4, base=1.5) == 3
    assert scheduled_rate(50, 50, 50, 4) == scheduled_rate(80, 50, 10, 4) == 0
