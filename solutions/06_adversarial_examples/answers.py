"""The bank of lesson 06: wrong answers with the hint that each must get, and other right answers."""

import numpy as np
import torch
from torch.nn import functional

from course_lib import adversarial
from course_lib.instructor.bank.bank import right, wrong
from course_lib.instructor.bank.equivalents import equivalent, judged_by_result

# ---------------------------------------------------------------- linear_attack


@wrong("linear_attack", hint="direction")
def raises_the_margin(w, b, x, y, epsilon):
    return x + epsilon * y[:, None] * np.sign(w)


@wrong("linear_attack", hint="label")
def forgets_the_label(w, b, x, y, epsilon):
    return x - epsilon * np.sign(w) * np.ones_like(x)


@wrong("linear_attack", hint="prediction")
def attacks_what_the_neuron_says(w, b, x, y, epsilon):
    return x - epsilon * np.sign(x @ w + b)[:, None] * np.sign(w)


@wrong("linear_attack", hint="weights")
def moves_by_the_weights(w, b, x, y, epsilon):
    return x - epsilon * y[:, None] * w


@wrong("linear_attack", hint="norm")
def steps_of_euclidean_length(w, b, x, y, epsilon):
    return x - epsilon * y[:, None] * w / np.linalg.norm(w)


@wrong("linear_attack", hint="zero")
def moves_coordinates_without_weight(w, b, x, y, epsilon):
    return x - epsilon * y[:, None] * np.where(w > 0, 1.0, -1.0)


@wrong("linear_attack", hint="clip")
def clips_to_grey_values(w, b, x, y, epsilon):
    return np.clip(x - epsilon * y[:, None] * np.sign(w), 0, 1)


@wrong("linear_attack", hint="in-place")
def subtracts_in_place(w, b, x, y, epsilon):
    x -= epsilon * y[:, None] * np.sign(w)
    return x


@wrong("linear_attack", hint="shape")
def attacks_the_first_example_only(w, b, x, y, epsilon):
    return x[0] - epsilon * y[0] * np.sign(w)


@wrong("linear_attack", hint="own-work")
def calls_the_library_s_attack(w, b, x, y, epsilon):
    return adversarial.linear_attack(w, b, x, y, epsilon)


@wrong("linear_attack", hint="loose")
def takes_a_small_weight_for_none(w, b, x, y, epsilon):
    return x - epsilon * y[:, None] * np.where(np.isclose(w, 0), 0, np.sign(w))


@wrong("linear_attack", hint="far")
def clips_to_ten(w, b, x, y, epsilon):
    return np.clip(x - epsilon * y[:, None] * np.sign(w), -10, 10)


@right("linear_attack")
def by_two_loops(w, b, x, y, epsilon):
    moved = []
    for row, label in zip(x, y, strict=True):
        new = []
        for value, weight in zip(row, w, strict=True):
            push = label * weight
            new.append(value - epsilon if push > 0 else value + epsilon if push < 0 else value)
        moved.append(new)
    return moved


@right("linear_attack")
def by_an_outer_product(w, b, x, y, epsilon):
    return x - np.sign(np.outer(y, w)) * epsilon


@right("linear_attack")
def by_torch(w, b, x, y, epsilon):
    import torch

    return torch.tensor(x) - epsilon * torch.sign(torch.outer(torch.tensor(y).double(), torch.tensor(w)))


# ---------------------------------------------------------------- input_gradient


@wrong("input_gradient", hint="weights")
def by_backward_into_the_weights(model, x, y):
    x = x.clone().requires_grad_(True)
    functional.cross_entropy(model(x), y, reduction="sum").backward()
    return x.grad


@wrong("input_gradient", hint="weights")
def clears_the_gradients_of_the_weights(model, x, y):
    x = x.clone().requires_grad_(True)
    functional.cross_entropy(model(x), y, reduction="sum").backward()
    model.zero_grad()
    return x.grad


@wrong("input_gradient", hint="mode")
def switches_to_evaluation(model, x, y):
    model.eval()
    x = x.clone().requires_grad_(True)
    return torch.autograd.grad(functional.cross_entropy(model(x), y, reduction="sum"), x)[0]


@wrong("input_gradient", hint="flag")
def marks_x_itself(model, x, y):
    x.requires_grad_(True)
    return torch.autograd.grad(functional.cross_entropy(model(x), y, reduction="sum"), x)[0]


@wrong("input_gradient", hint="flag")
def freezes_the_weights(model, x, y):
    for weight in model.parameters():
        weight.requires_grad_(False)
    x = x.clone().requires_grad_(True)
    return torch.autograd.grad(functional.cross_entropy(model(x), y, reduction="sum"), x)[0]


@wrong("input_gradient", hint="mean")
def of_the_mean_loss(model, x, y):
    x = x.clone().requires_grad_(True)
    return torch.autograd.grad(functional.cross_entropy(model(x), y), x)[0]


@wrong("input_gradient", hint="class")
def of_the_class_that_is_named(model, x, y):
    x = x.clone().requires_grad_(True)
    logits = model(x)
    return torch.autograd.grad(functional.cross_entropy(logits, logits.argmax(dim=1), reduction="sum"), x)[0]


@wrong("input_gradient", hint="softmax")
def applies_the_softmax_twice(model, x, y):
    x = x.clone().requires_grad_(True)
    return torch.autograd.grad(functional.cross_entropy(model(x).softmax(dim=1), y, reduction="sum"), x)[0]


@wrong("input_gradient", hint="logit")
def of_the_true_logit(model, x, y):
    x = x.clone().requires_grad_(True)
    return torch.autograd.grad(model(x).gather(1, y[:, None]).sum(), x)[0]


@wrong("input_gradient", hint="sign")
def of_the_log_likelihood(model, x, y):
    x = x.clone().requires_grad_(True)
    return torch.autograd.grad(-functional.cross_entropy(model(x), y, reduction="sum"), x)[0]


@wrong("input_gradient", hint="type")
def returns_the_tuple_and_the_loss(model, x, y):
    x = x.clone().requires_grad_(True)
    loss = functional.cross_entropy(model(x), y, reduction="sum")
    return torch.autograd.grad(loss, x)[0], loss


@wrong("input_gradient", hint="none")
def forgets_to_return(model, x, y):
    x = x.clone().requires_grad_(True)
    torch.autograd.grad(functional.cross_entropy(model(x), y, reduction="sum"), x)


@wrong("input_gradient", hint="own-work")
def calls_the_library_s_gradient(model, x, y):
    return adversarial.input_gradient(model, x, y)


@wrong("input_gradient", hint="cut-off")
def clips_the_gradient(model, x, y):
    x = x.detach().clone().requires_grad_()
    loss = functional.cross_entropy(model(x), y, reduction="sum")
    return torch.autograd.grad(loss, x)[0].clamp(-100, 100)


@right("input_gradient")
def one_example_at_a_time(model, x, y):
    rows = []
    for n in range(len(x)):
        one = x[n : n + 1].detach().clone().requires_grad_(True)
        rows.append(torch.autograd.grad(functional.cross_entropy(model(one), y[n : n + 1]), one)[0])
    return torch.cat(rows)


