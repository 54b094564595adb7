"""The bank of lesson 13: wrong answers with the hint that each must get, and other right answers."""

import numpy as np
import torch
from torch.nn import functional

from course_lib import accounting, attribution
from course_lib.instructor.bank.bank import right, wrong

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
    corners = [
        (i, j)
        for i in range(0, x.shape[1] - size + 1, stride)
        for j in range(0, x.shape[2] - size + 1, stride)
    ]
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
    slopes = [attribution.logit_gradient(model, baseline + k / steps * (x - baseline), target) for k in range(steps + 1)]
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
    climbed = [
        (model(x[n : n + 1]) - model(baseline[n : n + 1]))[0, target[n]].item() for n in range(len(x))
    ]
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
