"""The bank of lesson 13: wrong answers with the hint that each must get, and other right answers."""

import numpy as np
import torch
from torch.nn import functional

from course_lib import accounting, attribution
from course_lib.instructor.bank.bank import right, wrong
from course_lib.instructor.bank.equivalents import equivalent, judged_by_result

# ---------------------------------------------------------------- saliency


@wrong("saliency", hint="absolute")
def signed_slope(model, x, target):
    leaf = x.detach().clone().requires_grad_(True)
    return torch.autograd.grad(model(leaf).gather(1, target[:, None]).sum(), leaf)[0].amax(dim=1)


@wrong("saliency", hint="absolute")
def absolute_value_of_the_largest(model, x, target):
    leaf = x.detach().clone().requires_grad_(True)
    return torch.autograd.grad(model(leaf).gather(1, target[:, None]).sum(), leaf)[0].amax(dim=1).abs()


@wrong("saliency", hint="channels")
def sum_over_channels(model, x, target):
    leaf = x.detach().clone().requires_grad_(True)
    return torch.autograd.grad(model(leaf).gather(1, target[:, None]).sum(), leaf)[0].abs().sum(dim=1)


@wrong("saliency", hint="channels")
def mean_over_channels(model, x, target):
    leaf = x.detach().clone().requires_grad_(True)
    return torch.autograd.grad(model(leaf).gather(1, target[:, None]).sum(), leaf)[0].abs().mean(dim=1)


@wrong("saliency", hint="channels")
def first_channel(model, x, target):
    leaf = x.detach().clone().requires_grad_(True)
    return torch.autograd.grad(model(leaf).gather(1, target[:, None]).sum(), leaf)[0].abs()[:, 0]


@wrong("saliency", hint="shape")
def channels_left_in(model, x, target):
    leaf = x.detach().clone().requires_grad_(True)
    return torch.autograd.grad(model(leaf).gather(1, target[:, None]).sum(), leaf)[0].abs()


@wrong("saliency", hint="target")
def target_of_the_first(model, x, target):
    leaf = x.detach().clone().requires_grad_(True)
    return torch.autograd.grad(model(leaf)[:, target[0]].sum(), leaf)[0].abs().amax(dim=1)


@wrong("saliency", hint="all-logits")
def sum_of_all_logits(model, x, target):
    leaf = x.detach().clone().requires_grad_(True)
    return torch.autograd.grad(model(leaf).sum(), leaf)[0].abs().amax(dim=1)


@wrong("saliency", hint="all-logits")
def every_target_for_every_picture(model, x, target):
    leaf = x.detach().clone().requires_grad_(True)
    return torch.autograd.grad(model(leaf)[:, target.unique()].sum(), leaf)[0].abs().amax(dim=1)


@wrong("saliency", hint="winner")
def of_the_winner(model, x, target):
    leaf = x.detach().clone().requires_grad_(True)
    return torch.autograd.grad(model(leaf).amax(dim=1).sum(), leaf)[0].abs().amax(dim=1)


@wrong("saliency", hint="probability")
def of_the_probability(model, x, target):
    leaf = x.detach().clone().requires_grad_(True)
    p = model(leaf).softmax(dim=1).gather(1, target[:, None])
    return torch.autograd.grad(p.sum(), leaf)[0].abs().amax(dim=1)


@wrong("saliency", hint="loss")
def of_the_loss(model, x, target):
    leaf = x.detach().clone().requires_grad_(True)
    loss = functional.cross_entropy(model(leaf), target, reduction="sum")
    return torch.autograd.grad(loss, leaf)[0].abs().amax(dim=1)


@wrong("saliency", hint="input")
def gradient_times_input(model, x, target):
    leaf = x.detach().clone().requires_grad_(True)
    grad = torch.autograd.grad(model(leaf).gather(1, target[:, None]).sum(), leaf)[0]
    return (grad * x).abs().amax(dim=1)


@wrong("saliency", hint="mean")
def of_the_mean_logit(model, x, target):
    leaf = x.detach().clone().requires_grad_(True)
    return torch.autograd.grad(model(leaf).gather(1, target[:, None]).mean(), leaf)[0].abs().amax(dim=1)


@wrong("saliency", hint="weights")
def by_backward_into_the_weights(model, x, target):
    leaf = x.detach().clone().requires_grad_(True)
    model(leaf).gather(1, target[:, None]).sum().backward()
    return leaf.grad.abs().amax(dim=1)


@wrong("saliency", hint="mode")
def in_training_mode(model, x, target):
    model.train()
    leaf = x.detach().clone().requires_grad_(True)
    return torch.autograd.grad(model(leaf).gather(1, target[:, None]).sum(), leaf)[0].abs().amax(dim=1)


@wrong("saliency", hint="flag")
def marks_x_itself(model, x, target):
    x.requires_grad_(True)
    return torch.autograd.grad(model(x).gather(1, target[:, None]).sum(), x)[0].abs().amax(dim=1)


@wrong("saliency", hint="own-work")
def calls_the_library_s_map(model, x, target):
    return attribution.saliency(model, x, target)


@right("saliency")
def one_picture_at_a_time(model, x, target):
    maps = []
    for picture, t in zip(x, target.tolist(), strict=True):
        leaf = picture.detach().clone().requires_grad_(True)
        (grad,) = torch.autograd.grad(model(leaf[None])[0, t], leaf)
        maps.append(grad.abs().max(dim=0).values)
    return torch.stack(maps)


@right("saliency")
def by_backward_on_the_leaf_alone(model, x, target):
    leaf = x.detach().clone().requires_grad_(True)
    logits = model(leaf)
    logits.backward(gradient=functional.one_hot(target, logits.shape[1]).to(logits.dtype), inputs=[leaf])
    return torch.maximum(leaf.grad, -leaf.grad).amax(dim=1)


@right("saliency")
def by_torch_func_in_numpy(model, x, target):
    grad = torch.func.grad(lambda u: model(u)[torch.arange(len(u)), target].sum())(x)
    return np.abs(grad.detach().numpy()).max(axis=1)


# ---------------------------------------------------------------- occlusion