@right("input_gradient")
def by_backward_with_given_inputs(model, x, y):
    leaf = torch.tensor(x.detach().numpy(), requires_grad=True)
    log_p = functional.log_softmax(model(leaf), dim=1)
    (-log_p[torch.arange(len(y)), y].sum()).backward(inputs=[leaf])
    return leaf.grad


@right("input_gradient")
def by_torch_func(model, x, y):
    def loss(u):
        return functional.cross_entropy(model(u), y, reduction="sum")

    return torch.func.grad(loss)(x)


# ---------------------------------------------------------------- fgsm


@wrong("fgsm", hint="direction")
def goes_downhill(model, x, y, epsilon):
    return (x - epsilon * adversarial.input_gradient(model, x, y).sign()).clamp(0, 1)


@wrong("fgsm", hint="clip")
def does_not_clip(model, x, y, epsilon):
    return x + epsilon * adversarial.input_gradient(model, x, y).sign()


@wrong("fgsm", hint="raw")
def takes_the_raw_gradient(model, x, y, epsilon):
    return (x + epsilon * adversarial.input_gradient(model, x, y)).clamp(0, 1)


@wrong("fgsm", hint="norm")
def normalises_to_length_one(model, x, y, epsilon):
    grad = adversarial.input_gradient(model, x, y)
    return (x + epsilon * grad / grad.flatten(1).norm(dim=1, keepdim=True)).clamp(0, 1)


@wrong("fgsm", hint="class")
def leaves_the_class_that_is_named(model, x, y, epsilon):
    return (x + epsilon * adversarial.input_gradient(model, x, model(x).argmax(dim=1)).sign()).clamp(0, 1)


@wrong("fgsm", hint="zero")
def moves_pixels_without_gradient(model, x, y, epsilon):
    grad = adversarial.input_gradient(model, x, y)
    return (x + epsilon * torch.where(grad > 0, 1.0, -1.0)).clamp(0, 1)


@wrong("fgsm", hint="weights")
def leaves_gradients_in_the_weights(model, x, y, epsilon):
    x_own = x.clone().requires_grad_(True)
    functional.cross_entropy(model(x_own), y).backward()
    return (x + epsilon * x_own.grad.sign()).clamp(0, 1)


@wrong("fgsm", hint="in-place")
def adds_in_place(model, x, y, epsilon):
    x += epsilon * adversarial.input_gradient(model, x, y).sign()
    return x.clamp(0, 1)


@wrong("fgsm", hint="factor")
def returns_the_perturbation(model, x, y, epsilon):
    x_adv = (x + epsilon * adversarial.input_gradient(model, x, y).sign()).clamp(0, 1)
    return x_adv * 0.7


@wrong("fgsm", hint="own-work")
def calls_the_library_s_fgsm(model, x, y, epsilon):
    return adversarial.fgsm(model, x, y, epsilon)


@wrong("fgsm", hint="loose")
def takes_a_small_gradient_for_none(model, x, y, epsilon):
    grad = adversarial.input_gradient(model, x, y)
    return (x + epsilon * torch.where(grad.abs() < 1e-8, 0.0, grad.sign())).clamp(0, 1)


@wrong("fgsm", hint="far")
def never_goes_further_than_three_tenths(model, x, y, epsilon):
    return (x + min(epsilon, 0.3) * adversarial.input_gradient(model, x, y).sign()).clamp(0, 1)


@wrong("fgsm", hint="in-place")
def changes_a_single_picture(model, x, y, epsilon):
    if len(x) == 1:
        x += epsilon * adversarial.input_gradient(model, x, y).sign()
        return x.clamp(0, 1)
    return (x + epsilon * adversarial.input_gradient(model, x, y).sign()).clamp(0, 1)


@right("fgsm")
def with_its_own_gradient(model, x, y, epsilon):
    leaf = x.detach().clone().requires_grad_(True)
    (grad,) = torch.autograd.grad(functional.cross_entropy(model(leaf), y), leaf)  # a mean has the same signs
    return torch.clip(x + epsilon * torch.sign(grad), min=0.0, max=1.0)


@right("fgsm")
def by_comparisons(model, x, y, epsilon):
    grad = adversarial.input_gradient(model, x, y)
    up, down = (x + epsilon).clamp(max=1), (x - epsilon).clamp(min=0)
    return torch.where(grad > 0, up, torch.where(grad < 0, down, x))


@right("fgsm")
def in_numpy_at_the_end(model, x, y, epsilon):
    grad = adversarial.input_gradient(model, x, y).numpy()
    return np.clip(x.numpy() + epsilon * np.sign(grad), 0, 1)


# ---------------------------------------------------------------- robust_accuracy


@wrong("robust_accuracy", hint="clean")
def reads_the_clean_examples(model, x, y, attack):
    attack(model, x, y)
    return (model(x).argmax(dim=1) == y).double().mean().item()


@wrong("robust_accuracy", hint="survivors")
def of_those_that_were_right(model, x, y, attack):
    before = model(x).argmax(dim=1) == y
    after = model(attack(model, x, y)).argmax(dim=1) == y
    return after[before].double().mean().item()


@wrong("robust_accuracy", hint="both")
def right_before_and_after(model, x, y, attack):
    before = model(x).argmax(dim=1) == y
    after = model(attack(model, x, y)).argmax(dim=1) == y
    return (before & after).double().mean().item()


@wrong("robust_accuracy", hint="fooled")
def share_of_the_fooled(model, x, y, attack):
    return (model(attack(model, x, y)).argmax(dim=1) != y).double().mean().item()


@wrong("robust_accuracy", hint="named")
def gives_the_attack_what_the_model_names(model, x, y, attack):
    x_adv = attack(model, x, model(x).argmax(dim=1))
    return (model(x_adv).argmax(dim=1) == y).double().mean().item()


@wrong("robust_accuracy", hint="no-grad")
def forbids_gradients(model, x, y, attack):
    with torch.no_grad():
        return (model(attack(model, x, y)).argmax(dim=1) == y).double().mean().item()


@wrong("robust_accuracy", hint="factor-n")
def counts_instead_of_sharing(model, x, y, attack):
    return (model(attack(model, x, y)).argmax(dim=1) == y).sum().item()


@wrong("robust_accuracy", hint="mode")
def leaves_evaluation_mode_behind(model, x, y, attack):
    model.eval()
    return (model(attack(model, x, y)).argmax(dim=1) == y).double().mean().item()


@wrong("robust_accuracy", hint="shape")
def one_truth_for_each_example(model, x, y, attack):
    return (model(attack(model, x, y)).argmax(dim=1) == y).double()


@wrong("robust_accuracy", hint="own-work")
def calls_the_library_s_count(model, x, y, attack):
    return adversarial.robust_accuracy(model, x, y, attack)


@wrong("robust_accuracy", hint="at-most")
def never_better_than_clean(model, x, y, attack):
    shares = [(model(u).argmax(dim=1) == y).double().mean().item() for u in (x, attack(model, x, y))]
    return min(shares)


