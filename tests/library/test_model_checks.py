import pytest
import torch
from torch import nn
from torch.nn import functional

from course_lib.checks import CheckError
from course_lib.model_checks import check_model_unchanged


@pytest.fixture
def model():
    model = nn.Sequential(nn.Linear(3, 4), nn.Dropout(), nn.Linear(4, 2))
    model[1].eval()  # parts may be in different modes
    model[0].weight.grad = torch.ones(4, 3)
    return model


def trains(model, x):
    functional.cross_entropy(model(x), torch.tensor([0])).backward()


def clears(model, x):
    model.zero_grad()


def evaluates(model, x):
    model.eval()


def shifts(model, x):
    with torch.no_grad():
        model[0].bias += 1


def marks(model, x):
    x.requires_grad_(True)


def freezes(model, x):
    model[2].bias.requires_grad_(False)


def draws(model, x):
    torch.rand(1)


def overwrites(model, x):
    x.zero_()


@pytest.mark.parametrize(
    ("function", "hint"),
    [
        (trains, "weights"),
        (clears, "weights"),
        (evaluates, "mode"),
        (shifts, "in-place"),
        (marks, "flag"),
        (freezes, "flag"),
        (draws, "global-rng"),
        (overwrites, "in-place"),
    ],
)
def test_what_a_function_does_to_a_model_is_named(model, function, hint):
    with pytest.raises(CheckError) as caught:
        check_model_unchanged(function, model, torch.ones(1, 3))

    assert caught.value.hint_id == hint


def test_the_result_of_a_good_guest_is_handed_on(model):
    assert check_model_unchanged(lambda model, x: model[0](x).shape, model, torch.ones(5, 3)) == (5, 4)


def test_the_message_names_function_and_argument(model):
    with pytest.raises(CheckError, match=r"^marks: the requires_grad of an argument was changed\."):
        check_model_unchanged(marks, model, torch.ones(1, 3))