@wrong("occlusion", hint="sign")
def rise_for_fall(model, x, target, size, stride, fill):
    rows, columns = ((side - size) // stride + 1 for side in x.shape[1:])
    rise = torch.zeros(rows, columns, dtype=x.dtype)
    with torch.no_grad():
        for i in range(rows):
            for j in range(columns):
                covered = x.clone()
                covered[:, i * stride : i * stride + size, j * stride : j * stride + size] = fill
                rise[i, j] = (model(covered[None]) - model(x[None]))[0, target]
    return rise


@wrong("occlusion", hint="fill")
def fills_with_zero(model, x, target, size, stride, fill):
    rows, columns = ((side - size) // stride + 1 for side in x.shape[1:])
    fall = torch.zeros(rows, columns, dtype=x.dtype)
    with torch.no_grad():
        for i in range(rows):
            for j in range(columns):
                covered = x.clone()
                covered[:, i * stride : i * stride + size, j * stride : j * stride + size] = 0
                fall[i, j] = (model(x[None]) - model(covered[None]))[0, target]
    return fall


@wrong("occlusion", hint="fill")
def fills_with_the_mean(model, x, target, size, stride, fill):
    rows, columns = ((side - size) // stride + 1 for side in x.shape[1:])
    fall = torch.zeros(rows, columns, dtype=x.dtype)
    with torch.no_grad():
        for i in range(rows):
            for j in range(columns):
                covered = x.clone()
                covered[:, i * stride : i * stride + size, j * stride : j * stride + size] = x.mean()
                fall[i, j] = (model(x[None]) - model(covered[None]))[0, target]
    return fall


@wrong("occlusion", hint="channels")
def covers_the_first_channel(model, x, target, size, stride, fill):
    rows, columns = ((side - size) // stride + 1 for side in x.shape[1:])
    fall = torch.zeros(rows, columns, dtype=x.dtype)
    with torch.no_grad():
        for i in range(rows):
            for j in range(columns):
                covered = x.clone()
                covered[0, i * stride : i * stride + size, j * stride : j * stride + size] = fill
                fall[i, j] = (model(x[None]) - model(covered[None]))[0, target]
    return fall


@wrong("occlusion", hint="fresh")
def never_uncovers(model, x, target, size, stride, fill):
    rows, columns = ((side - size) // stride + 1 for side in x.shape[1:])
    fall, covered = torch.zeros(rows, columns, dtype=x.dtype), x.clone()
    with torch.no_grad():
        for i in range(rows):
            for j in range(columns):
                covered[:, i * stride : i * stride + size, j * stride : j * stride + size] = fill
                fall[i, j] = (model(x[None]) - model(covered[None]))[0, target]
    return fall


@wrong("occlusion", hint="in-place")
def covers_x_itself(model, x, target, size, stride, fill):
    rows, columns = ((side - size) // stride + 1 for side in x.shape[1:])
    fall = torch.zeros(rows, columns, dtype=x.dtype)
    with torch.no_grad():
        whole = model(x[None])[0, target]
        for i in range(rows):
            for j in range(columns):
                x[:, i * stride : i * stride + size, j * stride : j * stride + size] = fill
                fall[i, j] = whole - model(x[None])[0, target]
    return fall


@wrong("occlusion", hint="axes")
def rows_and_columns_exchanged(model, x, target, size, stride, fill):
    rows, columns = ((side - size) // stride + 1 for side in x.shape[1:])
    fall = torch.zeros(columns, rows, dtype=x.dtype)
    with torch.no_grad():
        for i in range(rows):
            for j in range(columns):
                covered = x.clone()
                covered[:, i * stride : i * stride + size, j * stride : j * stride + size] = fill
                fall[j, i] = (model(x[None]) - model(covered[None]))[0, target]
    return fall


@wrong("occlusion", hint="stride")
def moves_by_one_pixel(model, x, target, size, stride, fill):
    rows, columns = (side - size + 1 for side in x.shape[1:])
    fall = torch.zeros(rows, columns, dtype=x.dtype)
    with torch.no_grad():
        for i in range(rows):
            for j in range(columns):
                covered = x.clone()
                covered[:, i : i + size, j : j + size] = fill
                fall[i, j] = (model(x[None]) - model(covered[None]))[0, target]
    return fall


@wrong("occlusion", hint="stride")
def moves_by_its_size(model, x, target, size, stride, fill):
    rows, columns = (side // size for side in x.shape[1:])
    fall = torch.zeros(rows, columns, dtype=x.dtype)
    with torch.no_grad():
        for i in range(rows):
            for j in range(columns):
                covered = x.clone()
                covered[:, i * size : (i + 1) * size, j * size : (j + 1) * size] = fill
                fall[i, j] = (model(x[None]) - model(covered[None]))[0, target]
    return fall


@wrong("occlusion", hint="places")
def square_hangs_over_the_border(model, x, target, size, stride, fill):
    rows, columns = (-(-side // stride) for side in x.shape[1:])
    fall = torch.zeros(rows, columns, dtype=x.dtype)
    with torch.no_grad():
        for i in range(rows):
            for j in range(columns):
                covered = x.clone()
                covered[:, i * stride : i * stride + size, j * stride : j * stride + size] = fill
                fall[i, j] = (model(x[None]) - model(covered[None]))[0, target]
    return fall


@wrong("occlusion", hint="picture")
def a_number_for_each_pixel(model, x, target, size, stride, fill):
    fall = torch.zeros(x.shape[1:], dtype=x.dtype)
    with torch.no_grad():
        for i in range(0, x.shape[1] - size + 1, stride):
            for j in range(0, x.shape[2] - size + 1, stride):
                covered = x.clone()
                covered[:, i : i + size, j : j + size] = fill
                fall[i : i + size, j : j + size] += (model(x[None]) - model(covered[None]))[0, target]
    return fall


@wrong("occlusion", hint="corner")
def corner_not_multiplied_by_the_stride(model, x, target, size, stride, fill):
    rows, columns = ((side - size) // stride + 1 for side in x.shape[1:])
    fall = torch.zeros(rows, columns, dtype=x.dtype)
    with torch.no_grad():
        for i in range(rows):
            for j in range(columns):
                covered = x.clone()
                covered[:, i : i + size, j : j + size] = fill
                fall[i, j] = (model(x[None]) - model(covered[None]))[0, target]
    return fall


@wrong("occlusion", hint="target")
def logit_of_the_winner(model, x, target, size, stride, fill):
    rows, columns = ((side - size) // stride + 1 for side in x.shape[1:])
    fall = torch.zeros(rows, columns, dtype=x.dtype)
    with torch.no_grad():
        for i in range(rows):
            for j in range(columns):
                covered = x.clone()
                covered[:, i * stride : i * stride + size, j * stride : j * stride + size] = fill
                fall[i, j] = model(x[None]).max() - model(covered[None]).max()
    return fall


@wrong("occlusion", hint="target")
def logit_of_the_first_class(model, x, target, size, stride, fill):
    rows, columns = ((side - size) // stride + 1 for side in x.shape[1:])
    fall = torch.zeros(rows, columns, dtype=x.dtype)
    with torch.no_grad():
        for i in range(rows):
            for j in range(columns):
                covered = x.clone()
                covered[:, i * stride : i * stride + size, j * stride : j * stride + size] = fill
                fall[i, j] = (model(x[None]) - model(covered[None]))[0, 0]
    return fall


@wrong("occlusion", hint="probability")
def fall_of_the_probability(model, x, target, size, stride, fill):
    rows, columns = ((side - size) // stride + 1 for side in x.shape[1:])
    fall = torch.zeros(rows, columns, dtype=x.dtype)
    with torch.no_grad():
        for i in range(rows):
            for j in range(columns):
                covered = x.clone()
                covered[:, i * stride : i * stride + size, j * stride : j * stride + size] = fill
                fall[i, j] = (model(x[None]).softmax(dim=1) - model(covered[None]).softmax(dim=1))[0, target]
    return fall


@wrong("occlusion", hint="relative")
def share_of_the_logit(model, x, target, size, stride, fill):
    rows, columns = ((side - size) // stride + 1 for side in x.shape[1:])
    share = torch.zeros(rows, columns, dtype=x.dtype)
    with torch.no_grad():
        for i in range(rows):
            for j in range(columns):
                covered = x.clone()
                covered[:, i * stride : i * stride + size, j * stride : j * stride + size] = fill
                share[i, j] = 1 - model(covered[None])[0, target] / model(x[None])[0, target]
    return share


@wrong("occlusion", hint="difference")
def what_is_left(model, x, target, size, stride, fill):
    rows, columns = ((side - size) // stride + 1 for side in x.shape[1:])
    left = torch.zeros(rows, columns, dtype=x.dtype)
    with torch.no_grad():
        for i in range(rows):
            for j in range(columns):
                covered = x.clone()
                covered[:, i * stride : i * stride + size, j * stride : j * stride + size] = fill
                left[i, j] = model(covered[None])[0, target]
    return left


@wrong("occlusion", hint="own-work")
def calls_the_library_s_occlusion(model, x, target, size, stride, fill):
    return attribution.occlusion(model, x, target, size, stride, fill)


@right("occlusion")
def all_places_in_one_batch(model, x, target, size, stride, fill):
    corners = [(i, j) for i in range(0, x.shape[1] - size + 1, stride) for j in range(0, x.shape[2] - size + 1, stride)]
    pictures = x.repeat(len(corners) + 1, 1, 1, 1)
    for picture, (i, j) in zip(pictures, corners, strict=False):
        picture[:, i : i + size, j : j + size] = fill
    with torch.no_grad():
        logits = model(pictures)[:, target]
    return (logits[-1] - logits[:-1]).reshape((x.shape[1] - size) // stride + 1, -1)


@right("occlusion")
def with_masks(model, x, target, size, stride, fill):
    H, W = x.shape[1:]
    rows, columns = torch.arange(H)[:, None], torch.arange(W)[None]
    table = []
    for top in range(0, H - size + 1, stride):
        line = []
        for left in range(0, W - size + 1, stride):
            mask = (rows >= top) & (rows < top + size) & (columns >= left) & (columns < left + size)
            hidden = torch.where(mask, torch.tensor(fill, dtype=x.dtype), x)
            line.append(float(model(x.unsqueeze(0))[0][target] - model(hidden.unsqueeze(0))[0][target]))
        table.append(line)
    return table


@right("occlusion")
def in_numpy_around_the_network(model, x, target, size, stride, fill):
    shape = [(side - size) // stride + 1 for side in x.shape[1:]]
    fall = np.empty(shape)
    for place in np.ndindex(*shape):
        u = x.numpy().copy()
        top, left = np.multiply(place, stride)
        u[:, top : top + size, left : left + size] = fill
        with torch.no_grad():
            fall[place] = (model(x[None]) - model(torch.from_numpy(u)[None]))[0, target].item()
    return fall


# ---------------------------------------------------------------- integrated_gradients


@wrong("integrated_gradients", hint="factor")
def forgets_the_factor(model, x, baseline, target, steps):
    way = [baseline + (k + 0.5) / steps * (x - baseline) for k in range(steps)]
    parts = sum(attribution.logit_gradient(model, u, target) for u in way) / steps
    with torch.no_grad():
        climbed = (model(x) - model(baseline)).gather(1, target[:, None])[:, 0]
    return parts, parts.flatten(1).sum(dim=1) - climbed


@wrong("integrated_gradients", hint="factor")
def multiplies_by_x(model, x, baseline, target, steps):
    way = [baseline + (k + 0.5) / steps * (x - baseline) for k in range(steps)]
    parts = x * sum(attribution.logit_gradient(model, u, target) for u in way) / steps
    with torch.no_grad():
        climbed = (model(x) - model(baseline)).gather(1, target[:, None])[:, 0]
    return parts, parts.flatten(1).sum(dim=1) - climbed


@wrong("integrated_gradients", hint="path")
def path_from_black(model, x, baseline, target, steps):
    way = [(k + 0.5) / steps * x for k in range(steps)]
    parts = (x - baseline) * sum(attribution.logit_gradient(model, u, target) for u in way) / steps
    with torch.no_grad():
        climbed = (model(x) - model(baseline)).gather(1, target[:, None])[:, 0]
    return parts, parts.flatten(1).sum(dim=1) - climbed


@wrong("integrated_gradients", hint="path")
def never_looks_at_the_baseline(model, x, baseline, target, steps):
    way = [(k + 0.5) / steps * x for k in range(steps)]
    parts = x * sum(attribution.logit_gradient(model, u, target) for u in way) / steps
    with torch.no_grad():
        climbed = (model(x) - model(baseline)).gather(1, target[:, None])[:, 0]
    return parts, parts.flatten(1).sum(dim=1) - climbed


@wrong("integrated_gradients", hint="ends")
def left_ends(model, x, baseline, target, steps):
    way = [baseline + k / steps * (x - baseline) for k in range(steps)]
    parts = (x - baseline) * sum(attribution.logit_gradient(model, u, target) for u in way) / steps
    with torch.no_grad():
        climbed = (model(x) - model(baseline)).gather(1, target[:, None])[:, 0]
    return parts, parts.flatten(1).sum(dim=1) - climbed


@wrong("integrated_gradients", hint="ends")
def right_ends(model, x, baseline, target, steps):
    way = [baseline + k / steps * (x - baseline) for k in range(1, steps + 1)]
    parts = (x - baseline) * sum(attribution.logit_gradient(model, u, target) for u in way) / steps
    with torch.no_grad():
        climbed = (model(x) - model(baseline)).gather(1, target[:, None])[:, 0]
    return parts, parts.flatten(1).sum(dim=1) - climbed


@wrong("integrated_gradients", hint="ends")
def from_end_to_end(model, x, baseline, target, steps):
    way = [baseline + share * (x - baseline) for share in torch.linspace(0, 1, steps, dtype=x.dtype)]
    parts = (x - baseline) * sum(attribution.logit_gradient(model, u, target) for u in way) / steps
    with torch.no_grad():
        climbed = (model(x) - model(baseline)).gather(1, target[:, None])[:, 0]
    return parts, parts.flatten(1).sum(dim=1) - climbed


@wrong("integrated_gradients", hint="ends")
def trapezoidal_rule(model, x, baseline, target, steps):
    slopes = [
        attribution.logit_gradient(model, baseline + k / steps * (x - baseline), target) for k in range(steps + 1)
    ]
    parts = (x - baseline) * (sum(slopes) - slopes[0] / 2 - slopes[-1] / 2) / steps
    with torch.no_grad():
        climbed = (model(x) - model(baseline)).gather(1, target[:, None])[:, 0]
    return parts, parts.flatten(1).sum(dim=1) - climbed


@wrong("integrated_gradients", hint="mean")
def sum_of_the_gradients(model, x, baseline, target, steps):
    way = [baseline + (k + 0.5) / steps * (x - baseline) for k in range(steps)]
    parts = (x - baseline) * sum(attribution.logit_gradient(model, u, target) for u in way)
    with torch.no_grad():
        climbed = (model(x) - model(baseline)).gather(1, target[:, None])[:, 0]
    return parts, parts.flatten(1).sum(dim=1) - climbed


@wrong("integrated_gradients", hint="one-point")
def gradient_at_x_alone(model, x, baseline, target, steps):
    parts = (x - baseline) * attribution.logit_gradient(model, x, target)
    with torch.no_grad():
        climbed = (model(x) - model(baseline)).gather(1, target[:, None])[:, 0]
    return parts, parts.flatten(1).sum(dim=1) - climbed


@wrong("integrated_gradients", hint="absolute")
def without_signs(model, x, baseline, target, steps):
    way = [baseline + (k + 0.5) / steps * (x - baseline) for k in range(steps)]
    parts = ((x - baseline) * sum(attribution.logit_gradient(model, u, target) for u in way) / steps).abs()
    with torch.no_grad():
        climbed = (model(x) - model(baseline)).gather(1, target[:, None])[:, 0]
    return parts, parts.flatten(1).sum(dim=1) - climbed


@wrong("integrated_gradients", hint="target")
def all_explain_the_first_target(model, x, baseline, target, steps):
    first = target[:1].expand(len(target))
    way = [baseline + (k + 0.5) / steps * (x - baseline) for k in range(steps)]
    parts = (x - baseline) * sum(attribution.logit_gradient(model, u, first) for u in way) / steps
    with torch.no_grad():
        climbed = (model(x) - model(baseline))[:, target[0]]
    return parts, parts.flatten(1).sum(dim=1) - climbed


@wrong("integrated_gradients", hint="direction")
def from_x_to_the_baseline(model, x, baseline, target, steps):
    way = [baseline + (k + 0.5) / steps * (x - baseline) for k in range(steps)]
    parts = (baseline - x) * sum(attribution.logit_gradient(model, u, target) for u in way) / steps
    with torch.no_grad():
        climbed = (model(baseline) - model(x)).gather(1, target[:, None])[:, 0]
    return parts, parts.flatten(1).sum(dim=1) - climbed


@wrong("integrated_gradients", hint="gap")
def compares_with_the_logit_of_x(model, x, baseline, target, steps):
    way = [baseline + (k + 0.5) / steps * (x - baseline) for k in range(steps)]
    parts = (x - baseline) * sum(attribution.logit_gradient(model, u, target) for u in way) / steps
    with torch.no_grad():
        return parts, parts.flatten(1).sum(dim=1) - model(x).gather(1, target[:, None])[:, 0]


@wrong("integrated_gradients", hint="gap")
def gap_the_other_way_round(model, x, baseline, target, steps):
    way = [baseline + (k + 0.5) / steps * (x - baseline) for k in range(steps)]
    parts = (x - baseline) * sum(attribution.logit_gradient(model, u, target) for u in way) / steps
    with torch.no_grad():
        climbed = (model(x) - model(baseline)).gather(1, target[:, None])[:, 0]
    return parts, climbed - parts.flatten(1).sum(dim=1)


@wrong("integrated_gradients", hint="gap")
def gap_without_its_sign(model, x, baseline, target, steps):
    way = [baseline + (k + 0.5) / steps * (x - baseline) for k in range(steps)]
    parts = (x - baseline) * sum(attribution.logit_gradient(model, u, target) for u in way) / steps
    with torch.no_grad():
        climbed = (model(x) - model(baseline)).gather(1, target[:, None])[:, 0]
    return parts, (parts.flatten(1).sum(dim=1) - climbed).abs()


@wrong("integrated_gradients", hint="type")
def attributions_alone(model, x, baseline, target, steps):
    way = [baseline + (k + 0.5) / steps * (x - baseline) for k in range(steps)]
    return (x - baseline) * sum(attribution.logit_gradient(model, u, target) for u in way) / steps


@wrong("integrated_gradients", hint="own-work")
def calls_the_library_s_path(model, x, baseline, target, steps):
    return attribution.integrated_gradients(model, x, baseline, target, steps)


@right("integrated_gradients")
def whole_way_in_one_batch(model, x, baseline, target, steps):
    shares = (torch.arange(steps, dtype=x.dtype) + 0.5) / steps
    way = baseline + shares.reshape(-1, 1, 1, 1, 1) * (x - baseline)  # (steps, N, C, H, W)
    grad = attribution.logit_gradient(model, way.flatten(0, 1), target.repeat(steps)).reshape(way.shape)
    parts = (x - baseline) * grad.mean(dim=0)
    each = torch.arange(len(x))
    with torch.no_grad():
        return parts, parts.sum(dim=(1, 2, 3)) - model(x)[each, target] + model(baseline)[each, target]


@right("integrated_gradients")
def with_its_own_gradient(model, x, baseline, target, steps):
    parts = torch.zeros_like(x)
    for k in range(steps):
        leaf = torch.lerp(baseline, x, (2 * k + 1) / (2 * steps)).requires_grad_(True)
        (grad,) = torch.autograd.grad(model(leaf).gather(1, target[:, None]).sum(), leaf)
        parts += (x - baseline) / steps * grad
    climbed = [(model(x[n : n + 1]) - model(baseline[n : n + 1]))[0, target[n]].item() for n in range(len(x))]
    return parts.numpy(), parts.numpy().sum(axis=(1, 2, 3)) - climbed


@right("integrated_gradients")
def picture_by_picture(model, x, baseline, target, steps):
    parts, gaps = [], []
    for n in range(len(x)):
        one, start, t = x[n : n + 1], baseline[n : n + 1], target[n : n + 1]
        slopes = [attribution.logit_gradient(model, start + (k + 0.5) * (one - start) / steps, t) for k in range(steps)]
        parts.append(((one - start) * torch.stack(slopes).mean(dim=0))[0])
        with torch.no_grad():
            gaps.append(parts[-1].sum() - (model(one) - model(start))[0, t[0]])
    return torch.stack(parts), torch.stack(gaps)


# ---------------------------------------------------------------- cam


@wrong("cam", hint="relu")
def keeps_what_speaks_for(features, weights, target):
    return np.maximum(np.einsum("nc,nchw->nhw", weights[target], features), 0)


@wrong("cam", hint="relu")
def rectifies_the_features(features, weights, target):
    return np.einsum("nc,nchw->nhw", weights[target], np.maximum(features, 0))


@wrong("cam", hint="relu")
def rectifies_the_weights(features, weights, target):
    return np.einsum("nc,nchw->nhw", np.maximum(weights[target], 0), features)


@wrong("cam", hint="scale")
def divides_by_the_largest(features, weights, target):
    maps = np.einsum("nc,nchw->nhw", weights[target], features)
    return maps / maps.max(axis=(1, 2), keepdims=True)


@wrong("cam", hint="scale")
def stretches_to_one(features, weights, target):
    maps = np.einsum("nc,nchw->nhw", weights[target], features)
    low, high = maps.min(axis=(1, 2), keepdims=True), maps.max(axis=(1, 2), keepdims=True)
    return (maps - low) / (high - low)


@wrong("cam", hint="mean")
def mean_over_the_channels(features, weights, target):
    return np.einsum("nc,nchw->nhw", weights[target], features) / features.shape[1]


@wrong("cam", hint="mean")
def divides_by_the_places(features, weights, target):
    return np.einsum("nc,nchw->nhw", weights[target], features) / features[0, 0].size


@wrong("cam", hint="target")
def map_of_the_first_target(features, weights, target):
    return np.einsum("c,nchw->nhw", weights[target[0]], features)


@wrong("cam", hint="weights")
def sum_of_the_channels(features, weights, target):
    return features.sum(axis=1)


@wrong("cam", hint="absolute")
def absolute_map(features, weights, target):
    return np.abs(np.einsum("nc,nchw->nhw", weights[target], features))


@wrong("cam", hint="shape")
def logits_without_bias(features, weights, target):
    return np.einsum("nc,nchw->n", weights[target], features) / features[0, 0].size


@wrong("cam", hint="own-work")
def calls_the_library_s_cam(features, weights, target):
    return attribution.cam(features, weights, target)


@right("cam")
def by_broadcasting(features, weights, target):
    return (weights[target][:, :, None, None] * features).sum(axis=1)


@right("cam")
def with_loops(features, weights, target):
    maps = []
    for picture, t in zip(features, target, strict=True):
        total = np.zeros(picture.shape[1:])
        for c in range(len(picture)):
            total = total + weights[t][c] * picture[c]
        maps.append(total)
    return maps


@right("cam")
def by_tensordot(features, weights, target):
    every = np.tensordot(weights, features, axes=(1, 1))  # (K, N, h, w)
    return every[target, np.arange(len(target))]


@right("cam")
def in_torch(features, weights, target):
    rows = torch.tensor(np.ascontiguousarray(weights))[torch.as_tensor(target)]
    return torch.einsum("nc,nchw->nhw", rows, torch.tensor(np.ascontiguousarray(features)))


# ---------------------------------------------------------------- maximize_activation


@wrong("maximize_activation", hint="direction")
def goes_downhill(model, x, unit, steps, step, radius):
    x = x.detach().clone()
    for _ in range(steps):
        leaf = x.clone().requires_grad_(True)
        g = torch.autograd.grad(model(leaf[None])[0, unit], leaf)[0]
        x = x - step * g / g.norm()
        x = x * min(1, radius / x.norm())
    return x


@wrong("maximize_activation", hint="normalise")
def steps_as_steep_as_the_slope(model, x, unit, steps, step, radius):
    x = x.detach().clone()
    for _ in range(steps):
        leaf = x.clone().requires_grad_(True)
        x = x + step * torch.autograd.grad(model(leaf[None])[0, unit], leaf)[0]
        x = x * min(1, radius / x.norm())
    return x


@wrong("maximize_activation", hint="normalise")
def divides_by_the_largest_entry(model, x, unit, steps, step, radius):
    x = x.detach().clone()
    for _ in range(steps):
        leaf = x.clone().requires_grad_(True)
        g = torch.autograd.grad(model(leaf[None])[0, unit], leaf)[0]
        x = x + step * g / g.abs().max()
        x = x * min(1, radius / x.norm())
    return x


@wrong("maximize_activation", hint="normalise")
def norm_of_each_channel(model, x, unit, steps, step, radius):
    x = x.detach().clone()
    for _ in range(steps):
        leaf = x.clone().requires_grad_(True)
        g = torch.autograd.grad(model(leaf[None])[0, unit], leaf)[0]
        x = x + step * g / g.norm(dim=(1, 2), keepdim=True)
        x = x * min(1, radius / x.norm())
    return x


@wrong("maximize_activation", hint="normalise")
def sum_of_absolute_values(model, x, unit, steps, step, radius):
    x = x.detach().clone()
    for _ in range(steps):
        leaf = x.clone().requires_grad_(True)
        g = torch.autograd.grad(model(leaf[None])[0, unit], leaf)[0]
        x = x + step * g / g.abs().sum()
        x = x * min(1, radius / x.norm())
    return x


@wrong("maximize_activation", hint="project")
def leaves_the_ball(model, x, unit, steps, step, radius):
    x = x.detach().clone()
    for _ in range(steps):
        leaf = x.clone().requires_grad_(True)
        g = torch.autograd.grad(model(leaf[None])[0, unit], leaf)[0]
        x = x + step * g / g.norm()
    return x


@wrong("maximize_activation", hint="project")
def clips_each_entry(model, x, unit, steps, step, radius):
    x = x.detach().clone()
    for _ in range(steps):
        leaf = x.clone().requires_grad_(True)
        g = torch.autograd.grad(model(leaf[None])[0, unit], leaf)[0]
        x = (x + step * g / g.norm()).clamp(-radius, radius)
    return x


@wrong("maximize_activation", hint="project")
def a_ball_for_each_channel(model, x, unit, steps, step, radius):
    x = x.detach().clone()
    for _ in range(steps):
        leaf = x.clone().requires_grad_(True)
        g = torch.autograd.grad(model(leaf[None])[0, unit], leaf)[0]
        x = x + step * g / g.norm()
        x = x * (radius / x.norm(dim=(1, 2), keepdim=True)).clamp(max=1)
    return x


@wrong("maximize_activation", hint="once")
def brings_back_in_the_end(model, x, unit, steps, step, radius):
    x = x.detach().clone()
    for _ in range(steps):
        leaf = x.clone().requires_grad_(True)
        g = torch.autograd.grad(model(leaf[None])[0, unit], leaf)[0]
        x = x + step * g / g.norm()
    return x * min(1, radius / x.norm())


@wrong("maximize_activation", hint="inside")
def always_on_the_sphere(model, x, unit, steps, step, radius):
    x = x.detach().clone()
    for _ in range(steps):
        leaf = x.clone().requires_grad_(True)
        g = torch.autograd.grad(model(leaf[None])[0, unit], leaf)[0]
        x = x + step * g / g.norm()
        x = x * radius / x.norm()
    return x


@wrong("maximize_activation", hint="steps")
def one_step_too_many(model, x, unit, steps, step, radius):
    x = x.detach().clone()
    for _ in range(steps + 1):
        leaf = x.clone().requires_grad_(True)
        g = torch.autograd.grad(model(leaf[None])[0, unit], leaf)[0]
        x = x + step * g / g.norm()
        x = x * min(1, radius / x.norm())
    return x


@wrong("maximize_activation", hint="steps")
def one_step_too_few(model, x, unit, steps, step, radius):
    x = x.detach().clone()
    for _ in range(1, steps):
        leaf = x.clone().requires_grad_(True)
        g = torch.autograd.grad(model(leaf[None])[0, unit], leaf)[0]
        x = x + step * g / g.norm()
        x = x * min(1, radius / x.norm())
    return x


@wrong("maximize_activation", hint="still")
def gradient_of_the_start(model, x, unit, steps, step, radius):
    leaf = x.detach().clone().requires_grad_(True)
    g = torch.autograd.grad(model(leaf[None])[0, unit], leaf)[0]
    x = x.detach().clone()
    for _ in range(steps):
        x = x + step * g / g.norm()
        x = x * min(1, radius / x.norm())
    return x


@wrong("maximize_activation", hint="unit")
def always_the_first_unit(model, x, unit, steps, step, radius):
    x = x.detach().clone()
    for _ in range(steps):
        leaf = x.clone().requires_grad_(True)
        g = torch.autograd.grad(model(leaf[None])[0, 0], leaf)[0]
        x = x + step * g / g.norm()
        x = x * min(1, radius / x.norm())
    return x


@wrong("maximize_activation", hint="probability")
def raises_the_probability(model, x, unit, steps, step, radius):
    x = x.detach().clone()
    for _ in range(steps):
        leaf = x.clone().requires_grad_(True)
        g = torch.autograd.grad(model(leaf[None]).softmax(dim=1)[0, unit], leaf)[0]
        x = x + step * g / g.norm()
        x = x * min(1, radius / x.norm())
    return x


@wrong("maximize_activation", hint="no-step")
def brings_the_start_back(model, x, unit, steps, step, radius):
    x = x.detach() * min(1, radius / x.norm())
    for _ in range(steps):
        leaf = x.clone().requires_grad_(True)
        g = torch.autograd.grad(model(leaf[None])[0, unit], leaf)[0]
        x = x + step * g / g.norm()
        x = x * min(1, radius / x.norm())
    return x


@wrong("maximize_activation", hint="nan")
def divides_by_nothing(model, x, unit, steps, step, radius):
    x = x.detach().clone()
    for _ in range(steps):
        leaf = x.clone().requires_grad_(True)
        g = torch.autograd.grad(model(leaf[None])[0, unit], leaf)[0]
        x = x + step * g / g.norm()
        if x.norm() > radius:
            x = x * radius / x.norm()
    return x


@wrong("maximize_activation", hint="flat")
def moves_where_it_is_flat(model, x, unit, steps, step, radius):
    x = x.detach().clone()
    for _ in range(steps):
        leaf = x.clone().requires_grad_(True)
        g = torch.autograd.grad(model(leaf[None])[0, unit], leaf)[0]
        g = g if g.norm() > 0 else torch.ones_like(g)
        x = x + step * g / g.norm()
        x = x * min(1, radius / x.norm())
    return x


@wrong("maximize_activation", hint="own-work")
def calls_the_library_s_climb(model, x, unit, steps, step, radius):
    from course_lib import favourite_pictures

    return favourite_pictures.maximize_activation(model, x, unit, steps, step, radius)


@right("maximize_activation")
def with_the_library_s_gradient(model, x, unit, steps, step, radius):
    for _ in range(steps):
        g = attribution.logit_gradient(model, x[None], torch.tensor([unit]))[0]
        length = torch.linalg.vector_norm(g)
        x = x + (step / length * g if length > 0 else 0)
        length = torch.linalg.vector_norm(x)
        x = torch.where(length > radius, radius / length, 1.0) * x
    return x


@right("maximize_activation")
def with_a_leaf_that_moves(model, x, unit, steps, step, radius):
    leaf = torch.nn.Parameter(x.detach().clone())
    for _ in range(steps):
        (g,) = torch.autograd.grad(model(leaf[None])[0][unit], leaf)
        with torch.no_grad():
            if bool((g != 0).any()):
                leaf += step * torch.nn.functional.normalize(g.flatten(), dim=0, eps=1e-300).reshape(g.shape)
            if leaf.square().sum() > radius**2:
                leaf *= radius / leaf.square().sum().sqrt()
    return leaf.detach()


@right("maximize_activation")
def in_numpy_between_the_steps(model, x, unit, steps, step, radius):
    u = x.detach().numpy().copy()
    for _ in range(steps):
        leaf = torch.from_numpy(u.copy()).requires_grad_(True)
        g = torch.autograd.grad(model(leaf.unsqueeze(0)).squeeze(0)[unit], leaf)[0].numpy()
        length = np.sqrt((g**2).sum())
        u = u + step * g / length if length else u
        length = np.sqrt((u**2).sum())
        u = u / length * radius if length > radius else u
    return u


# ---------------------------------------------------------------- explanation_similarity


@wrong("explanation_similarity", hint="absolute")
def ranks_with_signs(a, b):
    ranks = [(v[:, None] > v).sum(axis=1) + (v[:, None] == v).sum(axis=1) / 2 for v in (np.ravel(a), np.ravel(b))]
    return float(np.corrcoef(*ranks)[0, 1])


@wrong("explanation_similarity", hint="ties")
def ranks_by_order(a, b):
    ranks = [np.argsort(np.argsort(np.abs(v).ravel(), kind="stable"), kind="stable") for v in (a, b)]
    return float(np.corrcoef(*ranks)[0, 1])


@wrong("explanation_similarity", hint="ties")
def smallest_rank_for_equals(a, b):
    ranks = [(v[:, None] > v).sum(axis=1) for v in (np.abs(a).ravel(), np.abs(b).ravel())]
    return float(np.corrcoef(*ranks)[0, 1])


@wrong("explanation_similarity", hint="ties")
def largest_rank_for_equals(a, b):
    ranks = [(v[:, None] >= v).sum(axis=1) for v in (np.abs(a).ravel(), np.abs(b).ravel())]
    return float(np.corrcoef(*ranks)[0, 1])


@wrong("explanation_similarity", hint="ties")
def dense_ranks(a, b):
    ranks = [np.unique(np.abs(v), return_inverse=True)[1].ravel() for v in (a, b)]
    return float(np.corrcoef(*ranks)[0, 1])


@wrong("explanation_similarity", hint="ranks")
def correlation_of_the_values(a, b):
    return float(np.corrcoef(np.abs(a).ravel(), np.abs(b).ravel())[0, 1])


@wrong("explanation_similarity", hint="argsort")
def who_is_at_a_place(a, b):
    ranks = [np.argsort(np.abs(v).ravel(), kind="stable") for v in (a, b)]
    return float(np.corrcoef(*ranks)[0, 1])


@wrong("explanation_similarity", hint="centre")
def cosine_of_the_ranks(a, b):
    one, two = (
        (v[:, None] > v).sum(axis=1) + ((v[:, None] == v).sum(axis=1) + 1) / 2
        for v in (np.abs(a).ravel(), np.abs(b).ravel())
    )
    return float(one @ two / np.sqrt(one @ one * (two @ two)))


@wrong("explanation_similarity", hint="square")
def squared_correlation(a, b):
    ranks = [
        (v[:, None] > v).sum(axis=1) + (v[:, None] == v).sum(axis=1) / 2 for v in (np.abs(a).ravel(), np.abs(b).ravel())
    ]
    return float(np.corrcoef(*ranks)[0, 1] ** 2)


@wrong("explanation_similarity", hint="rows")
def mean_over_the_rows(a, b):
    from scipy.stats import rankdata

    one, two = (rankdata(np.abs(v)).reshape(np.shape(v)) for v in (a, b))
    return float(np.mean([np.corrcoef(u, v)[0, 1] for u, v in zip(one, two, strict=True)]))


@wrong("explanation_similarity", hint="constant")
def nothing_for_a_constant_map(a, b):
    ranks = [
        (v[:, None] > v).sum(axis=1) + (v[:, None] == v).sum(axis=1) / 2 for v in (np.abs(a).ravel(), np.abs(b).ravel())
    ]
    if np.ptp(ranks[0]) == 0 or np.ptp(ranks[1]) == 0:
        return 1.0
    return float(np.corrcoef(*ranks)[0, 1])


@wrong("explanation_similarity", hint="nan")
def divides_by_no_spread(a, b):
    from scipy.stats import rankdata

    ranks = [rankdata(np.abs(v)) - (np.size(v) + 1) / 2 for v in (a, b)]
    with np.errstate(invalid="ignore"):
        return float(ranks[0] @ ranks[1] / np.sqrt(ranks[0] @ ranks[0] * (ranks[1] @ ranks[1])))


@wrong("explanation_similarity", hint="negative")
def never_below_zero(a, b):
    from scipy.stats import rankdata

    one, two = rankdata(np.abs(a)), rankdata(np.abs(b))
    return max(float(np.corrcoef(one, two)[0, 1]), 0.0) if np.ptp(one) and np.ptp(two) else 0.0


@wrong("explanation_similarity", hint="shape")
def a_matrix_of_correlations(a, b):
    from scipy.stats import rankdata

    return np.corrcoef(rankdata(np.abs(a)), rankdata(np.abs(b)))


@wrong("explanation_similarity", hint="own-work")
def calls_spearmanr(a, b):
    from scipy.stats import spearmanr

    return float(spearmanr(np.abs(a).ravel(), np.abs(b).ravel()).statistic)


@right("explanation_similarity")
def with_rankdata(a, b):
    from scipy.stats import rankdata

    one, two = rankdata(np.abs(a)), rankdata(np.abs(b))
    return np.corrcoef(one, two)[0, 1] if one.std() > 0 and two.std() > 0 else 0.0


@right("explanation_similarity")
def ranks_by_loops(a, b):
    u, v = [abs(x) for x in np.ravel(a).tolist()], [abs(x) for x in np.ravel(b).tolist()]
    n = len(u)
    one, two = ([sum(y < x for y in w) + (sum(y == x for y in w) - n) / 2 for x in w] for w in (u, v))
    top, left, right_ = (sum(x * y for x, y in zip(p, q, strict=True)) for p, q in [(one, two), (one, one), (two, two)])
    return top / (left * right_) ** 0.5 if left * right_ > 0 else 0.0


@right("explanation_similarity")
def by_comparing_pairs_in_torch(a, b):
    signs = [torch.sign(v[:, None] - v) for v in (torch.as_tensor(np.abs(w)).double().flatten() for w in (a, b))]
    one, two = (s.sum(dim=1) for s in signs)  # twice the centred rank
    spread = one.norm() * two.norm()
    return (one @ two / spread).item() if spread > 0 else 0.0


# ---------------------------------------------------------------- linear_probe


@wrong("linear_probe", hint="bias")
def penalises_b(features, k, classes, ridge):
    F = np.hstack([features, np.ones((len(features), 1))])
    W = np.linalg.solve(F.T @ F + ridge * np.eye(F.shape[1]), F.T @ np.eye(classes)[k]).T
    return W[:, :-1], W[:, -1]


@wrong("linear_probe", hint="bias")
def b_is_the_share_of_the_class(features, k, classes, ridge):
    Y, centred = np.eye(classes)[k], features - features.mean(axis=0)
    W = np.linalg.solve(centred.T @ centred + ridge * np.eye(features.shape[1]), centred.T @ Y).T
    return W, Y.mean(axis=0)


@wrong("linear_probe", hint="no-bias")
def no_b_at_all(features, k, classes, ridge):
    W = np.linalg.solve(features.T @ features + ridge * np.eye(features.shape[1]), features.T @ np.eye(classes)[k]).T
    return W, np.zeros(classes)


@wrong("linear_probe", hint="bias")
def forgets_b(features, k, classes, ridge):
    Y, centred = np.eye(classes)[k], features - features.mean(axis=0)
    return np.linalg.solve(centred.T @ centred + ridge * np.eye(features.shape[1]), centred.T @ Y).T, np.zeros(classes)


@wrong("linear_probe", hint="sum")
def mean_over_the_examples(features, k, classes, ridge):
    Y, centred = np.eye(classes)[k], features - features.mean(axis=0)
    gram = centred.T @ centred / len(k) + ridge * np.eye(features.shape[1])
    W = np.linalg.solve(gram, centred.T @ Y / len(k)).T
    return W, Y.mean(axis=0) - W @ features.mean(axis=0)


@wrong("linear_probe", hint="penalty")
def no_penalty(features, k, classes, ridge):
    Y, centred = np.eye(classes)[k], features - features.mean(axis=0)
    W = np.linalg.lstsq(centred, Y)[0].T
    return W, Y.mean(axis=0) - W @ features.mean(axis=0)


@wrong("linear_probe", hint="penalty")
def squares_the_ridge(features, k, classes, ridge):
    Y, centred = np.eye(classes)[k], features - features.mean(axis=0)
    W = np.linalg.solve(centred.T @ centred + ridge**2 * np.eye(features.shape[1]), centred.T @ Y).T
    return W, Y.mean(axis=0) - W @ features.mean(axis=0)


@wrong("linear_probe", hint="penalty")
def halves_the_ridge(features, k, classes, ridge):
    Y, centred = np.eye(classes)[k], features - features.mean(axis=0)
    W = np.linalg.solve(centred.T @ centred + ridge / 2 * np.eye(features.shape[1]), centred.T @ Y).T
    return W, Y.mean(axis=0) - W @ features.mean(axis=0)


@wrong("linear_probe", hint="onehot")
def targets_of_both_signs(features, k, classes, ridge):
    Y, centred = 2 * np.eye(classes)[k] - 1, features - features.mean(axis=0)
    W = np.linalg.solve(centred.T @ centred + ridge * np.eye(features.shape[1]), centred.T @ Y).T
    return W, Y.mean(axis=0) - W @ features.mean(axis=0)


@wrong("linear_probe", hint="scaled")
def standardises_the_features(features, k, classes, ridge):
    Y, F = np.eye(classes)[k], (features - features.mean(axis=0)) / features.std(axis=0)
    W = np.linalg.solve(F.T @ F + ridge * np.eye(F.shape[1]), F.T @ Y).T
    return W, Y.mean(axis=0)


@wrong("linear_probe", hint="rows")
def weights_as_columns(features, k, classes, ridge):
    Y, centred = np.eye(classes)[k], features - features.mean(axis=0)
    W = np.linalg.solve(centred.T @ centred + ridge * np.eye(features.shape[1]), centred.T @ Y)
    return W, Y.mean(axis=0) - features.mean(axis=0) @ W


@wrong("linear_probe", hint="classes")
def as_many_rows_as_the_largest_class(features, k, classes, ridge):
    Y, centred = np.eye(k.max() + 1)[k], features - features.mean(axis=0)
    W = np.linalg.solve(centred.T @ centred + ridge * np.eye(features.shape[1]), centred.T @ Y).T
    return W, Y.mean(axis=0) - W @ features.mean(axis=0)


@wrong("linear_probe", hint="classes")
def a_row_for_each_class_that_occurs(features, k, classes, ridge):
    Y, centred = np.eye(classes)[k][:, np.unique(k)], features - features.mean(axis=0)
    W = np.linalg.solve(centred.T @ centred + ridge * np.eye(features.shape[1]), centred.T @ Y).T
    return W, Y.mean(axis=0) - W @ features.mean(axis=0)


@wrong("linear_probe", hint="type")
def w_alone(features, k, classes, ridge):
    Y, centred = np.eye(classes)[k], features - features.mean(axis=0)
    return np.linalg.solve(centred.T @ centred + ridge * np.eye(features.shape[1]), centred.T @ Y).T


@wrong("linear_probe", hint="parts")
def b_as_a_column_of_w(features, k, classes, ridge):
    Y, centred = np.eye(classes)[k], features - features.mean(axis=0)
    W = np.linalg.solve(centred.T @ centred + ridge * np.eye(features.shape[1]), centred.T @ Y).T
    b = Y.mean(axis=0) - W @ features.mean(axis=0)
    return np.hstack([W, b[:, None]]), b


@wrong("linear_probe", hint="in-place")
def centres_the_features_in_place(features, k, classes, ridge):
    mean = features.mean(axis=0)
    features -= mean
    W = np.linalg.solve(features.T @ features + ridge * np.eye(features.shape[1]), features.T @ np.eye(classes)[k]).T
    return W, np.eye(classes)[k].mean(axis=0) - W @ mean


@wrong("linear_probe", hint="held-out")
def looks_at_eight_features(features, k, classes, ridge):
    Y, F = np.eye(classes)[k], features[:, :8] - features[:, :8].mean(axis=0)
    W = np.zeros((classes, features.shape[1]))
    W[:, :8] = np.linalg.solve(F.T @ F + ridge * np.eye(F.shape[1]), F.T @ Y).T
    return W, Y.mean(axis=0) - W @ features.mean(axis=0)


@wrong("linear_probe", hint="own-work")
def calls_sklearn_s_ridge(features, k, classes, ridge):
    from sklearn.linear_model import Ridge

    fitted = Ridge(alpha=ridge).fit(features, np.eye(classes)[k])
    return fitted.coef_, fitted.intercept_


@right("linear_probe")
def by_stacked_rows(features, k, classes, ridge):
    N, D = features.shape
    rows = np.zeros((N + D, D + 1))
    rows[:N, :D], rows[:N, D] = features, 1
    rows[N:, :D] = np.sqrt(ridge) * np.eye(D)
    targets = np.zeros((N + D, classes))
    targets[np.arange(N), k] = 1
    solution, *_ = np.linalg.lstsq(rows, targets, rcond=None)
    return solution[:D].T, solution[D]


@right("linear_probe")
def in_the_space_of_the_examples(features, k, classes, ridge):
    Y, centred = np.eye(classes)[k], features - features.mean(axis=0)
    kernel = centred @ centred.T + ridge * np.eye(len(centred))
    W = (centred.T @ np.linalg.solve(kernel, Y - Y.mean(axis=0))).T
    return W, Y.mean(axis=0) - W @ features.mean(axis=0)


@right("linear_probe")
def by_singular_values_in_torch(features, k, classes, ridge):
    F = torch.tensor(np.ascontiguousarray(features)).double()
    Y = functional.one_hot(torch.as_tensor(np.asarray(k)).long(), classes).double()
    U, s, V = torch.linalg.svd(F - F.mean(dim=0), full_matrices=False)
    W = (V.T @ ((s / (s**2 + ridge))[:, None] * (U.T @ Y))).T
    return W, Y.mean(dim=0) - W @ F.mean(dim=0)


# ---------------------------------------------------------------- find_shortcut


@wrong("find_shortcut", hint="axes")
def column_before_row(model, x, k, size, fill):
    best = None
    for i in range(x.shape[2] - size + 1):
        for j in range(x.shape[3] - size + 1):
            u = x.clone()
            u[:, :, i : i + size, j : j + size] = fill
            right = int((model(u).argmax(dim=1) == k).sum())
            if best is None or right < best[0]:
                best = right, j, i
    return best[1], best[2], (int((model(x).argmax(dim=1) == k).sum()) - best[0]) / len(x)


@wrong("find_shortcut", hint="fill")
def fills_with_black(model, x, k, size, fill):
    best = None
    for i in range(x.shape[2] - size + 1):
        for j in range(x.shape[3] - size + 1):
            u = x.clone()
            u[:, :, i : i + size, j : j + size] = 0
            right = int((model(u).argmax(dim=1) == k).sum())
            if best is None or right < best[0]:
                best = right, i, j
    return best[1], best[2], (int((model(x).argmax(dim=1) == k).sum()) - best[0]) / len(x)


@wrong("find_shortcut", hint="channels")
def covers_one_channel(model, x, k, size, fill):
    best = None
    for i in range(x.shape[2] - size + 1):
        for j in range(x.shape[3] - size + 1):
            u = x.clone()
            u[:, 0, i : i + size, j : j + size] = fill
            right = int((model(u).argmax(dim=1) == k).sum())
            if best is None or right < best[0]:
                best = right, i, j
    return best[1], best[2], (int((model(x).argmax(dim=1) == k).sum()) - best[0]) / len(x)


@wrong("find_shortcut", hint="size")
def covers_one_pixel(model, x, k, size, fill):
    best = None
    for i in range(x.shape[2]):
        for j in range(x.shape[3]):
            u = x.clone()
            u[:, :, i, j] = fill
            right = int((model(u).argmax(dim=1) == k).sum())
            if best is None or right < best[0]:
                best = right, i, j
    return best[1], best[2], (int((model(x).argmax(dim=1) == k).sum()) - best[0]) / len(x)


@wrong("find_shortcut", hint="smallest")
def the_square_that_costs_least(model, x, k, size, fill):
    best = None
    for i in range(x.shape[2] - size + 1):
        for j in range(x.shape[3] - size + 1):
            u = x.clone()
            u[:, :, i : i + size, j : j + size] = fill
            right = int((model(u).argmax(dim=1) == k).sum())
            if best is None or right > best[0]:
                best = right, i, j
    return best[1], best[2], (int((model(x).argmax(dim=1) == k).sum()) - best[0]) / len(x)


@wrong("find_shortcut", hint="corner")
def the_middle_of_the_square(model, x, k, size, fill):
    best = None
    for i in range(x.shape[2] - size + 1):
        for j in range(x.shape[3] - size + 1):
            u = x.clone()
            u[:, :, i : i + size, j : j + size] = fill
            right = int((model(u).argmax(dim=1) == k).sum())
            if best is None or right < best[0]:
                best = right, i + size // 2, j + size // 2
    return best[1], best[2], (int((model(x).argmax(dim=1) == k).sum()) - best[0]) / len(x)


@wrong("find_shortcut", hint="places")
def forgets_the_last_places(model, x, k, size, fill):
    best = None
    for i in range(max(x.shape[2] - size, 1)):
        for j in range(max(x.shape[3] - size, 1)):
            u = x.clone()
            u[:, :, i : i + size, j : j + size] = fill
            right = int((model(u).argmax(dim=1) == k).sum())
            if best is None or right < best[0]:
                best = right, i, j
    return best[1], best[2], (int((model(x).argmax(dim=1) == k).sum()) - best[0]) / len(x)


@wrong("find_shortcut", hint="corner")
def the_largest_fall_of_the_logits(model, x, k, size, fill):
    best = None
    for i in range(x.shape[2] - size + 1):
        for j in range(x.shape[3] - size + 1):
            u = x.clone()
            u[:, :, i : i + size, j : j + size] = fill
            left = model(u).gather(1, k[:, None]).mean().item()
            if best is None or left < best[0]:
                best = left, i, j, (model(u).argmax(dim=1) == k).double().mean().item()
    return best[1], best[2], (model(x).argmax(dim=1) == k).double().mean().item() - best[3]


@wrong("find_shortcut", hint="drop")
def accuracy_that_is_left(model, x, k, size, fill):
    best = None
    for i in range(x.shape[2] - size + 1):
        for j in range(x.shape[3] - size + 1):
            u = x.clone()
            u[:, :, i : i + size, j : j + size] = fill
            right = int((model(u).argmax(dim=1) == k).sum())
            if best is None or right < best[0]:
                best = right, i, j
    return best[1], best[2], best[0] / len(x)


@wrong("find_shortcut", hint="drop")
def a_number_of_pictures(model, x, k, size, fill):
    best = None
    for i in range(x.shape[2] - size + 1):
        for j in range(x.shape[3] - size + 1):
            u = x.clone()
            u[:, :, i : i + size, j : j + size] = fill
            right = int((model(u).argmax(dim=1) == k).sum())
            if best is None or right < best[0]:
                best = right, i, j
    return best[1], best[2], int((model(x).argmax(dim=1) == k).sum()) - best[0]


@wrong("find_shortcut", hint="drop")
def share_of_what_was_right(model, x, k, size, fill):
    best, whole = None, int((model(x).argmax(dim=1) == k).sum())
    for i in range(x.shape[2] - size + 1):
        for j in range(x.shape[3] - size + 1):
            u = x.clone()
            u[:, :, i : i + size, j : j + size] = fill
            right = int((model(u).argmax(dim=1) == k).sum())
            if best is None or right < best[0]:
                best = right, i, j
    return best[1], best[2], (whole - best[0]) / max(whole, 1)


@wrong("find_shortcut", hint="drop")
def errors_afterwards(model, x, k, size, fill):
    best = None
    for i in range(x.shape[2] - size + 1):
        for j in range(x.shape[3] - size + 1):
            u = x.clone()
            u[:, :, i : i + size, j : j + size] = fill
            right = int((model(u).argmax(dim=1) == k).sum())
            if best is None or right < best[0]:
                best = right, i, j
    return best[1], best[2], 1 - best[0] / len(x)


@wrong("find_shortcut", hint="sign")
def a_fall_is_negative(model, x, k, size, fill):
    best = None
    for i in range(x.shape[2] - size + 1):
        for j in range(x.shape[3] - size + 1):
            u = x.clone()
            u[:, :, i : i + size, j : j + size] = fill
            right = int((model(u).argmax(dim=1) == k).sum())
            if best is None or right < best[0]:
                best = right, i, j
    return best[1], best[2], (best[0] - int((model(x).argmax(dim=1) == k).sum())) / len(x)


@wrong("find_shortcut", hint="ties")
def the_last_of_equals(model, x, k, size, fill):
    best = None
    for i in range(x.shape[2] - size + 1):
        for j in range(x.shape[3] - size + 1):
            u = x.clone()
            u[:, :, i : i + size, j : j + size] = fill
            right = int((model(u).argmax(dim=1) == k).sum())
            if best is None or right <= best[0]:
                best = right, i, j
    return best[1], best[2], (int((model(x).argmax(dim=1) == k).sum()) - best[0]) / len(x)


@wrong("find_shortcut", hint="negative")
def begins_at_a_drop_of_zero(model, x, k, size, fill):
    whole = (model(x).argmax(dim=1) == k).double().mean().item()
    row, column, drop = 0, 0, 0.0
    for i in range(x.shape[2] - size + 1):
        for j in range(x.shape[3] - size + 1):
            u = x.clone()
            u[:, :, i : i + size, j : j + size] = fill
            lost = whole - (model(u).argmax(dim=1) == k).double().mean().item()
            if lost > drop:
                row, column, drop = i, j, lost
    return row, column, drop


@wrong("find_shortcut", hint="in-place")
def leaves_its_squares_in_x(model, x, k, size, fill):
    best, whole = None, int((model(x).argmax(dim=1) == k).sum())
    for i in range(x.shape[2] - size + 1):
        for j in range(x.shape[3] - size + 1):
            x[:, :, i : i + size, j : j + size] = fill
            right = int((model(x).argmax(dim=1) == k).sum())
            if best is None or right < best[0]:
                best = right, i, j
    return best[1], best[2], (whole - best[0]) / len(x)


@wrong("find_shortcut", hint="own-work")
def calls_the_library_s_search(model, x, k, size, fill):
    from course_lib import shortcuts

    return shortcuts.find_shortcut(model, x, k, size, fill)


@right("find_shortcut")
def by_a_table_and_argmin(model, x, k, size, fill):
    rows, columns = x.shape[2] - size + 1, x.shape[3] - size + 1
    table = np.zeros((rows, columns), dtype=int)
    with torch.no_grad():
        for i, j in np.ndindex(rows, columns):
            u = x.clone()
            u[:, :, i : i + size, j : j + size] = fill
            table[i, j] = (model(u).argmax(dim=1) == k).sum().item()
        whole = (model(x).argmax(dim=1) == k).sum().item()
    i, j = np.unravel_index(table.argmin(), table.shape)
    return i, j, (whole - table[i, j]) / len(x)


@right("find_shortcut")
def by_the_largest_of_a_list(model, x, k, size, fill):
    def share(u):
        return float((model(u).argmax(dim=1) == k).double().mean())

    found = []
    for i in range(x.shape[2] - size + 1):
        for j in range(x.shape[3] - size + 1):
            u = x.detach().clone()
            u[..., i : i + size, j : j + size] = fill
            found.append((-share(u), -i, -j))
    worst, i, j = max(found)
    return -i, -j, share(x) + worst


@right("find_shortcut")
def with_masks_in_one_batch(model, x, k, size, fill):
    H, W = x.shape[2:]
    corners = [(i, j) for i in range(H - size + 1) for j in range(W - size + 1)]
    masks = torch.zeros(len(corners), 1, 1, H, W, dtype=torch.bool)
    for mask, (i, j) in zip(masks, corners, strict=True):
        mask[..., i : i + size, j : j + size] = True
    pictures = torch.where(masks, torch.tensor(fill, dtype=x.dtype), x)  # (places, N, C, H, W)
    answers = model(pictures.flatten(0, 1)).argmax(dim=1).reshape(len(corners), -1)
    right = (answers == k).sum(dim=1).tolist()
    fewest = min(right)
    i, j = corners[right.index(fewest)]
    return i, j, ((model(x).argmax(dim=1) == k).sum().item() - fewest) / len(x)


# ---------------------------------------------------------------- reliability


@wrong("reliability", hint="border")
def closed_on_the_left(probabilities, k, bins):
    sure, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == k
    counts, confidence, accuracy = np.zeros(bins, dtype=int), np.zeros(bins), np.zeros(bins)
    for i in range(bins):
        inside = (sure >= i / bins) & ((sure < (i + 1) / bins) | ((i == bins - 1) & (sure == 1)))
        counts[i] = inside.sum()
        if counts[i]:
            confidence[i], accuracy[i] = sure[inside].mean(), right[inside].mean()
    return counts, confidence, accuracy, float(np.sum(counts * np.abs(accuracy - confidence)) / len(sure))


@wrong("reliability", hint="last")
def loses_the_confidence_of_one(probabilities, k, bins):
    sure, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == k
    counts, confidence, accuracy = np.zeros(bins, dtype=int), np.zeros(bins), np.zeros(bins)
    for i in range(bins):
        inside = (sure > i / bins) & (sure <= (i + 1) / bins) & (sure < 1)
        counts[i] = inside.sum()
        if counts[i]:
            confidence[i], accuracy[i] = sure[inside].mean(), right[inside].mean()
    return counts, confidence, accuracy, float(np.sum(counts * np.abs(accuracy - confidence)) / len(sure))


@wrong("reliability", hint="cumulative")
def all_below_the_border(probabilities, k, bins):
    sure, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == k
    counts, confidence, accuracy = np.zeros(bins, dtype=int), np.zeros(bins), np.zeros(bins)
    for i in range(bins):
        inside = sure <= (i + 1) / bins
        counts[i] = inside.sum()
        if counts[i]:
            confidence[i], accuracy[i] = sure[inside].mean(), right[inside].mean()
    return counts, confidence, accuracy, float(np.sum(counts * np.abs(accuracy - confidence)) / len(sure))


@wrong("reliability", hint="cumulative")
def all_above_the_border(probabilities, k, bins):
    sure, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == k
    counts, confidence, accuracy = np.zeros(bins, dtype=int), np.zeros(bins), np.zeros(bins)
    for i in range(bins):
        inside = sure > i / bins
        counts[i] = inside.sum()
        if counts[i]:
            confidence[i], accuracy[i] = sure[inside].mean(), right[inside].mean()
    return counts, confidence, accuracy, float(np.sum(counts * np.abs(accuracy - confidence)) / len(sure))


@wrong("reliability", hint="true-class")
def probability_of_the_true_class(probabilities, k, bins):
    sure, right = probabilities[np.arange(len(k)), k], probabilities.argmax(axis=1) == k
    counts, confidence, accuracy = np.zeros(bins, dtype=int), np.zeros(bins), np.zeros(bins)
    for i in range(bins):
        inside = (sure > i / bins) & (sure <= (i + 1) / bins) | ((i == 0) & (sure == 0))
        counts[i] = inside.sum()
        if counts[i]:
            confidence[i], accuracy[i] = sure[inside].mean(), right[inside].mean()
    return counts, confidence, accuracy, float(np.sum(counts * np.abs(accuracy - confidence)) / len(sure))


@wrong("reliability", hint="range")
def bins_from_the_smallest_to_the_largest(probabilities, k, bins):
    sure, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == k
    counts, confidence, accuracy = np.zeros(bins, dtype=int), np.zeros(bins), np.zeros(bins)
    for i in range(bins):
        inside = np.digitize(sure, np.linspace(sure.min(), sure.max(), bins + 1)[1:-1], right=True) == i
        counts[i] = inside.sum()
        if counts[i]:
            confidence[i], accuracy[i] = sure[inside].mean(), right[inside].mean()
    return counts, confidence, accuracy, float(np.sum(counts * np.abs(accuracy - confidence)) / len(sure))


@wrong("reliability", hint="range")
def bins_from_one_over_k(probabilities, k, bins):
    sure, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == k
    counts, confidence, accuracy = np.zeros(bins, dtype=int), np.zeros(bins), np.zeros(bins)
    for i in range(bins):
        inside = np.digitize(sure, np.linspace(1 / probabilities.shape[1], 1, bins + 1)[1:-1], right=True) == i
        counts[i] = inside.sum()
        if counts[i]:
            confidence[i], accuracy[i] = sure[inside].mean(), right[inside].mean()
    return counts, confidence, accuracy, float(np.sum(counts * np.abs(accuracy - confidence)) / len(sure))


@wrong("reliability", hint="all")
def every_probability_has_a_confidence(probabilities, k, bins):
    sure, right = probabilities.ravel(), (np.arange(probabilities.shape[1]) == k[:, None]).ravel()
    counts, confidence, accuracy = np.zeros(bins, dtype=int), np.zeros(bins), np.zeros(bins)
    for i in range(bins):
        inside = (sure > i / bins) & (sure <= (i + 1) / bins) | ((i == 0) & (sure == 0))
        counts[i] = inside.sum()
        if counts[i]:
            confidence[i], accuracy[i] = sure[inside].mean(), right[inside].mean()
    return counts, confidence, accuracy, float(np.sum(counts * np.abs(accuracy - confidence)) / len(sure))


@wrong("reliability", hint="right")
def counts_those_that_are_right(probabilities, k, bins):
    sure, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == k
    counts, confidence, accuracy = np.zeros(bins, dtype=int), np.zeros(bins), np.zeros(bins)
    for i in range(bins):
        inside = (sure > i / bins) & (sure <= (i + 1) / bins)
        counts[i] = right[inside].sum()
        if counts[i]:
            confidence[i], accuracy[i] = sure[inside].mean(), right[inside].mean()
    return counts, confidence, accuracy, float(np.sum(counts * np.abs(accuracy - confidence)) / len(sure))


@wrong("reliability", hint="empty")
def nan_for_an_empty_bin(probabilities, k, bins):
    sure, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == k
    counts, confidence, accuracy = np.zeros(bins, dtype=int), np.zeros(bins), np.zeros(bins)
    for i in range(bins):
        inside = (sure > i / bins) & (sure <= (i + 1) / bins)
        counts[i] = inside.sum()
        with np.errstate(invalid="ignore"):
            confidence[i], accuracy[i] = sure[inside].sum() / counts[i], right[inside].sum() / counts[i]
    return counts, confidence, accuracy, float(np.nansum(counts * np.abs(accuracy - confidence)) / len(sure))


@wrong("reliability", hint="empty")
def middle_of_an_empty_bin(probabilities, k, bins):
    sure, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == k
    counts, confidence, accuracy = np.zeros(bins, dtype=int), np.zeros(bins), np.zeros(bins)
    for i in range(bins):
        inside = (sure > i / bins) & (sure <= (i + 1) / bins)
        counts[i] = inside.sum()
        confidence[i] = (i + 0.5) / bins
        if counts[i]:
            confidence[i], accuracy[i] = sure[inside].mean(), right[inside].mean()
    return counts, confidence, accuracy, float(np.sum(counts * np.abs(accuracy - confidence)) / len(sure))


@wrong("reliability", hint="middle")
def middle_of_every_bin(probabilities, k, bins):
    sure, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == k
    counts, confidence, accuracy = np.zeros(bins, dtype=int), np.zeros(bins), np.zeros(bins)
    for i in range(bins):
        inside = (sure > i / bins) & (sure <= (i + 1) / bins)
        counts[i] = inside.sum()
        if counts[i]:
            confidence[i], accuracy[i] = (i + 0.5) / bins, right[inside].mean()
    return counts, confidence, accuracy, float(np.sum(counts * np.abs(accuracy - confidence)) / len(sure))


@wrong("reliability", hint="swapped")
def accuracy_before_confidence(probabilities, k, bins):
    sure, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == k
    counts, confidence, accuracy = np.zeros(bins, dtype=int), np.zeros(bins), np.zeros(bins)
    for i in range(bins):
        inside = (sure > i / bins) & (sure <= (i + 1) / bins)
        counts[i] = inside.sum()
        if counts[i]:
            confidence[i], accuracy[i] = sure[inside].mean(), right[inside].mean()
    return counts, accuracy, confidence, float(np.sum(counts * np.abs(accuracy - confidence)) / len(sure))


@wrong("reliability", hint="share")
def means_over_all(probabilities, k, bins):
    sure, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == k
    counts, confidence, accuracy = np.zeros(bins, dtype=int), np.zeros(bins), np.zeros(bins)
    for i in range(bins):
        inside = (sure > i / bins) & (sure <= (i + 1) / bins)
        counts[i] = inside.sum()
        if counts[i]:
            confidence[i], accuracy[i] = sure[inside].sum() / len(sure), right[inside].sum() / len(sure)
    return counts, confidence, accuracy, float(np.sum(counts * np.abs(accuracy - confidence)) / len(sure))


@wrong("reliability", hint="first")
def last_of_equal_probabilities(probabilities, k, bins):
    sure, right = probabilities.max(axis=1), probabilities.shape[1] - 1 - probabilities[:, ::-1].argmax(axis=1) == k
    counts, confidence, accuracy = np.zeros(bins, dtype=int), np.zeros(bins), np.zeros(bins)
    for i in range(bins):
        inside = (sure > i / bins) & (sure <= (i + 1) / bins)
        counts[i] = inside.sum()
        if counts[i]:
            confidence[i], accuracy[i] = sure[inside].mean(), right[inside].mean()
    return counts, confidence, accuracy, float(np.sum(counts * np.abs(accuracy - confidence)) / len(sure))


@wrong("reliability", hint="wrong")
def share_that_is_wrong(probabilities, k, bins):
    sure, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == k
    counts, confidence, accuracy = np.zeros(bins, dtype=int), np.zeros(bins), np.zeros(bins)
    for i in range(bins):
        inside = (sure > i / bins) & (sure <= (i + 1) / bins)
        counts[i] = inside.sum()
        if counts[i]:
            confidence[i], accuracy[i] = sure[inside].mean(), 1 - right[inside].mean()
    return counts, confidence, accuracy, float(np.sum(counts * np.abs(accuracy - confidence)) / len(sure))


@wrong("reliability", hint="weights")
def bins_weigh_the_same(probabilities, k, bins):
    sure, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == k
    counts, confidence, accuracy = np.zeros(bins, dtype=int), np.zeros(bins), np.zeros(bins)
    for i in range(bins):
        inside = (sure > i / bins) & (sure <= (i + 1) / bins)
        counts[i] = inside.sum()
        if counts[i]:
            confidence[i], accuracy[i] = sure[inside].mean(), right[inside].mean()
    return counts, confidence, accuracy, float(np.abs(accuracy - confidence).mean())


@wrong("reliability", hint="weights")
def full_bins_weigh_the_same(probabilities, k, bins):
    sure, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == k
    counts, confidence, accuracy = np.zeros(bins, dtype=int), np.zeros(bins), np.zeros(bins)
    for i in range(bins):
        inside = (sure > i / bins) & (sure <= (i + 1) / bins)
        counts[i] = inside.sum()
        if counts[i]:
            confidence[i], accuracy[i] = sure[inside].mean(), right[inside].mean()
    return counts, confidence, accuracy, float(np.abs(accuracy - confidence)[counts > 0].mean())


@wrong("reliability", hint="absolute")
def bins_make_up_for_each_other(probabilities, k, bins):
    sure, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == k
    counts, confidence, accuracy = np.zeros(bins, dtype=int), np.zeros(bins), np.zeros(bins)
    for i in range(bins):
        inside = (sure > i / bins) & (sure <= (i + 1) / bins)
        counts[i] = inside.sum()
        if counts[i]:
            confidence[i], accuracy[i] = sure[inside].mean(), right[inside].mean()
    return counts, confidence, accuracy, float(np.sum(counts * (accuracy - confidence)) / len(sure))


@wrong("reliability", hint="absolute")
def absolute_value_of_the_sum(probabilities, k, bins):
    sure, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == k
    counts, confidence, accuracy = np.zeros(bins, dtype=int), np.zeros(bins), np.zeros(bins)
    for i in range(bins):
        inside = (sure > i / bins) & (sure <= (i + 1) / bins)
        counts[i] = inside.sum()
        if counts[i]:
            confidence[i], accuracy[i] = sure[inside].mean(), right[inside].mean()
    return counts, confidence, accuracy, float(abs(np.sum(counts * (accuracy - confidence))) / len(sure))


@wrong("reliability", hint="square")
def squares_of_the_distances(probabilities, k, bins):
    sure, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == k
    counts, confidence, accuracy = np.zeros(bins, dtype=int), np.zeros(bins), np.zeros(bins)
    for i in range(bins):
        inside = (sure > i / bins) & (sure <= (i + 1) / bins)
        counts[i] = inside.sum()
        if counts[i]:
            confidence[i], accuracy[i] = sure[inside].mean(), right[inside].mean()
    return counts, confidence, accuracy, float(np.sum(counts * (accuracy - confidence) ** 2) / len(sure))


@wrong("reliability", hint="largest")
def the_largest_distance(probabilities, k, bins):
    sure, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == k
    counts, confidence, accuracy = np.zeros(bins, dtype=int), np.zeros(bins), np.zeros(bins)
    for i in range(bins):
        inside = (sure > i / bins) & (sure <= (i + 1) / bins)
        counts[i] = inside.sum()
        if counts[i]:
            confidence[i], accuracy[i] = sure[inside].mean(), right[inside].mean()
    return counts, confidence, accuracy, float(np.abs(accuracy - confidence).max())


@wrong("reliability", hint="mean")
def sum_over_the_examples(probabilities, k, bins):
    sure, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == k
    counts, confidence, accuracy = np.zeros(bins, dtype=int), np.zeros(bins), np.zeros(bins)
    for i in range(bins):
        inside = (sure > i / bins) & (sure <= (i + 1) / bins)
        counts[i] = inside.sum()
        if counts[i]:
            confidence[i], accuracy[i] = sure[inside].mean(), right[inside].mean()
    return counts, confidence, accuracy, float(np.sum(counts * np.abs(accuracy - confidence)))


@wrong("reliability", hint="own-work")
def calls_the_library_s_diagram(probabilities, k, bins):
    from course_lib import calibration

    return calibration.reliability(probabilities, k, bins)


@right("reliability")
def by_search_in_the_borders(probabilities, k, bins):
    sure, said = np.max(probabilities, axis=1), np.argmax(probabilities, axis=1)
    place = np.searchsorted(np.arange(1, bins + 1) / bins, np.minimum(sure, 1), side="left")
    counts = np.bincount(place, minlength=bins)
    confidence, accuracy = (
        np.divide(np.bincount(place, weights=w, minlength=bins), counts, out=np.zeros(bins), where=counts > 0)
        for w in (sure, said == k)
    )
    return counts, confidence, accuracy, np.abs(accuracy - confidence) @ counts / counts.sum()


@right("reliability")
def with_loops_over_the_examples(probabilities, k, bins):
    held = [[] for _ in range(bins)]
    for row, label in zip(probabilities.tolist(), list(k), strict=True):
        top = max(row)
        i = bins - 1
        while top <= i / bins:
            i -= 1
        held[i].append((top, row.index(top) == label))
    counts = [len(pairs) for pairs in held]
    means = [[sum(pair[part] for pair in pairs) / len(pairs) if pairs else 0 for pairs in held] for part in (0, 1)]
    ece = sum(n * abs(c - a) for n, c, a in zip(counts, *means, strict=True)) / sum(counts)
    return counts, means[0], means[1], ece


@right("reliability")
def in_torch_with_a_table_of_bins(probabilities, k, bins):
    P = torch.tensor(np.ascontiguousarray(probabilities))
    sure, said = P.max(dim=1).values, torch.from_numpy(np.asarray(probabilities).argmax(axis=1))
    low = torch.arange(bins, dtype=torch.float64) / bins
    high = torch.arange(1, bins + 1, dtype=torch.float64) / bins
    table = ((sure[:, None] > low) & (sure[:, None] <= high)).to(P.dtype)  # (N, bins)
    counts = table.sum(dim=0)
    confidence, accuracy = (
        v.to(P.dtype) @ table / counts.clamp(min=1) for v in (sure, said == torch.as_tensor(np.asarray(k)))
    )
    return counts.long(), confidence, accuracy, ((accuracy - confidence).abs() * counts / len(P)).sum().item()


# ---------------------------------------------------------------- count_macs


@wrong("count_macs", hint="groups")
def neglects_the_groups(layers):
    sizes, total = accounting.shapes(layers), 0
    for before, after, layer in zip(sizes[:-1], sizes[1:], layers[1:], strict=True):
        if layer["layer"] == "conv":
            total += int(np.prod(after)) * layer["kernel"] ** 2 * before[2]
        elif layer["layer"] == "dense":
            total += int(np.prod(before)) * layer["units"]
    return total


@wrong("count_macs", hint="groups")
def divides_by_the_groups_twice(layers):
    sizes, total = accounting.shapes(layers), 0
    for before, after, layer in zip(sizes[:-1], sizes[1:], layers[1:], strict=True):
        if layer["layer"] == "conv":
            total += int(np.prod(after)) * layer["kernel"] ** 2 * before[2] // layer.get("groups", 1) ** 2
        elif layer["layer"] == "dense":
            total += int(np.prod(before)) * layer["units"]
    return total


@wrong("count_macs", hint="padding")
def neglects_the_padding(layers):
    sizes, total = accounting.shapes([layer | {"padding": 0} for layer in layers]), 0
    for before, after, layer in zip(sizes[:-1], sizes[1:], layers[1:], strict=True):
        if layer["layer"] == "conv":
            total += int(np.prod(after)) * layer["kernel"] ** 2 * before[2] // layer.get("groups", 1)
        elif layer["layer"] == "dense":
            total += int(np.prod(before)) * layer["units"]
    return total


@wrong("count_macs", hint="bias")
def counts_the_biases(layers):
    sizes, total = accounting.shapes(layers), 0
    for before, after, layer in zip(sizes[:-1], sizes[1:], layers[1:], strict=True):
        if layer["layer"] == "conv":
            total += int(np.prod(after)) * (layer["kernel"] ** 2 * before[2] // layer.get("groups", 1) + 1)
        elif layer["layer"] == "dense":
            total += (int(np.prod(before)) + 1) * layer["units"]
    return total


@wrong("count_macs", hint="flops")
def counts_the_additions_too(layers):
    sizes, total = accounting.shapes(layers), 0
    for before, after, layer in zip(sizes[:-1], sizes[1:], layers[1:], strict=True):
        if layer["layer"] == "conv":
            total += 2 * int(np.prod(after)) * layer["kernel"] ** 2 * before[2] // layer.get("groups", 1)
        elif layer["layer"] == "dense":
            total += 2 * int(np.prod(before)) * layer["units"]
    return total


@wrong("count_macs", hint="pool")
def pooling_multiplies(layers):
    sizes, total = accounting.shapes(layers), 0
    for before, after, layer in zip(sizes[:-1], sizes[1:], layers[1:], strict=True):
        if layer["layer"] == "conv":
            total += int(np.prod(after)) * layer["kernel"] ** 2 * before[2] // layer.get("groups", 1)
        elif layer["layer"] == "pool":
            total += int(np.prod(after)) * layer["kernel"] ** 2
        else:
            total += int(np.prod(before)) * layer["units"]
    return total


@wrong("count_macs", hint="weights")
def counts_the_weights(layers):
    sizes, total = accounting.shapes(layers), 0
    for before, layer in zip(sizes[:-1], layers[1:], strict=True):
        if layer["layer"] == "conv":
            total += layer["channels"] * layer["kernel"] ** 2 * before[2] // layer.get("groups", 1)
        elif layer["layer"] == "dense":
            total += int(np.prod(before)) * layer["units"]
    return total


@wrong("count_macs", hint="dense")
def convolutions_alone(layers):
    sizes, total = accounting.shapes(layers), 0
    for before, after, layer in zip(sizes[:-1], sizes[1:], layers[1:], strict=True):
        if layer["layer"] == "conv":
            total += int(np.prod(after)) * layer["kernel"] ** 2 * before[2] // layer.get("groups", 1)
    return total


@wrong("count_macs", hint="input-size")
def at_each_place_of_the_input(layers):
    sizes, total = accounting.shapes(layers), 0
    for before, layer in zip(sizes[:-1], layers[1:], strict=True):
        if layer["layer"] == "conv":
            total += int(np.prod(before)) * layer["kernel"] ** 2 * layer["channels"] // layer.get("groups", 1)
        elif layer["layer"] == "dense":
            total += int(np.prod(before)) * layer["units"]
    return total


@wrong("count_macs", hint="kernel")
def kernel_without_its_square(layers):
    sizes, total = accounting.shapes(layers), 0
    for before, after, layer in zip(sizes[:-1], sizes[1:], layers[1:], strict=True):
        if layer["layer"] == "conv":
            total += int(np.prod(after)) * layer["kernel"] * before[2] // layer.get("groups", 1)
        elif layer["layer"] == "dense":
            total += int(np.prod(before)) * layer["units"]
    return total


@wrong("count_macs", hint="channels")
def forgets_the_channels_that_come_in(layers):
    sizes, total = accounting.shapes(layers), 0
    for before, after, layer in zip(sizes[:-1], sizes[1:], layers[1:], strict=True):
        if layer["layer"] == "conv":
            total += int(np.prod(after)) * layer["kernel"] ** 2
        elif layer["layer"] == "dense":
            total += int(np.prod(before)) * layer["units"]
    return total


@wrong("count_macs", hint="square")
def takes_the_picture_for_square(layers):
    layers = [layers[0] | {"width": layers[0]["height"]}, *layers[1:]]
    sizes, total = accounting.shapes(layers), 0
    for before, after, layer in zip(sizes[:-1], sizes[1:], layers[1:], strict=True):
        if layer["layer"] == "conv":
            total += int(np.prod(after)) * layer["kernel"] ** 2 * before[2] // layer.get("groups", 1)
        elif layer["layer"] == "dense":
            total += int(np.prod(before)) * layer["units"]
    return total


@wrong("count_macs", hint="KeyError")
def wants_groups_everywhere(layers):
    sizes, total = accounting.shapes(layers), 0
    for before, after, layer in zip(sizes[:-1], sizes[1:], layers[1:], strict=True):
        if layer["layer"] == "conv":
            total += int(np.prod(after)) * layer["kernel"] ** 2 * before[2] // layer["groups"]
        elif layer["layer"] == "dense":
            total += int(np.prod(before)) * layer["units"]
    return total


@wrong("count_macs", hint="own-work")
def calls_the_library_s_count(layers):
    return sum(accounting.multiplications(layers))


@right("count_macs")
def with_sizes_of_its_own(layers):
    height, width, channels = layers[0]["height"], layers[0]["width"], layers[0]["channels"]
    total = 0
    for layer in layers[1:]:
        if layer["layer"] == "dense":
            total += height * width * channels * layer["units"]
            height = width = 1
            channels = layer["units"]
            continue
        around = 2 * layer.get("padding", 0)
        height, width = ((side + around - layer["kernel"]) // layer["stride"] + 1 for side in (height, width))
        if layer["layer"] == "conv":
            total += height * width * layer["channels"] * layer["kernel"] ** 2 * (channels // layer.get("groups", 1))
            channels = layer["channels"]
    return total


@right("count_macs")
def weights_times_places(layers):
    import math

    sizes = accounting.shapes(layers)
    counts = []
    for place, layer in enumerate(layers):
        if layer["layer"] == "conv":
            read = sizes[place - 1][2] // layer.get("groups", 1)
            counts.append(read * layer["kernel"] ** 2 * layer["channels"] * math.prod(sizes[place][:2]))
        elif layer["layer"] == "dense":
            counts.append(math.prod(sizes[place - 1]) * math.prod(sizes[place]))
    return sum(counts)


@right("count_macs")
def group_by_group(layers):
    sizes = accounting.shapes(layers)
    total = 0
    for place in range(1, len(layers)):
        layer, before, after = layers[place], np.array(sizes[place - 1], dtype=object), sizes[place]
        if layer["layer"] == "conv":
            groups = layer.get("groups", 1)
            for _ in range(groups):
                total += after[0] * after[1] * (after[2] // groups) * layer["kernel"] ** 2 * (before[2] // groups)
        if layer["layer"] == "dense":
            total += before.prod() * after[0]
    return int(total)


# ---------------------------------------------------------------- footprint


@wrong("footprint", hint="unit")
def grams(hours, watts, pue, grams_per_kwh):
    pairs = np.array([hours, watts, pue, grams_per_kwh], dtype=float)
    if np.any(pairs <= 0) or np.any(pairs[:, 0] > pairs[:, 1]):
        raise ValueError("bounds must be positive, the lower one first")
    logs = np.log(pairs)
    middle = np.exp(logs.mean(axis=1).sum()) / 1e3
    factor = np.exp(np.sqrt(np.sum((np.diff(logs) / 2) ** 2)))
    return middle / factor, middle, middle * factor


@wrong("footprint", hint="unit")
def neither_kilowatts_nor_kilograms(hours, watts, pue, grams_per_kwh):
    pairs = np.array([hours, watts, pue, grams_per_kwh], dtype=float)
    if np.any(pairs <= 0) or np.any(pairs[:, 0] > pairs[:, 1]):
        raise ValueError("bounds must be positive, the lower one first")
    logs = np.log(pairs)
    middle = np.exp(logs.mean(axis=1).sum())
    factor = np.exp(np.sqrt(np.sum((np.diff(logs) / 2) ** 2)))
    return middle / factor, middle, middle * factor


@wrong("footprint", hint="unit")
def tonnes(hours, watts, pue, grams_per_kwh):
    pairs = np.array([hours, watts, pue, grams_per_kwh], dtype=float)
    if np.any(pairs <= 0) or np.any(pairs[:, 0] > pairs[:, 1]):
        raise ValueError("bounds must be positive, the lower one first")
    logs = np.log(pairs)
    middle = np.exp(logs.mean(axis=1).sum()) / 1e9
    factor = np.exp(np.sqrt(np.sum((np.diff(logs) / 2) ** 2)))
    return middle / factor, middle, middle * factor


@wrong("footprint", hint="geometric")
def means_of_the_bounds(hours, watts, pue, grams_per_kwh):
    pairs = np.array([hours, watts, pue, grams_per_kwh], dtype=float)
    if np.any(pairs <= 0) or np.any(pairs[:, 0] > pairs[:, 1]):
        raise ValueError("bounds must be positive, the lower one first")
    logs = np.log(pairs)
    middle = pairs.mean(axis=1).prod() / 1e6
    factor = np.exp(np.sqrt(np.sum((np.diff(logs) / 2) ** 2)))
    return middle / factor, middle, middle * factor


@wrong("footprint", hint="geometric")
def mean_of_the_two_products(hours, watts, pue, grams_per_kwh):
    pairs = np.array([hours, watts, pue, grams_per_kwh], dtype=float)
    if np.any(pairs <= 0) or np.any(pairs[:, 0] > pairs[:, 1]):
        raise ValueError("bounds must be positive, the lower one first")
    logs = np.log(pairs)
    middle = pairs.prod(axis=0).mean() / 1e6
    factor = np.exp(np.sqrt(np.sum((np.diff(logs) / 2) ** 2)))
    return middle / factor, middle, middle * factor


@wrong("footprint", hint="root")
def products_without_a_root(hours, watts, pue, grams_per_kwh):
    pairs = np.array([hours, watts, pue, grams_per_kwh], dtype=float)
    if np.any(pairs <= 0) or np.any(pairs[:, 0] > pairs[:, 1]):
        raise ValueError("bounds must be positive, the lower one first")
    logs = np.log(pairs)
    middle = np.exp(logs.sum()) / 1e6
    factor = np.exp(np.sqrt(np.sum((np.diff(logs) / 2) ** 2)))
    return middle / factor, middle, middle * factor


@wrong("footprint", hint="pue")
def forgets_the_pue(hours, watts, pue, grams_per_kwh):
    pairs = np.array([hours, watts, pue, grams_per_kwh], dtype=float)
    if np.any(pairs <= 0) or np.any(pairs[:, 0] > pairs[:, 1]):
        raise ValueError("bounds must be positive, the lower one first")
    logs = np.log(pairs)
    middle = np.exp(logs.mean(axis=1)[[0, 1, 3]].sum()) / 1e6
    factor = np.exp(np.sqrt(np.sum((np.diff(logs) / 2) ** 2)))
    return middle / factor, middle, middle * factor


@wrong("footprint", hint="pue")
def divides_by_the_pue(hours, watts, pue, grams_per_kwh):
    pairs = np.array([hours, watts, pue, grams_per_kwh], dtype=float)
    if np.any(pairs <= 0) or np.any(pairs[:, 0] > pairs[:, 1]):
        raise ValueError("bounds must be positive, the lower one first")
    logs = np.log(pairs)
    middle = np.exp(logs.mean(axis=1) @ [1, 1, -1, 1]) / 1e6
    factor = np.exp(np.sqrt(np.sum((np.diff(logs) / 2) ** 2)))
    return middle / factor, middle, middle * factor


@wrong("footprint", hint="independent")
def all_at_their_worst(hours, watts, pue, grams_per_kwh):
    pairs = np.array([hours, watts, pue, grams_per_kwh], dtype=float)
    if np.any(pairs <= 0) or np.any(pairs[:, 0] > pairs[:, 1]):
        raise ValueError("bounds must be positive, the lower one first")
    logs = np.log(pairs)
    middle = np.exp(logs.mean(axis=1).sum()) / 1e6
    factor = np.exp(np.sum(np.diff(logs) / 2))
    return middle / factor, middle, middle * factor


@wrong("footprint", hint="half")
def whole_widths(hours, watts, pue, grams_per_kwh):
    pairs = np.array([hours, watts, pue, grams_per_kwh], dtype=float)
    if np.any(pairs <= 0) or np.any(pairs[:, 0] > pairs[:, 1]):
        raise ValueError("bounds must be positive, the lower one first")
    logs = np.log(pairs)
    middle = np.exp(logs.mean(axis=1).sum()) / 1e6
    factor = np.exp(np.sqrt(np.sum(np.diff(logs) ** 2)))
    return middle / factor, middle, middle * factor


@wrong("footprint", hint="squares")
def sum_of_squares_without_a_root(hours, watts, pue, grams_per_kwh):
    pairs = np.array([hours, watts, pue, grams_per_kwh], dtype=float)
    if np.any(pairs <= 0) or np.any(pairs[:, 0] > pairs[:, 1]):
        raise ValueError("bounds must be positive, the lower one first")
    logs = np.log(pairs)
    middle = np.exp(logs.mean(axis=1).sum()) / 1e6
    factor = np.exp(np.sum((np.diff(logs) / 2) ** 2))
    return middle / factor, middle, middle * factor


@wrong("footprint", hint="squares")
def squares_of_the_factors(hours, watts, pue, grams_per_kwh):
    pairs = np.array([hours, watts, pue, grams_per_kwh], dtype=float)
    if np.any(pairs <= 0) or np.any(pairs[:, 0] > pairs[:, 1]):
        raise ValueError("bounds must be positive, the lower one first")
    logs = np.log(pairs)
    middle = np.exp(logs.mean(axis=1).sum()) / 1e6
    factor = np.sqrt(np.sum(pairs[:, 1] / pairs[:, 0]))
    return middle / factor, middle, middle * factor


@wrong("footprint", hint="mean")
def root_of_the_mean_square(hours, watts, pue, grams_per_kwh):
    pairs = np.array([hours, watts, pue, grams_per_kwh], dtype=float)
    if np.any(pairs <= 0) or np.any(pairs[:, 0] > pairs[:, 1]):
        raise ValueError("bounds must be positive, the lower one first")
    logs = np.log(pairs)
    middle = np.exp(logs.mean(axis=1).sum()) / 1e6
    factor = np.exp(np.sqrt(np.mean((np.diff(logs) / 2) ** 2)))
    return middle / factor, middle, middle * factor


@wrong("footprint", hint="widest")
def widest_factor_alone(hours, watts, pue, grams_per_kwh):
    pairs = np.array([hours, watts, pue, grams_per_kwh], dtype=float)
    if np.any(pairs <= 0) or np.any(pairs[:, 0] > pairs[:, 1]):
        raise ValueError("bounds must be positive, the lower one first")
    logs = np.log(pairs)
    middle = np.exp(logs.mean(axis=1).sum()) / 1e6
    factor = np.exp(np.max(np.diff(logs)) / 2)
    return middle / factor, middle, middle * factor


@wrong("footprint", hint="exponential")
def forgets_to_leave_the_logarithm(hours, watts, pue, grams_per_kwh):
    pairs = np.array([hours, watts, pue, grams_per_kwh], dtype=float)
    if np.any(pairs <= 0) or np.any(pairs[:, 0] > pairs[:, 1]):
        raise ValueError("bounds must be positive, the lower one first")
    logs = np.log(pairs)
    middle = np.exp(logs.mean(axis=1).sum()) / 1e6
    factor = np.sqrt(np.sum((np.diff(logs) / 2) ** 2))
    return middle / factor, middle, middle * factor


@wrong("footprint", hint="exponential")
def plus_and_minus(hours, watts, pue, grams_per_kwh):
    pairs = np.array([hours, watts, pue, grams_per_kwh], dtype=float)
    if np.any(pairs <= 0) or np.any(pairs[:, 0] > pairs[:, 1]):
        raise ValueError("bounds must be positive, the lower one first")
    logs = np.log(pairs)
    middle = np.exp(logs.mean(axis=1).sum()) / 1e6
    factor = np.sqrt(np.sum((np.diff(logs) / 2) ** 2))
    return middle - middle * factor, middle, middle + middle * factor


@wrong("footprint", hint="order")
def high_before_low(hours, watts, pue, grams_per_kwh):
    pairs = np.array([hours, watts, pue, grams_per_kwh], dtype=float)
    if np.any(pairs <= 0) or np.any(pairs[:, 0] > pairs[:, 1]):
        raise ValueError("bounds must be positive, the lower one first")
    logs = np.log(pairs)
    middle = np.exp(logs.mean(axis=1).sum()) / 1e6
    factor = np.exp(np.sqrt(np.sum((np.diff(logs) / 2) ** 2)))
    return middle * factor, middle, middle / factor


@wrong("footprint", hint="bounds")
def accepts_bounds_in_any_order(hours, watts, pue, grams_per_kwh):
    pairs = np.array([hours, watts, pue, grams_per_kwh], dtype=float)
    if np.any(pairs <= 0):
        raise ValueError("bounds must be positive, the lower one first")
    pairs.sort(axis=1)
    logs = np.log(pairs)
    middle = np.exp(logs.mean(axis=1).sum()) / 1e6
    factor = np.exp(np.sqrt(np.sum((np.diff(logs) / 2) ** 2)))
    return middle / factor, middle, middle * factor


@wrong("footprint", hint="positive")
def accepts_what_is_negative(hours, watts, pue, grams_per_kwh):
    pairs = np.array([hours, watts, pue, grams_per_kwh], dtype=float)
    if np.any(pairs[:, 0] > pairs[:, 1]):
        raise ValueError("bounds must be positive, the lower one first")
    logs = np.log(np.maximum(np.abs(pairs), 1e-9))
    middle = np.exp(logs.mean(axis=1).sum()) / 1e6
    factor = np.exp(np.sqrt(np.sum((np.diff(logs) / 2) ** 2)))
    return middle / factor, middle, middle * factor


@wrong("footprint", hint="own-work")
def calls_the_library_s_footprint(hours, watts, pue, grams_per_kwh):
    from course_lib import costs

    return costs.footprint(hours, watts, pue, grams_per_kwh)


@right("footprint")
def factor_by_factor(hours, watts, pue, grams_per_kwh):
    import math

    middle, squares = 1e-6, 0.0
    for low, high in [hours, watts, pue, grams_per_kwh]:
        if low <= 0 or high < low:
            raise ValueError("0 < low <= high")
        middle *= math.sqrt(low * high)
        squares += math.log(math.sqrt(high / low)) ** 2
    factor = math.exp(math.sqrt(squares))
    return middle / factor, middle, middle * factor


@right("footprint")
def in_logarithms_to_base_two(hours, watts, pue, grams_per_kwh):
    low, high = np.transpose([hours, watts, pue, grams_per_kwh]).astype(float)
    if not (np.all(low > 0) and np.all(low <= high)):
        raise ValueError(f"the bounds {low} and {high} are no intervals of positive numbers")
    one, two = np.log2(low), np.log2(high)
    middle, half = np.sum(one + two) / 2, np.linalg.norm(two - one) / 2
    return tuple(2.0 ** (middle + side * half) / 1000 / 1000 for side in (-1, 0, 1))


@right("footprint")
def energy_first(hours, watts, pue, grams_per_kwh):
    import math

    quantities = {"hours": hours, "watts": watts, "pue": pue, "grams": grams_per_kwh}
    for name, bounds in quantities.items():
        if min(bounds) <= 0:
            raise ValueError(f"{name} must be positive")
        if bounds[0] > bounds[1]:
            raise ValueError(f"{name}: the lower bound comes first")
    mean = {name: math.sqrt(low) * math.sqrt(high) for name, (low, high) in quantities.items()}
    kilowatt_hours = mean["hours"] * mean["watts"] / 1000 * mean["pue"]
    kilograms = kilowatt_hours * (mean["grams"] / 1000)
    spread = math.hypot(*(math.log(high / low) for low, high in quantities.values()))
    return [kilograms * math.exp(side * spread / 2) for side in (-1, 0, 1)]


# ---------------------------------------------------------------- fit_power_law


@wrong("fit_power_law", hint="logarithms")
def a_line_on_logarithms(n, loss):
    slope, height = np.polyfit(np.log(n), np.log(loss), 1)
    return np.exp(height), -slope, 0.0


@wrong("fit_power_law", hint="floor")
def no_floor(n, loss):
    def given(b):
        p = n**-b
        a = max(p @ loss / (p @ p), 0.0)
        return np.sum((a * p - loss) ** 2), a, b

    _, a, b = min(given(b) for b in np.linspace(0.01, 2, 20001))
    return a, b, 0.0


@wrong("fit_power_law", hint="lowest")
def the_floor_is_the_smallest_loss(n, loss):
    slope, height = np.polyfit(np.log(n[:-1]), np.log((loss - loss.min())[:-1]), 1)
    return np.exp(height), -slope, loss.min()


@wrong("fit_power_law", hint="exponent")
def exponent_with_its_sign(n, loss):
    def given(b):
        p = n**-b
        spread = p - p.mean()
        a = max(spread @ loss / (spread @ spread), 0.0)
        return np.sum((loss.mean() + a * spread - loss) ** 2), a, b, loss.mean() - a * p.mean()

    a, b, c = min(given(b) for b in np.linspace(0.01, 2, 1991))[1:]
    return a, -b, c


@wrong("fit_power_law", hint="order")
def floor_in_the_middle(n, loss):
    def given(b):
        p = n**-b
        spread = p - p.mean()
        a = max(spread @ loss / (spread @ spread), 0.0)
        return np.sum((loss.mean() + a * spread - loss) ** 2), a, b, loss.mean() - a * p.mean()

    a, b, c = min(given(b) for b in np.linspace(0.01, 2, 1991))[1:]
    return a, c, b


@wrong("fit_power_law", hint="order")
def floor_first(n, loss):
    def given(b):
        p = n**-b
        spread = p - p.mean()
        a = max(spread @ loss / (spread @ spread), 0.0)
        return np.sum((loss.mean() + a * spread - loss) ** 2), a, b, loss.mean() - a * p.mean()

    a, b, c = min(given(b) for b in np.linspace(0.01, 2, 1991))[1:]
    return c, a, b


@wrong("fit_power_law", hint="scale")
def a_of_the_smallest_n(n, loss):
    def given(b):
        p = n**-b
        spread = p - p.mean()
        a = max(spread @ loss / (spread @ spread), 0.0)
        return np.sum((loss.mean() + a * spread - loss) ** 2), a, b, loss.mean() - a * p.mean()

    a, b, c = min(given(b) for b in np.linspace(0.01, 2, 1991))[1:]
    return a * n.min() ** -b, b, c


@wrong("fit_power_law", hint="scale")
def a_of_the_largest_n(n, loss):
    def given(b):
        p = n**-b
        spread = p - p.mean()
        a = max(spread @ loss / (spread @ spread), 0.0)
        return np.sum((loss.mean() + a * spread - loss) ** 2), a, b, loss.mean() - a * p.mean()

    a, b, c = min(given(b) for b in np.linspace(0.01, 2, 1991))[1:]
    return a * n.max() ** -b, b, c


@wrong("fit_power_law", hint="coarse")
def a_coarse_grid(n, loss):
    def given(b):
        p = n**-b
        spread = p - p.mean()
        a = max(spread @ loss / (spread @ spread), 0.0)
        c = loss.mean() - a * p.mean()
        if c < 0:
            a, c = max(p @ loss / (p @ p), 0.0), 0.0
        return np.sum((c + a * p - loss) ** 2), a, b, c

    return min(given(b) for b in np.linspace(0.01, 2, 11))[1:]


@wrong("fit_power_law", hint="floor-sign")
def a_floor_below_zero(n, loss):
    def given(b):
        p = n**-b
        spread = p - p.mean()
        a = max(spread @ loss / (spread @ spread), 0.0)
        c = loss.mean() - a * p.mean()
        return np.sum((c + a * p - loss) ** 2), a, b, c

    return min(given(b) for b in np.linspace(0.01, 2, 4001))[1:]


@wrong("fit_power_law", hint="rising")
def a_law_that_rises(n, loss):
    def given(b):
        p = n**-b
        spread = p - p.mean()
        a = spread @ loss / (spread @ spread)
        c = loss.mean() - a * p.mean()
        if c < 0:
            a, c = p @ loss / (p @ p), 0.0
        return np.sum((c + a * p - loss) ** 2), a, b, c

    return min(given(b) for b in np.linspace(0.01, 2, 4001))[1:]


@wrong("fit_power_law", hint="range")
def any_exponent(n, loss):
    def given(b):
        p = n**-b
        spread = p - p.mean()
        a = max(spread @ loss / (spread @ spread), 0.0)
        c = loss.mean() - a * p.mean()
        if c < 0:
            a, c = max(p @ loss / (p @ p), 0.0), 0.0
        return np.sum((c + a * p - loss) ** 2), a, b, c

    return min(given(b) for b in np.linspace(0.01, 5, 10001))[1:]


@wrong("fit_power_law", hint="best")
def clips_a_negative_floor_afterwards(n, loss):
    def given(b):
        p = n**-b
        spread = p - p.mean()
        a = max(spread @ loss / (spread @ spread), 0.0)
        c = loss.mean() - a * p.mean()
        return np.sum((c + a * p - loss) ** 2), a, b, c

    _, a, b, c = min(given(b) for b in np.linspace(0.01, 2, 4001))
    return a, b, max(c, 0.0)


@wrong("fit_power_law", hint="type")
def one_number(n, loss):
    def given(b):
        p = n**-b
        spread = p - p.mean()
        a = max(spread @ loss / (spread @ spread), 0.0)
        return np.sum((loss.mean() + a * spread - loss) ** 2), a, b, loss.mean() - a * p.mean()

    _, b, _ = min(given(b) for b in np.linspace(0.01, 2, 1991))[1:]
    return b


@wrong("fit_power_law", hint="own-work")
def calls_the_library_s_fit(n, loss):
    from course_lib import scaling

    return scaling.fit_power_law(n, loss)


@wrong("fit_power_law", hint="small")
def good_enough_is_an_absolute_number(n, loss):
    n, loss = np.asarray(n, dtype=float), np.asarray(loss, dtype=float)
    best = (np.inf, 0.0, 0.01, 0.0)
    for b in np.linspace(0.01, 2, 4001):
        p = (n / n[0]) ** -b
        spread = p - p.mean()
        a = max(spread @ loss / (spread @ spread), 0.0)
        c = loss.mean() - a * p.mean()
        if c < 0:
            a, c = max(p @ loss / (p @ p), 0.0), 0.0
        error = np.sum((c + a * p - loss) ** 2)
        if error < best[0] - 1e-8:
            best = error, a * n[0] ** b, b, c
    return best[1:]


@right("fit_power_law")
def by_nonnegative_least_squares(n, loss):
    from scipy.optimize import minimize_scalar, nnls

    relative = np.asarray(n) / np.min(n)

    def given(b):
        (a, c), norm = nnls(np.stack([relative**-b, np.ones(len(n))], axis=1), loss)
        return norm, a, c

    grid = np.linspace(0.01, 2, 400)
    near = grid[np.argmin([given(b)[0] for b in grid])]
    limits = max(near - 0.01, 0.01), min(near + 0.01, 2)
    b = minimize_scalar(lambda b: given(b)[0], bounds=limits, method="bounded", options={"xatol": 1e-9}).x
    _, a, c = given(b)
    return a * np.min(n) ** b, b, c


@right("fit_power_law")
def by_an_even_fine_grid(n, loss):
    n, loss = np.asarray(n, dtype=float), np.asarray(loss, dtype=float)
    b = np.linspace(0.01, 2, 40001)
    p = (n / n.max()) ** -b[:, None]  # (grid, M)
    spread = p - p.mean(axis=1, keepdims=True)
    a = np.maximum(spread @ loss / np.sum(spread**2, axis=1), 0)
    c = loss.mean() - a * p.mean(axis=1)
    alone = np.maximum(p @ loss / np.sum(p**2, axis=1), 0)
    a, c = np.where(c < 0, alone, a), np.maximum(c, 0)
    best = np.argmin(np.sum((c[:, None] + a[:, None] * p - loss) ** 2, axis=1))
    return a[best] * n.max() ** b[best], b[best], c[best]


@right("fit_power_law")
def by_trust_regions_from_several_starts(n, loss):
    from scipy.optimize import least_squares

    relative, loss = np.asarray(n, dtype=float) / np.min(n), np.asarray(loss, dtype=float)
    best = None
    for b in (0.02, 0.1, 0.3, 0.6, 1.0, 1.5, 1.95):
        for floor in (1e-6, 0.5 * abs(loss.min()) + 1e-6):
            start = [max(loss[np.argmin(relative)] - floor, 1e-3), b, floor]
            found = least_squares(
                lambda q: q[2] + q[0] * relative ** -q[1] - loss,
                start,
                bounds=([0, 0.01, 0], [np.inf, 2, np.inf]),
                xtol=1e-14,
                ftol=1e-14,
                gtol=1e-14,
                max_nfev=3000,
            )
            if best is None or found.cost < best.cost:
                best = found
    a, b, c = best.x
    return a * np.min(n) ** b, b, c


equivalent(
    "saliency",
    "reference: leaf = x.detach(){.clone().requires_grad_ -> .requires_grad_}(True)",
    "one_picture_at_a_time: leaf = picture.detach(){.clone().requires_grad_ -> .requires_grad_}(True)",
    "by_backward_on_the_leaf_alone: leaf = x.detach(){.clone().requires_grad_ -> .requires_grad_}(True)",
    reason="what is detached has a flag of its own, and is not changed",
)

equivalent(
    "saliency",
    "one_picture_at_a_time: grad, = torch.autograd.grad(model(leaf[None])[{0 -> -1}, t], leaf)",
    reason="of a batch of one, or of its first row, 0 and -1 or a longer batch read the same",
)

equivalent(
    "saliency",
    "by_backward_on_the_leaf_alone: logits.backward(gradient=functional.one_hot(target, logits.shape[1])."
    "to({logits.dtype -> None}), inputs=[leaf])",
    reason="ones and zeros of any kind pick the same logits",
)

equivalent(
    "saliency",
    "fault: gives no negative number",
    reason="no size is negative",
)

equivalent(
    "occlusion",
    "reference: fall = torch.zeros(rows, columns, dtype={x.dtype -> None})",
    reason="single precision is as right as double",
)

equivalent(
    "occlusion",
    "reference: fall = {torch.zeros -> torch.ones}(rows, columns, dtype=x.dtype)",
    reason="every place is written below",
)

equivalent(
    "occlusion",
    "reference: whole = model(x[None])[{0 -> -1}, target]",
    "reference: fall[i, j] = whole - model(covered[None])[{0 -> -1}, target]",
    "with_masks: line.append(float(model(x.unsqueeze(0))[{0 -> -1}][target] - model(hidden.unsqueeze(0))[0][target]))",
    "with_masks: line.append(float(model(x.unsqueeze(0))[0][target] - model(hidden.unsqueeze(0))[{0 -> -1}][target]))",
    "in_numpy_around_the_network: fall[place] = (model(x[None]) - model(torch.from_numpy(u)[None]))[{0 ->"
    " -1}, target].item()",
    reason="of a batch of one, or of its first row, 0 and -1 or a longer batch read the same",
)

equivalent(
    "integrated_gradients",
    "whole_way_in_one_batch: shares = (torch.arange(steps, dtype={x.dtype -> None}) + 0.5) / steps",
    reason="single precision is as right as double",
)

equivalent(
    "integrated_gradients",
    "with_its_own_gradient: leaf = torch.lerp({baseline, x -> x, baseline}, (2 * k + 1) / (2 * steps)).re"
    "quires_grad_(True)",
    reason="the middles of the steps lie alike from both ends",
)

equivalent(
    "integrated_gradients",
    "reference: climbed = (model(x) - model(baseline)).gather(1, target[:, None])[:, {0 -> -1}]",
    "with_its_own_gradient: climbed = [(model(x[n:{n + 1 -> nothing}]) - model(baseline[n:n + 1]))[0, tar"
    "get[n]].item() for n in range(len(x))]",
    "with_its_own_gradient: climbed = [(model(x[n:n + {1 -> 2}]) - model(baseline[n:n + 1]))[0, target[n]"
    "].item() for n in range(len(x))]",
    "with_its_own_gradient: climbed = [(model(x[n:n + 1]) - model(baseline[n:{n + 1 -> nothing}]))[0, tar"
    "get[n]].item() for n in range(len(x))]",
    "with_its_own_gradient: climbed = [(model(x[n:n + 1]) - model(baseline[n:n + {1 -> 2}]))[0, target[n]"
    "].item() for n in range(len(x))]",
    "with_its_own_gradient: climbed = [(model(x[n:n + 1]) - model(baseline[n:n + 1]))[{0 -> -1}, target[n"
    "]].item() for n in range(len(x))]",
    "picture_by_picture: one, start, t = (x[n:{n + 1 -> nothing}], baseline[n:n + 1], target[n:n + 1])",
    "picture_by_picture: one, start, t = (x[n:n + {1 -> 2}], baseline[n:n + 1], target[n:n + 1])",
    "picture_by_picture: one, start, t = (x[n:n + 1], baseline[n:{n + 1 -> nothing}], target[n:n + 1])",
    "picture_by_picture: one, start, t = (x[n:n + 1], baseline[n:n + {1 -> 2}], target[n:n + 1])",
    "picture_by_picture: parts.append(((one - start) * torch.stack(slopes).mean(dim=0))[{0 -> -1}])",
    "picture_by_picture: gaps.append(parts[-1].sum() - (model(one) - model(start))[{0 -> -1}, t[0]])",
    "picture_by_picture: gaps.append(parts[-1].sum() - (model(one) - model(start))[0, t[{0 -> -1}]])",
    reason="of a batch of one, or of its first row, 0 and -1 or a longer batch read the same",
)

equivalent(
    "cam",
    "with_loops: total = np.zeros(picture.shape[{1 -> 2}:])",
    reason="the first sum broadcasts a row to the whole map",
)

equivalent(
    "cam",
    "with_loops: total {= total + -> +=} weights[t][c] * picture[c]",
    reason="total is an array of the answer's own",
)

equivalent(
    "maximize_activation",
    "reference: x = x.detach(){.clone() -> nothing}",
    "reference: leaf = {x.clone().requires_grad_ -> x.requires_grad_}(True)",
    "reference: x {= x + -> +=} step * g / g.norm()",
    "in_numpy_between_the_steps: u = x.detach().numpy(){.copy() -> nothing}",
    "in_numpy_between_the_steps: leaf = torch.from_numpy({u.copy() -> u}).requires_grad_(True)",
    reason="it is a copy of the answer's own, or is replaced and never changed in place",
)

equivalent(
    "maximize_activation",
    "reference: g = torch.autograd.grad(model(leaf[None])[{0 -> -1}, unit], leaf)[0]",
    "reference: g = torch.autograd.grad(model(leaf[None])[0, unit], leaf)[{0 -> -1}]",
    "with_the_library_s_gradient: g = attribution.logit_gradient(model, x[None], torch.tensor([unit]))[{0 -> -1}]",
    "with_a_leaf_that_moves: g, = torch.autograd.grad(model(leaf[None])[{0 -> -1}][unit], leaf)",
    "in_numpy_between_the_steps: g = torch.autograd.grad(model(leaf.unsqueeze(0)).squeeze(0)[unit], leaf)"
    "[{0 -> -1}].numpy()",
    reason="of a batch of one, or of its first row, 0 and -1 or a longer batch read the same",
)

equivalent(
    "maximize_activation",
    "reference: if x.norm() {> -> >=} radius:",
    "with_the_library_s_gradient: x = torch.where(length {> -> >=} radius, radius / length, 1.0) * x",
    "with_a_leaf_that_moves: if leaf.square().sum() {> -> >=} radius ** 2:",
    "in_numpy_between_the_steps: u = u / length * radius if length {> -> >=} radius else u",
    reason="at equality a factor of 1 changes nothing",
)

equivalent(
    "maximize_activation",
    "with_a_leaf_that_moves: if {bool((g != 0).any()) -> True}:",
    "with_a_leaf_that_moves: if bool((g != {0 -> 1}).any()):",
    "with_a_leaf_that_moves: if bool((g != {0 -> -1}).any()):",
    reason="normalize makes 0 of a gradient of 0",
)

equivalent(
    "maximize_activation",
    "with_a_leaf_that_moves: leaf += step * torch.nn.functional.normalize(g.flatten(), dim={0 -> None}, e"
    "ps=1e-300).reshape(g.shape)",
    "with_a_leaf_that_moves: leaf += step * torch.nn.functional.normalize(g.flatten(), dim=0{, eps=1e-300"
    " -> nothing}).reshape(g.shape)",
    "with_a_leaf_that_moves: leaf += step * torch.nn.functional.normalize(g.flatten(), dim=0, eps={1e -> "
    "2e}-300).reshape(g.shape)",
    reason="a vector has one axis, and no slope of a network is as small as either bound but 0 itself",
)

equivalent(
    "explanation_similarity",
    "reference: smaller = (values[:, None] {> -> <} values).sum(axis=1)",
    "reference: smaller = (values[:, None] > values).sum(axis={1 -> 0})",
    "reference: equal = (values[:, None] == values).sum(axis={1 -> 0})",
    "ranks_by_loops: one, two = ([sum((y {< -> >} x for y in w)) + (sum((y == x for y in w)) - n) / 2 for"
    " x in w] for w in (u, v))",
    "by_comparing_pairs_in_torch: one, two = (s.sum(dim={1 -> 0}) for s in signs)",
    reason="both rankings turn round, or compare the same pairs from the other side",
)

equivalent(
    "explanation_similarity",
    "with_rankdata: return np.corrcoef({one, two -> two, one})[0, 1] if one.std() > 0 and two.std() > 0 else 0.0",
    "ranks_by_loops: top, left, right_ = (sum((x * y for x, y in zip({p, q -> q, p}, strict=True))) for p"
    ", q in [(one, two), (one, one), (two, two)])",
    "by_comparing_pairs_in_torch: return ({one @ two -> two @ one} / spread).item() if spread > 0 else 0.0",
    reason="a product takes its two factors in either order",
)

equivalent(
    "explanation_similarity",
    "with_rankdata: return np.corrcoef(one, two)[0, 1] if {one.std -> one.var}() > 0 and two.std() > 0 else 0.0",
    "with_rankdata: return np.corrcoef(one, two)[0, 1] if one.std() > 0 and {two.std -> two.var}() > 0 else 0.0",
    "by_comparing_pairs_in_torch: one, two = ({s.sum -> s.mean}(dim=1) for s in signs)",
    reason="a variance is 0 where the deviation is, and a factor of both maps cancels",
)

equivalent(
    "explanation_similarity",
    "by_comparing_pairs_in_torch: return (one @ two / spread).item() if spread > {0 -> 1} else 0.0",
    reason="the spread of two maps that differ is 2 at least",
)

equivalent(
    "linear_probe",
    "by_stacked_rows: rows = np.zeros((N + D, D + {1 -> 2}))",
    reason="a column of zeros gets no weight, and is not read",
)

equivalent(
    "linear_probe",
    "by_stacked_rows: solution, *_ = np.linalg.lstsq(rows, targets{, rcond=None -> nothing})",
    reason="None is the default",
)

equivalent(
    "linear_probe",
    "in_the_space_of_the_examples: W = (centred.T @ np.linalg.solve(kernel, Y {- -> +} Y.mean(axis=0))).T",
    "in_the_space_of_the_examples: W = (centred.T @ np.linalg.solve(kernel, Y{ - Y.mean(axis=0) -> nothing})).T",
    "in_the_space_of_the_examples: W = (centred.T @ np.linalg.solve(kernel, Y - Y.mean(axis={0 -> None}))).T",
    "in_the_space_of_the_examples: W = (centred.T @ np.linalg.solve(kernel, Y - {Y.mean -> Y.sum}(axis=0))).T",
    reason="what is the same for all examples has no part in the span of centred features",
)

equivalent(
    "linear_probe",
    "fault: wrong if its argument number 4 is 0",
    reason="ridge is larger than 0, or W may not be the only one",
)

equivalent(
    "find_shortcut",
    "by_a_table_and_argmin: table = np.zeros((rows, columns), dtype={int -> None})",
    "by_a_table_and_argmin: table = {np.zeros -> np.ones}((rows, columns), dtype=int)",
    reason="every place is written below, and a count is the same number as a float",
)

equivalent(
    "find_shortcut",
    "with_masks_in_one_batch: pictures = torch.where(masks, torch.tensor(fill, dtype={x.dtype -> None}), x)",
    reason="single precision is as right as double",
)

equivalent(
    "reliability",
    "reference: counts, confidence, accuracy = (np.zeros(bins, dtype={int -> None}), np.zeros(bins), np.zeros(bins))",
    "reference: counts, confidence, accuracy = ({np.zeros -> np.ones}(bins, dtype=int), np.zeros(bins), n"
    "p.zeros(bins))",
    reason="every place is written below, and a count is the same number as a float",
)

equivalent(
    "reliability",
    "by_search_in_the_borders: place = np.searchsorted(np.arange(1, bins + 1) / bins, np.minimum(sure, 1)"
    "{, side='left' -> nothing})",
    "by_search_in_the_borders: place = np.searchsorted(np.arange(1, bins + 1{nothing -> + 1}) / bins, np."
    "minimum(sure, 1), side='left')",
    "by_search_in_the_borders: place = np.searchsorted(np.arange(1, bins + 1{nothing -> - 1}) / bins, np."
    "minimum(sure, 1), side='left')",
    "by_search_in_the_borders: place = np.searchsorted(np.arange(1, bins{ + 1 -> nothing}) / bins, np.min"
    "imum(sure, 1), side='left')",
    "by_search_in_the_borders: place = np.searchsorted(np.arange(1, bins + {1 -> 2}) / bins, np.minimum(s"
    "ure, 1), side='left')",
    "by_search_in_the_borders: place = np.searchsorted(np.arange(1, bins + {1 -> 0}) / bins, np.minimum(s"
    "ure, 1), side='left')",
    "by_search_in_the_borders: place = np.searchsorted(np.arange(1, bins + 1) / bins, np.minimum(sure, {1"
    " -> 2}), side='left')",
    reason="left is the default, and no confidence lies beyond the last border: it may be there, or missing, or higher",
)

equivalent(
    "reliability",
    "by_search_in_the_borders: return (counts, confidence, accuracy, {np.abs(accuracy - confidence) @ cou"
    "nts -> counts @ np.abs(accuracy - confidence)} / counts.sum())",
    reason="a product takes its two factors in either order",
)

equivalent(
    "reliability",
    "with_loops_over_the_examples: i = bins {- -> +} 1",
    "with_loops_over_the_examples: i = bins{ - 1 -> nothing}",
    "with_loops_over_the_examples: i = bins - {1 -> 0}",
    reason="the search goes down to the last bin first",
)

equivalent(
    "reliability",
    "in_torch_with_a_table_of_bins: low = torch.arange(bins, dtype={torch.float64 -> None}) / bins",
    "in_torch_with_a_table_of_bins: high = torch.arange(1, bins + 1, dtype={torch.float64 -> None}) / bins",
    reason="single precision is as right as double",
)

equivalent(
    "reliability",
    "fault: wrong if all numbers are negative",
    "fault: wrong if a row is 0",
    "fault: takes small numbers for 0",
    reason="probabilities are not negative, a row of them adds up to 1, and the largest is not small",
)

equivalent(
    "count_macs",
    "reference: total += int(np.prod(after)) * layer['kernel'] ** 2 * before[2] {// -> /} layer.get('groups', 1)",
    "with_sizes_of_its_own: total += height * width * layer['channels'] * layer['kernel'] ** 2 * (channel"
    "s {// -> /} layer.get('groups', 1))",
    "weights_times_places: read = sizes[place - 1][2] {// -> /} layer.get('groups', 1)",
    "group_by_group: total += after[0] * after[1] * (after[2] {// -> /} groups) * layer['kernel'] ** 2 * "
    "(before[2] // groups)",
    "group_by_group: total += after[0] * after[1] * (after[2] // groups) * layer['kernel'] ** 2 * (before"
    "[2] {// -> /} groups)",
    reason="the groups divide the channels",
)

equivalent(
    "count_macs",
    "group_by_group: for place in range({1, -> nothing}len(layers)):",
    "group_by_group: for place in range(1{nothing -> - 1}, len(layers)):",
    "group_by_group: for place in range({1 -> 0}, len(layers)):",
    reason="the input is no layer that multiplies",
)

equivalent(
    "count_macs",
    "group_by_group: layer, before, after = (layers[place], np.array(sizes[place - 1], dtype={object -> N"
    "one}), sizes[place])",
    reason="the numbers are small enough for int64",
)

equivalent(
    "count_macs",
    "group_by_group: total += before.prod() * after[{0 -> -1}]",
    reason="behind a dense layer there is one number",
)

equivalent(
    "footprint",
    "reference: pairs = np.array([hours, watts, pue, grams_per_kwh], dtype={float -> None})",
    "in_logarithms_to_base_two: low, high = np.transpose([hours, watts, pue, grams_per_kwh]).astype({float -> None})",
    reason="bounds are floats, and whole ones give the same logarithms",
)

equivalent(
    "footprint",
    "fault: right unless a number is large",
    reason="the bounds come in pairs, which the fault does not look into",
)

equivalent(
    "footprint",
    "fault: gives no negative number as part 1",
    "fault: gives no negative number as part 2",
    "fault: gives no negative number as part 3",
    reason="a footprint is positive",
)

judged_by_result("fit_power_law", reason="any search that comes within 1 % of the least sum of squares is right")

equivalent(
    "fit_power_law",
    "fault: gives half precision as part 1",
    "fault: gives half precision as part 2",
    "fault: gives half precision as part 3",
    reason="1 % is allowed, and half precision is off by a twentieth of a per cent",
)