@wrong("robust_accuracy", hint="mode")
def leaves_training_mode_behind(model, x, y, attack):
    x_adv = attack(model, x, y)
    model.eval()
    share = (model(x_adv).argmax(dim=1) == y).double().mean().item()
    model.train()
    return share


@right("robust_accuracy")
def by_a_loop_over_the_logits(model, x, y, attack):
    right_ones = 0
    for logits, k in zip(model(attack(model, x, y)).tolist(), y.tolist(), strict=True):
        right_ones += logits.index(max(logits)) == k
    return right_ones / len(y)


@right("robust_accuracy")
def by_numpy(model, x, y, attack):
    logits = model(attack(model, x, y)).detach().numpy()
    return np.mean(np.argmax(logits, axis=1) == y.numpy())


@right("robust_accuracy")
def as_a_float32_tensor(model, x, y, attack):
    x_adv = attack(model, x, y)
    with torch.no_grad():
        return 1 - (model(x_adv).max(dim=1).indices != y).float().mean()


# ---------------------------------------------------------------- project


@wrong("project", hint="range")
def ball_alone(x_adv, x, epsilon):
    return x + (x_adv - x).clamp(-epsilon, epsilon)


@wrong("project", hint="ball")
def range_alone(x_adv, x, epsilon):
    return x_adv.clamp(0, 1)


@wrong("project", hint="centre")
def ball_about_zero(x_adv, x, epsilon):
    return x_adv.clamp(-epsilon, epsilon).clamp(0, 1)


@wrong("project", hint="delta")
def returns_the_difference(x_adv, x, epsilon):
    return (x_adv - x).clamp(-epsilon, epsilon)


@wrong("project", hint="scale")
def shrinks_the_whole_step(x_adv, x, epsilon):
    delta = x_adv - x
    length = delta.abs().max(dim=1, keepdim=True).values
    return (x + delta * (epsilon / length).clamp(max=1)).clamp(0, 1)


@wrong("project", hint="norm")
def euclidean_ball(x_adv, x, epsilon):
    delta = x_adv - x
    return (x + delta * (epsilon / delta.norm(dim=1, keepdim=True)).clamp(max=1)).clamp(0, 1)


@wrong("project", hint="reset")
def goes_back_to_x(x_adv, x, epsilon):
    allowed = ((x_adv - x).abs() <= epsilon) & (x_adv >= 0) & (x_adv <= 1)
    return torch.where(allowed, x_adv, x)


@wrong("project", hint="in-place")
def clamps_in_place(x_adv, x, epsilon):
    return x_adv.clamp_(0, 1)


@wrong("project", hint="own-work")
def calls_the_library_s_projection(x_adv, x, epsilon):
    return adversarial.project(x_adv, x, epsilon)


@right("project")
def by_clamp_with_tensors(x_adv, x, epsilon):
    return torch.clamp(x_adv, min=(x - epsilon).clamp(min=0), max=(x + epsilon).clamp(max=1))


@right("project")
def by_the_difference(x_adv, x, epsilon):
    return (x + (x_adv - x).clamp(-epsilon, epsilon)).clamp(0, 1)


@right("project")
def number_by_number(x_adv, x, epsilon):
    pairs = zip(x_adv.flatten().tolist(), x.flatten().tolist(), strict=True)
    values = [min(max(a, b - epsilon, 0.0), b + epsilon, 1.0) for a, b in pairs]
    return torch.tensor(values, dtype=x.dtype).reshape(x.shape)


# ---------------------------------------------------------------- pgd


@wrong("pgd", hint="stale")
def keeps_the_first_gradient(model, x, y, epsilon, step, steps, rng=None):
    sign = adversarial.input_gradient(model, x, y).sign()
    x_adv = x
    for _ in range(steps):
        x_adv = adversarial.project(x_adv + step * sign, x, epsilon)
    return x_adv


@wrong("pgd", hint="ball")
def clips_to_the_range_alone(model, x, y, epsilon, step, steps, rng=None):
    x_adv = x
    for _ in range(steps):
        x_adv = (x_adv + step * adversarial.input_gradient(model, x_adv, y).sign()).clamp(0, 1)
    return x_adv


@wrong("pgd", hint="ball")
def puts_back_about_the_last_point(model, x, y, epsilon, step, steps, rng=None):
    x_adv = x
    for _ in range(steps):
        moved = x_adv + step * adversarial.input_gradient(model, x_adv, y).sign()
        x_adv = adversarial.project(moved, x_adv, epsilon)
    return x_adv


@wrong("pgd", hint="late")
def projects_at_the_end(model, x, y, epsilon, step, steps, rng=None):
    x_adv = x
    for _ in range(steps):
        x_adv = x_adv + step * adversarial.input_gradient(model, x_adv, y).sign()
    return adversarial.project(x_adv, x, epsilon)


@wrong("pgd", hint="count")
def makes_one_step_more(model, x, y, epsilon, step, steps, rng=None):
    x_adv = x
    for _ in range(steps + 1):
        x_adv = adversarial.project(x_adv + step * adversarial.input_gradient(model, x_adv, y).sign(), x, epsilon)
    return x_adv


@wrong("pgd", hint="again")
def always_steps_from_x(model, x, y, epsilon, step, steps, rng=None):
    x_adv = x
    for _ in range(steps):
        x_adv = adversarial.project(x + step * adversarial.input_gradient(model, x_adv, y).sign(), x, epsilon)
    return x_adv


@wrong("pgd", hint="direction")
def descends(model, x, y, epsilon, step, steps, rng=None):
    x_adv = x
    for _ in range(steps):
        x_adv = adversarial.project(x_adv - step * adversarial.input_gradient(model, x_adv, y).sign(), x, epsilon)
    return x_adv


@wrong("pgd", hint="step")
def steps_of_epsilon(model, x, y, epsilon, step, steps, rng=None):
    x_adv = x
    for _ in range(steps):
        x_adv = adversarial.project(x_adv + epsilon * adversarial.input_gradient(model, x_adv, y).sign(), x, epsilon)
    return x_adv


@wrong("pgd", hint="zero")
def moves_the_pixels_at_the_peak(model, x, y, epsilon, step, steps, rng=None):
    x_adv = x
    for _ in range(steps):
        grad = adversarial.input_gradient(model, x_adv, y)
        x_adv = adversarial.project(x_adv + torch.where(grad > 0, step, -step), x, epsilon)
    return x_adv


@wrong("pgd", hint="start")
def ignores_the_rng(model, x, y, epsilon, step, steps, rng=None):
    x_adv = x
    for _ in range(steps):
        x_adv = adversarial.project(x_adv + step * adversarial.input_gradient(model, x_adv, y).sign(), x, epsilon)
    return x_adv


@wrong("pgd", hint="global-rng")
def draws_from_the_global_state(model, x, y, epsilon, step, steps, rng=None):
    x_adv = x
    if rng is not None:
        x_adv = adversarial.project(x + epsilon * (2 * torch.rand(x.shape) - 1), x, epsilon)
    for _ in range(steps):
        x_adv = adversarial.project(x_adv + step * adversarial.input_gradient(model, x_adv, y).sign(), x, epsilon)
    return x_adv


@wrong("pgd", hint="seed")
def draws_from_a_generator_of_its_own(model, x, y, epsilon, step, steps, rng=None):
    x_adv = x
    if rng is not None:
        own = torch.Generator()
        own.seed()
        x_adv = adversarial.project(x + epsilon * (2 * torch.rand(x.shape, generator=own) - 1), x, epsilon)
    for _ in range(steps):
        x_adv = adversarial.project(x_adv + step * adversarial.input_gradient(model, x_adv, y).sign(), x, epsilon)
    return x_adv


@wrong("pgd", hint="uniform")
def starts_upwards_only(model, x, y, epsilon, step, steps, rng=None):
    x_adv = x
    if rng is not None:
        x_adv = adversarial.project(x + epsilon * torch.rand(x.shape, generator=rng), x, epsilon)
    for _ in range(steps):
        x_adv = adversarial.project(x_adv + step * adversarial.input_gradient(model, x_adv, y).sign(), x, epsilon)
    return x_adv


@wrong("pgd", hint="uniform")
def starts_at_a_normal_point(model, x, y, epsilon, step, steps, rng=None):
    x_adv = x
    if rng is not None:
        x_adv = adversarial.project(x + epsilon * torch.randn(x.shape, generator=rng), x, epsilon)
    for _ in range(steps):
        x_adv = adversarial.project(x_adv + step * adversarial.input_gradient(model, x_adv, y).sign(), x, epsilon)
    return x_adv


@wrong("pgd", hint="ball")
def starts_outside_of_the_range(model, x, y, epsilon, step, steps, rng=None):
    x_adv = x
    if rng is not None:
        x_adv = x + epsilon * (2 * torch.rand(x.shape, generator=rng, dtype=x.dtype) - 1)
    for _ in range(steps):
        x_adv = adversarial.project(x_adv + step * adversarial.input_gradient(model, x_adv, y).sign(), x, epsilon)
    return x_adv


@wrong("pgd", hint="uniform")
def draws_from_what_the_range_leaves_of_the_ball(model, x, y, epsilon, step, steps, rng=None):
    x_adv = x
    if rng is not None:
        low, high = (x - epsilon).clamp(min=0), (x + epsilon).clamp(max=1)
        x_adv = low + (high - low) * torch.rand(x.shape, generator=rng, dtype=x.dtype)
    for _ in range(steps):
        x_adv = adversarial.project(x_adv + step * adversarial.input_gradient(model, x_adv, y).sign(), x, epsilon)
    return x_adv


@wrong("pgd", hint="own-work")
def calls_the_library_s_pgd(model, x, y, epsilon, step, steps, rng=None):
    return adversarial.pgd(model, x, y, epsilon, step, steps, rng)


@wrong("pgd", hint="count")
def ten_steps_at_most(model, x, y, epsilon, step, steps, rng=None):
    x_adv = x
    if rng is not None:
        noise = 2 * torch.rand(x.shape, generator=rng, dtype=x.dtype) - 1
        x_adv = adversarial.project(x + epsilon * noise, x, epsilon)
    for _ in range(min(steps, 10)):
        slope = adversarial.input_gradient(model, x_adv, y).sign()
        x_adv = adversarial.project(x_adv + step * slope, x, epsilon)
    return x_adv


@wrong("pgd", hint="one-start")
def one_start_for_all_pictures(model, x, y, epsilon, step, steps, rng=None):
    x_adv = x
    if rng is not None:
        noise = 2 * torch.rand(x.shape[1:], generator=rng, dtype=x.dtype) - 1
        x_adv = adversarial.project(x + epsilon * noise, x, epsilon)
    for _ in range(steps):
        slope = adversarial.input_gradient(model, x_adv, y).sign()
        x_adv = adversarial.project(x_adv + step * slope, x, epsilon)
    return x_adv


@right("pgd")
def on_the_perturbation(model, x, y, epsilon, step, steps, rng=None):
    delta = torch.zeros_like(x)
    if rng is not None:
        delta.uniform_(-epsilon, epsilon, generator=rng)
    delta = (x + delta).clamp(0, 1) - x
    for _ in range(steps):
        delta = delta + step * torch.sign(adversarial.input_gradient(model, x + delta, y))
        delta = (x + delta.clamp(-epsilon, epsilon)).clamp(0, 1) - x
    return x + delta


@right("pgd")
def with_autograd_alone(model, x, y, epsilon, step, steps, rng=None):
    low, high = (x - epsilon).clamp(min=0), (x + epsilon).clamp(max=1)
    x_adv = x.clone()
    if rng is not None:
        share = torch.rand(x.shape, generator=rng, dtype=torch.float64).to(x.dtype)
        x_adv = torch.clamp(x - epsilon + 2 * epsilon * share, low, high)
    while steps > 0:
        leaf = x_adv.detach().requires_grad_(True)
        (grad,) = torch.autograd.grad(functional.cross_entropy(model(leaf), y), leaf)
        x_adv = torch.clamp(leaf.detach() + step * grad.sign(), low, high)
        steps -= 1
    return x_adv


# ---------------------------------------------------------------- targeted_fgsm


@wrong("targeted_fgsm", hint="direction")
def raises_the_loss_of_the_target(model, x, target, epsilon):
    return (x + epsilon * adversarial.input_gradient(model, x, target).sign()).clamp(0, 1)


@wrong("targeted_fgsm", hint="class")
def leaves_the_class_named_now(model, x, target, epsilon):
    return (x + epsilon * adversarial.input_gradient(model, x, model(x).argmax(dim=1)).sign()).clamp(0, 1)


@wrong("targeted_fgsm", hint="raw")
def goes_by_the_raw_gradient(model, x, target, epsilon):
    return (x - epsilon * adversarial.input_gradient(model, x, target)).clamp(0, 1)


@wrong("targeted_fgsm", hint="zero")
def moves_the_pixel_without_gradient(model, x, target, epsilon):
    grad = adversarial.input_gradient(model, x, target)
    return (x - epsilon * torch.where(grad > 0, 1.0, -1.0)).clamp(0, 1)


@wrong("targeted_fgsm", hint="clip")
def leaves_the_range(model, x, target, epsilon):
    return x - epsilon * adversarial.input_gradient(model, x, target).sign()


@wrong("targeted_fgsm", hint="flag")
def wants_a_gradient_of_x_itself(model, x, target, epsilon):
    x.requires_grad_(True)
    (grad,) = torch.autograd.grad(functional.cross_entropy(model(x), target), x)
    return (x - epsilon * grad.sign()).clamp(0, 1)


@wrong("targeted_fgsm", hint="own-work")
def calls_the_library_s_target(model, x, target, epsilon):
    return adversarial.targeted_fgsm(model, x, target, epsilon)


@wrong("targeted_fgsm", hint="loose")
def takes_a_small_gradient_for_none_here_too(model, x, target, epsilon):
    grad = adversarial.input_gradient(model, x, target)
    return (x - epsilon * torch.where(grad.abs() < 1e-8, 0.0, grad.sign())).clamp(0, 1)


@wrong("targeted_fgsm", hint="far")
def goes_three_tenths_at_most(model, x, target, epsilon):
    return (x - min(epsilon, 0.3) * adversarial.input_gradient(model, x, target).sign()).clamp(0, 1)


@right("targeted_fgsm")
def by_fgsm_backwards(model, x, target, epsilon):
    return adversarial.fgsm(model, x, target, -epsilon)


@right("targeted_fgsm")
def up_the_log_probability(model, x, target, epsilon):
    leaf = x.detach().clone().requires_grad_(True)
    log_p = functional.log_softmax(model(leaf), dim=1).gather(1, target[:, None]).sum()
    (grad,) = torch.autograd.grad(log_p, leaf)
    return torch.clamp(x + epsilon * grad.sign(), 0, 1)


# ---------------------------------------------------------------- adversarial_step


@wrong("adversarial_step", hint="clean")
def trains_on_clean_pictures(model, optimizer, x, y, epsilon):
    adversarial.fgsm(model, x, y, epsilon)
    optimizer.zero_grad()
    loss = functional.cross_entropy(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()


@wrong("adversarial_step", hint="sum")
def sums_the_losses(model, optimizer, x, y, epsilon):
    x_adv = adversarial.fgsm(model, x, y, epsilon)
    optimizer.zero_grad()
    loss = functional.cross_entropy(model(x_adv), y, reduction="sum")
    loss.backward()
    optimizer.step()
    return loss.item() / len(y)


@wrong("adversarial_step", hint="stale")
def never_clears_gradients(model, optimizer, x, y, epsilon):
    loss = functional.cross_entropy(model(adversarial.fgsm(model, x, y, epsilon)), y)
    loss.backward()
    optimizer.step()
    return loss.item()


@wrong("adversarial_step", hint="leak")
def lets_the_attack_leak_into_the_step(model, optimizer, x, y, epsilon):
    optimizer.zero_grad()
    leaf = x.clone().requires_grad_(True)
    functional.cross_entropy(model(leaf), y, reduction="sum").backward()
    x_adv = (x + epsilon * leaf.grad.sign()).clamp(0, 1)
    loss = functional.cross_entropy(model(x_adv), y)
    loss.backward()
    optimizer.step()
    return loss.item()


@wrong("adversarial_step", hint="no-step")
def forgets_the_step(model, optimizer, x, y, epsilon):
    x_adv = adversarial.fgsm(model, x, y, epsilon)
    optimizer.zero_grad()
    loss = functional.cross_entropy(model(x_adv), y)
    loss.backward()
    return loss.item()


@wrong("adversarial_step", hint="zero")
def attacks_pixels_without_gradient(model, optimizer, x, y, epsilon):
    grad = adversarial.input_gradient(model, x, y)
    x_adv = (x + torch.where(grad > 0, epsilon, -epsilon)).clamp(0, 1)
    optimizer.zero_grad()
    loss = functional.cross_entropy(model(x_adv), y)
    loss.backward()
    optimizer.step()
    return loss.item()


@wrong("adversarial_step", hint="in-place")
def attacks_in_place(model, optimizer, x, y, epsilon):
    x.copy_(adversarial.fgsm(model, x, y, epsilon))
    optimizer.zero_grad()
    loss = functional.cross_entropy(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()


@wrong("adversarial_step", hint="number")
def returns_a_tensor_with_its_graph(model, optimizer, x, y, epsilon):
    x_adv = adversarial.fgsm(model, x, y, epsilon)
    optimizer.zero_grad()
    loss = functional.cross_entropy(model(x_adv), y)
    loss.backward()
    optimizer.step()
    return loss


@wrong("adversarial_step", hint="none")
def returns_nothing(model, optimizer, x, y, epsilon):
    x_adv = adversarial.fgsm(model, x, y, epsilon)
    optimizer.zero_grad()
    loss = functional.cross_entropy(model(x_adv), y)
    loss.backward()
    optimizer.step()


@wrong("adversarial_step", hint="update")
def measures_after_the_update(model, optimizer, x, y, epsilon):
    x_adv = adversarial.fgsm(model, x, y, epsilon)
    optimizer.zero_grad()
    functional.cross_entropy(model(x_adv), y).backward()
    optimizer.step()
    return functional.cross_entropy(model(x_adv), y).item()


@wrong("adversarial_step", hint="clean")
def returns_the_loss_of_the_clean(model, optimizer, x, y, epsilon):
    clean = functional.cross_entropy(model(x), y).item()
    x_adv = adversarial.fgsm(model, x, y, epsilon)
    optimizer.zero_grad()
    functional.cross_entropy(model(x_adv), y).backward()
    optimizer.step()
    return clean


@wrong("adversarial_step", hint="no-gain")
def is_right_only_on_small_batches(model, optimizer, x, y, epsilon):
    x_adv = adversarial.fgsm(model, x, y, epsilon if len(x) < 3 else 0.0)
    optimizer.zero_grad()
    loss = functional.cross_entropy(model(x_adv), y)
    loss.backward()
    optimizer.step()
    return loss.item()


@wrong("adversarial_step", hint="untrained")
def learns_from_small_batches_only(model, optimizer, x, y, epsilon):
    x_adv = adversarial.fgsm(model, x, y, epsilon)
    optimizer.zero_grad()
    loss = functional.cross_entropy(model(x_adv), y)
    (loss if len(x) < 3 else 0 * loss).backward()
    optimizer.step()
    return loss.item()


@wrong("adversarial_step", hint="own-work")
def calls_the_library_s_step(model, optimizer, x, y, epsilon):
    return adversarial.adversarial_step(model, optimizer, x, y, epsilon)


@right("adversarial_step")
def with_the_attack_written_out(model, optimizer, x, y, epsilon):
    leaf = x.detach().clone().requires_grad_(True)
    functional.cross_entropy(model(leaf), y).backward()
    x_adv = (leaf + epsilon * leaf.grad.sign()).detach().clamp(0, 1)
    optimizer.zero_grad()  # takes away what the attack has left in the weights
    loss = torch.nn.CrossEntropyLoss()(model(x_adv), y)
    loss.backward()
    optimizer.step()
    return float(loss)


@right("adversarial_step")
def with_a_sum_divided(model, optimizer, x, y, epsilon):
    model.train()
    x_adv = adversarial.pgd(model, x, y, epsilon, epsilon, 1)
    for group in optimizer.param_groups:
        for weight in group["params"]:
            weight.grad = None
    log_p = functional.log_softmax(model(x_adv), dim=1)
    loss = -log_p[range(len(y)), y].sum() / len(y)
    loss.backward()
    optimizer.step()
    return loss.detach().numpy().item()


# ---------------------------------------------------------------- accuracy_table


@wrong("accuracy_table", hint="own")
def attacks_the_standard_network_only(standard, robust, x, y, attack):
    x_adv = attack(standard, x, y)
    return [[adversarial.accuracy(model, u, y) for u in (x, x_adv)] for model in (standard, robust)]


@wrong("accuracy_table", hint="own")
def attacks_through_the_other_network(standard, robust, x, y, attack):
    rows = []
    for model, source in ((standard, robust), (robust, standard)):
        rows.append([adversarial.accuracy(model, u, y) for u in (x, attack(source, x, y))])
    return rows


@wrong("accuracy_table", hint="transpose")
def networks_in_columns(standard, robust, x, y, attack):
    models = (standard, robust)
    clean = [adversarial.accuracy(model, x, y) for model in models]
    return torch.tensor([clean, [adversarial.robust_accuracy(model, x, y, attack) for model in models]])


@wrong("accuracy_table", hint="columns")
def attacked_first(standard, robust, x, y, attack):
    return [
        [adversarial.robust_accuracy(model, x, y, attack), adversarial.accuracy(model, x, y)]
        for model in (standard, robust)
    ]


@wrong("accuracy_table", hint="errors")
def error_rates(standard, robust, x, y, attack):
    return [
        [1 - adversarial.accuracy(model, x, y), 1 - adversarial.robust_accuracy(model, x, y, attack)]
        for model in (standard, robust)
    ]


@wrong("accuracy_table", hint="percent")
def in_per_cent(standard, robust, x, y, attack):
    return [
        [100 * adversarial.accuracy(model, x, y), 100 * adversarial.robust_accuracy(model, x, y, attack)]
        for model in (standard, robust)
    ]


@wrong("accuracy_table", hint="shape")
def four_numbers_in_a_row(standard, robust, x, y, attack):
    return [
        share
        for model in (standard, robust)
        for share in (adversarial.accuracy(model, x, y), adversarial.robust_accuracy(model, x, y, attack))
    ]


@wrong("accuracy_table", hint="own-work")
def calls_the_library_s_table(standard, robust, x, y, attack):
    return adversarial.accuracy_table(standard, robust, x, y, attack)


@right("accuracy_table")
def filled_into_a_numpy_array(standard, robust, x, y, attack):
    table = np.empty((2, 2))
    for row, model in enumerate((standard, robust)):
        for column, u in enumerate((x, attack(model, x, y))):
            table[row, column] = np.mean(model(u).detach().numpy().argmax(axis=1) == y.numpy())
    return table


@right("accuracy_table")
def clean_as_an_attack_that_does_nothing(standard, robust, x, y, attack):
    attacks = (lambda model, x, y: x, attack)
    return [[adversarial.robust_accuracy(model, x, y, a) for a in attacks] for model in (standard, robust)]


@right("accuracy_table")
def in_float32(standard, robust, x, y, attack):
    rows = []
    for model in (standard, robust):
        rows.append([(model(u).argmax(1) == y).float().mean() for u in (x, attack(model, x, y))])
    return torch.tensor(rows)


# ---------------------------------------------------------------- auroc


@wrong("auroc", hint="ties")
def ties_count_nothing(scores_in, scores_out):
    return float(np.mean(scores_in[:, None] > scores_out))


@wrong("auroc", hint="ties")
def ties_count_one(scores_in, scores_out):
    return float(np.mean(scores_in[:, None] >= scores_out))


@wrong("auroc", hint="sides")
def outside_is_to_win(scores_in, scores_out):
    pairs = scores_in[:, None] - scores_out
    return float(np.mean(pairs < 0) + np.mean(pairs == 0) / 2)


@wrong("auroc", hint="pairs")
def one_by_one(scores_in, scores_out):
    n = min(len(scores_in), len(scores_out))
    return float(np.mean(scores_in[:n] > scores_out[:n]) + np.mean(scores_in[:n] == scores_out[:n]) / 2)


@wrong("auroc", hint="pairs")
def mean_difference(scores_in, scores_out):
    return float(np.mean(scores_in) - np.mean(scores_out))


@wrong("auroc", hint="threshold")
def balanced_accuracy_at_one_half(scores_in, scores_out):
    return float((np.mean(scores_in > 0.5) + np.mean(scores_out <= 0.5)) / 2)


@wrong("auroc", hint="share")
def counts_the_pairs(scores_in, scores_out):
    pairs = scores_in[:, None] - scores_out
    return float(np.sum(pairs > 0) + np.sum(pairs == 0) / 2)


@wrong("auroc", hint="in-place")
def sorts_in_place(scores_in, scores_out):
    scores_out.sort()
    wins = np.searchsorted(scores_out, scores_in, "left") + np.searchsorted(scores_out, scores_in, "right")
    return float(wins.mean() / len(scores_out) / 2)


@wrong("auroc", hint="own-work")
def asks_scikit_learn(scores_in, scores_out):
    from sklearn.metrics import roc_auc_score

    return roc_auc_score([1] * len(scores_in) + [0] * len(scores_out), [*scores_in, *scores_out])


@wrong("auroc", hint="own-work")
def calls_the_library_s_area(scores_in, scores_out):
    return adversarial.auroc(scores_in, scores_out)


@wrong("auroc", hint="below")
def turns_an_area_below_one_half_over(scores_in, scores_out):
    scores_in = np.asarray(scores_in)[:, None]
    area = float(np.mean(scores_in > scores_out) + np.mean(scores_in == scores_out) / 2)
    return max(area, 1 - area)


@wrong("auroc", hint="near")
def takes_nearly_equal_scores_for_ties(scores_in, scores_out):
    scores_in = np.asarray(scores_in)[:, None]
    tied = np.isclose(scores_in, scores_out, atol=1e-3)
    return float(np.mean((scores_in > scores_out) & ~tied) + np.mean(tied) / 2)


@right("auroc")
def by_counting_in_loops(scores_in, scores_out):
    wins = 0.0
    for inside in scores_in:
        for outside in scores_out:
            wins += 1.0 if inside > outside else 0.5 if inside == outside else 0.0
    return wins / (len(scores_in) * len(scores_out))


@right("auroc")
def by_signs(scores_in, scores_out):
    return (1 + np.sign(np.subtract.outer(scores_in, scores_out)).mean()) / 2


@right("auroc")
def by_the_trapezoids_of_the_curve(scores_in, scores_out):
    thresholds = np.concatenate([[np.inf], np.unique([*scores_in, *scores_out])[::-1]])
    hits = np.array([np.mean(scores_in >= t) for t in thresholds])
    alarms = np.array([np.mean(scores_out >= t) for t in thresholds])
    return float(np.sum(np.diff(alarms) * (hits[1:] + hits[:-1]) / 2))


@right("auroc")
def by_ranks(scores_in, scores_out):
    from scipy.stats import rankdata

    n, m = len(scores_in), len(scores_out)
    ranks = rankdata(np.concatenate([scores_in, scores_out]))  # ties share their mean rank
    return (ranks[:n].sum() - n * (n + 1) / 2) / (n * m)


# ---------------------------------------------------------------- sticker


@wrong("sticker", hint="type")
def a_word():
    return "blot"


@wrong("sticker", hint="type")
def the_places_alone():
    return np.eye(8) > 0


@wrong("sticker", hint="shape")
def in_one_row():
    return np.eye(8).ravel() / 2


@wrong("sticker", hint="shape")
def one_for_each_digit():
    return np.stack([np.eye(8) / 2] * 10)


@wrong("sticker", hint="finite")
def a_pixel_that_is_no_number():
    return np.diag([0.5] * 7 + [np.nan])


@wrong("sticker", hint="size")
def from_paper_to_ink():
    return (
        np.array(
            [
                [0, 0, 0, 0, 0, 0, 0, 0],
                [0, 0, 0, 0, 0, 0, 0, 0],
                [0, 0, 0, 0, 2, 0, 0, 0],
                [0, 0, 0, 0, 2, 0, 0, 0],
                [0, 0, 0, 0, 2, 0, 0, 0],
                [0, 0, 0, 0, 2, 0, 0, 0],
                [0, 0, 0, 0, 0, 0, 0, 0],
                [0, 0, 0, 0, 0, 0, 0, 0],
            ]
        )
        / 2
    )


@wrong("sticker", hint="pixels")
def all_pixels_a_little():
    return 0.2 * np.sign(np.arange(64) % 3 - 0.5).reshape(8, 8)


@wrong("sticker", hint="pixels")
def a_pixel_too_many():
    return (
        np.array(
            [
                [0, 1, 1, 0, 0, 1, 1, 0],
                [0, 1, 0, 0, 0, 0, 0, 0],
                [0, 1, 0, 0, 0, 0, 0, 0],
                [0, 0, 0, 0, 0, 0, 0, 0],
                [0, 0, 0, 0, 0, 0, 0, 0],
                [0, 0, 0, 0, 0, 0, 0, 0],
                [0, 0, 0, 0, 0, 0, 0, 0],
                [0, 1, 1, 0, 0, 0, 0, 1],
            ]
        )
        / 2
    )


@wrong("sticker", hint="aim", passes=[])
def no_sticker():
    return np.zeros((8, 8))


@wrong("sticker", hint="aim", passes=[])
def a_margin():
    return np.repeat([[0.5] + [0.0] * 7], 8, axis=0)


@wrong("sticker", hint="aim", passes=[])
def rubs_out_the_middle():
    return (
        np.array(
            [
                [0, 0, 0, 0, -1, 0, 0, 0],
                [0, 0, 0, 0, -1, 0, 0, 0],
                [0, 0, 0, 0, -1, 0, 0, 0],
                [0, 0, 0, 0, -1, 0, 0, 0],
                [0, 0, 0, 0, -1, 0, 0, 0],
                [0, 0, 0, 0, -1, 0, 0, 0],
                [0, 0, 0, 0, -1, 0, 0, 0],
                [0, 0, 0, 0, -1, 0, 0, 0],
            ]
        )
        / 2
    )


@wrong("sticker", hint="aim", passes=[])
def too_faint():
    return (
        np.array(
            [
                [0, 1, 1, 0, 0, 1, 1, 0],
                [0, 1, 0, 0, 0, 0, 0, 0],
                [0, 1, 0, 0, 0, 0, 0, 0],
                [0, 0, 0, 0, 0, 0, 0, 0],
                [0, 0, 0, 0, 0, 0, 0, 0],
                [0, 0, 0, 0, 0, 0, 0, 0],
                [0, 0, 0, 0, 0, 0, 0, 0],
                [0, 1, 1, 0, 0, 0, 0, 0],
            ]
        )
        / 2
        / 4
    )


@wrong("sticker", hint="again", passes=["more than 17 %"])
def what_a_1_has_more_than_others():
    apart = x_train[y_train == 1].mean(dim=0) - x_train.mean(dim=0)
    change = torch.zeros(64)
    eight = apart.abs().topk(8).indices
    change[eight] = apart[eight].sign().float() / 2
    return change.reshape(8, 8)


@wrong("sticker", hint="again", passes=["more than 17 %"])
def the_largest_gradients_of_one_network():
    return (
        np.array(
            [
                [0, 0, 0, 0, 0, 0, 0, 0],
                [0, 0, 0, 0, 0, 0, 0, -1],
                [0, 0, 0, 0, -1, 0, 0, 0],
                [0, 1, 1, 0, 0, 0, 0, 1],
                [0, 0, 0, 0, 0, 0, 0, 0],
                [0, 0, 0, 0, 0, 1, 1, 0],
                [0, 0, 0, 0, 0, 0, 0, 0],
                [0, 0, 0, 0, 0, 0, 0, -1],
            ]
        )
        / 2
    )


@wrong("sticker", hint="exchange", passes=["more than 17 %", "more than 22 %"])
def the_largest_gradients_of_a_better_network():
    return (
        np.array(
            [
                [0, 0, 0, 0, 0, 0, 0, 0],
                [0, 0, 0, 0, 0, 0, 0, 0],
                [0, 0, 0, 0, 1, -1, 0, 0],
                [0, 0, 0, 0, 1, 0, 0, 0],
                [0, 0, 0, 0, 0, 0, 0, 0],
                [0, -1, -1, 0, 0, 0, 0, 0],
                [0, 0, -1, 0, 0, 0, 0, 1],
                [0, 0, 0, 0, 0, 0, 0, 1],
            ]
        )
        / 2
    )


@wrong("sticker", hint="exchange", passes=["more than 17 %", "more than 22 %"])
def the_largest_gradients_of_five_networks():
    return (
        np.array(
            [
                [0, 0, 0, 0, 0, 0, 0, 0],
                [0, 0, 0, 0, 0, 0, 0, 0],
                [1, 0, 0, 0, 1, 0, 0, 0],
                [0, 0, -1, 0, 0, -1, -1, 0],
                [0, 0, 0, 1, 1, 0, -1, 0],
                [0, 0, 0, 0, 0, 0, 0, 0],
                [0, 0, 0, 0, 0, 0, 0, 0],
                [0, 0, 0, 0, 0, 0, 0, 0],
            ]
        )
        / 2
    )


@right("sticker")
def one_pixel_at_a_time_by_the_gradient_asked_anew():
    return (
        np.array(
            [
                [0, 1, 1, 0, 0, 1, 1, 0],
                [0, 1, 0, 0, 0, 0, 0, 0],
                [0, 0, 0, 0, 0, 0, 0, 0],
                [0, 0, 0, 0, 0, 0, 0, 0],
                [0, 0, 0, 0, 0, 0, 0, 0],
                [0, 0, -1, 0, 0, 0, 0, 0],
                [0, 0, 0, 0, 0, 0, 0, 0],
                [0, 1, 1, 0, 0, 0, 0, 0],
            ]
        )
        / 2
    )


@right("sticker")
def exchanges_from_a_start_by_chance():
    return (
        np.array(
            [
                [0, 0, 0, 0, 0, 0, 0, 0],
                [0, 0, -1, 0, 0, 0, 0, 0],
                [0, 0, 0, 1, 0, 0, 0, 0],
                [0, 0, 1, 0, 0, 1, 0, 1],
                [0, 0, 0, 0, 0, 0, 0, 0],
                [1, 0, 0, 0, 0, 0, 0, 0],
                [0, 0, 0, 0, 0, 0, 0, 1],
                [0, 0, 0, 0, 0, 0, 0, 1],
            ]
        )
        / 2
    ).tolist()


@right("sticker")
def exchanges_with_ten_networks():
    return torch.tensor(
        np.array(
            [
                [0, 1, 1, 0, 0, 0, 0, 0],
                [0, 1, 0, 0, 0, 0, 0, 0],
                [0, 0, 0, 0, 0, 0, 0, 0],
                [0, 0, -1, 0, 0, 0, 0, 0],
                [0, 0, -1, 0, 0, 0, 0, 0],
                [0, 0, -1, 0, 0, 0, 0, 0],
                [0, 0, 0, 0, 0, 0, 0, 0],
                [0, 1, 1, 0, 0, 0, 0, 0],
            ]
        )
        / 2
    )


# ---------------------------------------------------------------- mutants that are right answers

judged_by_result("sticker", reason="any sticker within the budget that has so many digits misread is right")


equivalent(
    "linear_attack",
    "reference: return x - epsilon {* -> /} y[:, None] * np.sign(w)",
    reason="a label is 1 or -1: dividing by it is multiplying by it",
)

equivalent(
    "input_gradient",
    "reference: x = x.detach(){.clone().requires_grad_ -> .requires_grad_}(True)",
    "one_example_at_a_time: one = x[n:n + 1].detach(){.clone().requires_grad_ -> .requires_grad_}(True)",
    reason="detach gives a tensor with a flag of its own, and its numbers are only read",
)

equivalent(
    "input_gradient",
    "reference: return torch.autograd.grad(loss, x)[{0 -> -1}]",
    "one_example_at_a_time: rows.append(torch.autograd.grad(functional.cross_entropy(model(one), y[n:n + "
    "1]), one)[{0 -> -1}])",
    reason="of one input there is one gradient: the first is the last",
)

equivalent(
    "input_gradient",
    "one_example_at_a_time: for n in range(len(x){nothing -> + 1}):",
    reason="the example too many is an empty batch, whose gradient has no rows",
)

equivalent(
    "input_gradient",
    "by_backward_with_given_inputs: log_p = functional.log_softmax(model(leaf), dim={1 -> None})",
    "by_backward_with_given_inputs: log_p = functional.log_softmax(model(leaf){, dim=1 -> nothing})",
    reason="the logits are a matrix, of which torch takes the rows if no axis is named",
)

equivalent(
    "fgsm",
    "with_its_own_gradient: leaf = x.detach(){.clone().requires_grad_ -> .requires_grad_}(True)",
    reason="detach gives a tensor with a flag of its own, and its numbers are only read",
)

equivalent(
    "fgsm",
    "in_numpy_at_the_end: return np.clip({x.numpy() + epsilon * np.sign(grad), 0 -> 0, x.numpy() + epsilon * "
    "np.sign(grad)}, 1)",
    reason="the smaller of 1 and of the larger of two, in whichever order the two are named",
)

equivalent(
    "project",
    "number_by_number: return torch.tensor(values, dtype={x.dtype -> None}).reshape(x.shape)",
    reason="float32 is as right as float64",
)

equivalent(
    "pgd",
    "reference: noise = 2 * torch.rand(x.shape, generator=rng, dtype={x.dtype -> None}) - 1",
    "with_autograd_alone: share = torch.rand(x.shape, generator=rng, dtype={torch.float64 -> None}).to(x.dtype)",
    reason="other random numbers, as uniform in single precision",
)

equivalent(
    "pgd",
    "reference: x_adv = adversarial.project(x {+ -> -} epsilon * noise, x, epsilon)",
    "on_the_perturbation: delta = (x {+ -> -} delta).clamp(0, 1) - x",
    reason="a number that is uniform between -epsilon and epsilon is so with the other sign too",
)

equivalent(
    "pgd",
    "on_the_perturbation: delta {= delta + -> +=} step * torch.sign(adversarial.input_gradient(model, x + delta, y))",
    reason="nobody else holds delta",
)

equivalent(
    "pgd",
    "with_autograd_alone: x_adv = {x.clone() -> x}",
    reason="x_adv is bound anew and never changed in place",
)

equivalent(
    "pgd",
    "with_autograd_alone: x_adv = torch.clamp({x - epsilon + 2 * epsilon * share, low -> low, x - epsilon + 2 * "
    "epsilon * share}, high)",
    "with_autograd_alone: x_adv = torch.clamp({leaf.detach() + step * grad.sign(), low -> low, leaf.detach() + step * "
    "grad.sign()}, high)",
    reason="the smaller of high and of the larger of two, in whichever order the two are named",
)

equivalent(
    "targeted_fgsm",
    "up_the_log_probability: leaf = x.detach(){.clone().requires_grad_ -> .requires_grad_}(True)",
    reason="detach gives a tensor with a flag of its own, and its numbers are only read",
)

equivalent(
    "targeted_fgsm",
    "up_the_log_probability: log_p = functional.log_softmax(model(leaf), dim=1).gather(1, target[:, None]){.sum -> "
    ".mean}()",
    reason="a positive factor changes no sign",
)

equivalent(
    "targeted_fgsm",
    "up_the_log_probability: log_p = functional.log_softmax(model(leaf), dim={1 -> None}).gather(1, target[:, "
    "None]).sum()",
    "up_the_log_probability: log_p = functional.log_softmax(model(leaf){, dim=1 -> nothing}).gather(1, ta"
    "rget[:, None]).sum()",
    reason="the logits are a matrix, of which torch takes the rows if no axis is named",
)

equivalent(
    "adversarial_step",
    "with_the_attack_written_out: leaf = x.detach(){.clone().requires_grad_ -> .requires_grad_}(True)",
    reason="detach gives a tensor with a flag of its own, and its numbers are only read",
)

equivalent(
    "adversarial_step",
    "with_a_sum_divided: {model.train() -> pass}",
    reason="a model that is trained is in training mode already: `fit` sees to it",
)

equivalent(
    "adversarial_step",
    "with_a_sum_divided: log_p = functional.log_softmax(model(x_adv), dim={1 -> None})",
    "with_a_sum_divided: log_p = functional.log_softmax(model(x_adv){, dim=1 -> nothing})",
    reason="the logits are a matrix, of which torch takes the rows if no axis is named",
)

equivalent(
    "accuracy_table",
    "reference: return torch.tensor(rows, dtype={torch.float64 -> None})",
    reason="float32 is as right as float64",
)

equivalent("fgsm", "fault: wrong if all numbers are negative", reason="pictures lie in [0, 1], classes begin at 0")

equivalent(
    "targeted_fgsm", "fault: wrong if all numbers are negative", reason="pictures lie in [0, 1], classes begin at 0"
)

equivalent("pgd", "fault: wrong if all numbers are negative", reason="pictures lie in [0, 1], classes begin at 0")

equivalent(
    "adversarial_step", "fault: wrong if all numbers are negative", reason="pictures lie in [0, 1], classes begin at 0"
)

equivalent("adversarial_step", "fault: gives no negative number", reason="a cross-entropy is not negative")

equivalent(
    "sticker",
    "fault: gives half precision",
    reason="any sticker that is misread as often is right, and its entries are exact in half precision",
)
