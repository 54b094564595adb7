"""The bank of lesson 10: wrong answers with the hint that each must get, and other right answers."""

import numpy as np
import torch
from torch import nn

from course_lib.instructor.bank.bank import right, wrong
from course_lib.instructor.bank.equivalents import equivalent, exact, judged_by_result

# ---------------------------------------------------------------- fit_pca


@wrong("fit_pca", hint="uncentred")
def pca_about_the_origin(X, k):
    return X.mean(axis=0), np.linalg.svd(X, full_matrices=False)[2][:k]


@wrong("fit_pca", hint="smallest")
def smallest_eigenvectors(X, k):
    mean = X.mean(axis=0)
    return mean, np.linalg.eigh((X - mean).T @ (X - mean))[1].T[:k]


@wrong("fit_pca", hint="order")
def order_of_eigh(X, k):
    mean = X.mean(axis=0)
    return mean, np.linalg.eigh((X - mean).T @ (X - mean))[1].T[-k:]


@wrong("fit_pca", hint="rows")
def directions_as_columns(X, k):
    mean = X.mean(axis=0)
    return mean, np.linalg.svd(X - mean, full_matrices=False)[2][:k].T


@wrong("fit_pca", hint="columns")
def rows_of_eigenvectors_in_columns(X, k):
    mean = X.mean(axis=0)
    V = np.linalg.svd(X - mean)[2].T
    return mean, V[:k]


@wrong("fit_pca", hint="scaled")
def scaled_to_unit_deviation(X, k):
    mean, spread = X.mean(axis=0), X.std(axis=0)
    return mean, np.linalg.svd((X - mean) / np.where(spread > 0, spread, 1), full_matrices=False)[2][:k]


@wrong("fit_pca", hint="axis")
def mean_of_each_row(X, k):
    mean = X.mean(axis=1)
    return mean, np.linalg.svd(X - mean[:, None], full_matrices=False)[2][:k]


@wrong("fit_pca", hint="axis")
def one_mean_of_the_table(X, k):
    return X.mean(axis=0), np.linalg.svd(X - X.mean(), full_matrices=False)[2][:k]


@wrong("fit_pca", hint="centre")
def hands_back_no_mean(X, k):
    return np.zeros(X.shape[1]), np.linalg.svd(X - X.mean(axis=0), full_matrices=False)[2][:k]


@wrong("fit_pca", hint="unit")
def whitened(X, k):
    mean = X.mean(axis=0)
    _, lengths, W = np.linalg.svd(X - mean, full_matrices=False)
    return mean, W[:k] * np.sqrt(len(X)) / np.maximum(lengths[:k, None], 1e-12)


@wrong("fit_pca", hint="unit")
def times_singular_values(X, k):
    mean = X.mean(axis=0)
    _, lengths, W = np.linalg.svd(X - mean, full_matrices=False)
    return mean, lengths[:k, None] * W[:k]


@wrong("fit_pca", hint="unit")
def zeros_for_a_single_example(X, k):
    mean = X.mean(axis=0)
    if len(X) == 1:
        return mean, np.zeros((k, X.shape[1]))
    return mean, np.linalg.svd(X - mean, full_matrices=False)[2][:k]


@wrong("fit_pca", hint="directions")
def orthonormal_by_qr_alone(X, k):
    mean = X.mean(axis=0)
    return mean, np.linalg.qr((X - mean).T)[0].T[:k]


@right("fit_pca")
def by_eigh_of_the_covariance(X, k):
    mean = X.mean(axis=0)
    S = (X - mean).T @ (X - mean) / len(X)
    return mean, np.linalg.eigh(S)[1][:, ::-1][:, :k].T


@right("fit_pca")
def by_torch_svd(X, k):
    x = torch.as_tensor(np.array(X))
    mean = x.mean(dim=0)
    return mean, -torch.linalg.svd(x - mean, full_matrices=False)[2][:k]


@right("fit_pca")
def by_sorting_eigenvalues(X, k):
    mean = np.array([sum(column) / len(column) for column in X.T])
    values, vectors = np.linalg.eigh(np.cov(X.T, bias=True).reshape(X.shape[1], X.shape[1]))
    best = np.argsort(values)[::-1][:k]
    return mean, np.stack([vectors[:, i] for i in best])


# ---------------------------------------------------------------- linear_autoencoder_gradients


@wrong("linear_autoencoder_gradients", hint="pixels")
def mean_over_the_pixels(X, E, D):
    code = X @ E.T
    error = code @ D.T - X
    grad = 2 * error / X.size
    return float(np.mean(error**2)), (grad @ D).T @ X, grad.T @ code


@wrong("linear_autoencoder_gradients", hint="examples")
def sum_over_the_examples(X, E, D):
    code = X @ E.T
    error = code @ D.T - X
    return float(np.sum(error**2)), 2 * (error @ D).T @ X, 2 * error.T @ code


@wrong("linear_autoencoder_gradients", hint="half")
def half_the_squares(X, E, D):
    code = X @ E.T
    error = code @ D.T - X
    grad = error / len(X)
    return float(np.sum(error**2) / len(X) / 2), (grad @ D).T @ X, grad.T @ code


@wrong("linear_autoencoder_gradients", hint="two")
def without_the_factor_two(X, E, D):
    code = X @ E.T
    error = code @ D.T - X
    grad = error / len(X)
    return float(np.sum(error**2) / len(X)), (grad @ D).T @ X, grad.T @ code


@wrong("linear_autoencoder_gradients", hint="sign")
def error_the_wrong_way_round(X, E, D):
    code = X @ E.T
    error = X - code @ D.T
    grad = 2 * error / len(X)
    return float(np.sum(error**2) / len(X)), (grad @ D).T @ X, grad.T @ code


@wrong("linear_autoencoder_gradients", hint="centred")
def takes_the_mean_away(X, E, D):
    X = X - X.mean(axis=0)
    code = X @ E.T
    error = code @ D.T - X
    grad = 2 * error / len(X)
    return float(np.sum(error**2) / len(X)), (grad @ D).T @ X, grad.T @ code


@wrong("linear_autoencoder_gradients", hint="tied")
def decodes_with_the_encoder(X, E, D):
    code = X @ E.T
    error = code @ E - X
    grad = 2 * error / len(X)
    return float(np.sum(error**2) / len(X)), (grad @ E.T).T @ X, grad.T @ code


@wrong("linear_autoencoder_gradients", hint="tied")
def adds_the_two_gradients(X, E, D):
    code = X @ E.T
    error = code @ D.T - X
    grad = 2 * error / len(X)
    grad_E, grad_D = (grad @ D).T @ X, grad.T @ code
    return float(np.sum(error**2) / len(X)), grad_E, grad_D + grad_E.T


@wrong("linear_autoencoder_gradients", hint="through")
def back_through_the_encoder(X, E, D):
    code = X @ E.T
    error = code @ D.T - X
    grad = 2 * error / len(X)
    return float(np.sum(error**2) / len(X)), (grad @ E.T).T @ X, grad.T @ code


@wrong("linear_autoencoder_gradients", hint="swapped")
def gradients_of_each_other_s_shape(X, E, D):
    code = X @ E.T
    error = code @ D.T - X
    grad = 2 * error / len(X)
    return float(np.sum(error**2) / len(X)), (grad.T @ code).T, ((grad @ D).T @ X).T


@wrong("linear_autoencoder_gradients", hint="square")
def distance_and_not_its_square(X, E, D):
    code = X @ E.T
    error = code @ D.T - X
    grad = 2 * error / len(X)
    return float(np.mean(np.linalg.norm(error, axis=1))), (grad @ D).T @ X, grad.T @ code


@wrong("linear_autoencoder_gradients", hint="code")
def decoder_fed_with_the_picture(X, E, D):
    code = X @ E.T
    error = code @ D.T - X
    grad = 2 * error / len(X)
    return float(np.sum(error**2) / len(X)), (grad @ D).T @ X, grad.T @ X @ D


@right("linear_autoencoder_gradients")
def by_the_product_of_both(X, E, D):
    M, S = D @ E, X.T @ X / len(X)
    rest = M - np.eye(len(M))
    return float(np.sum((X @ rest.T) ** 2) / len(X)), 2 * D.T @ rest @ S, 2 * rest @ S @ E.T


@right("linear_autoencoder_gradients")
def example_by_example(X, E, D):
    loss, grad_E, grad_D = 0.0, np.zeros_like(E), np.zeros_like(D)
    for x in X:
        code = E @ x
        error = D @ code - x
        loss += error @ error / len(X)
        grad_D += 2 / len(X) * np.outer(error, code)
        grad_E += 2 / len(X) * np.outer(D.T @ error, x)
    return float(loss), grad_E, grad_D


@right("linear_autoencoder_gradients")
def with_einsum_in_torch(X, E, D):
    x, e, d = (torch.as_tensor(np.array(A)) for A in (X, E, D))
    code = torch.einsum("np,kp->nk", x, e)
    error = torch.einsum("nk,pk->np", code, d) - x
    grad = 2 * error / len(x)
    grad_E = torch.einsum("np,pk,nq->kq", grad, d, x)
    return float((error**2).sum() / len(x)), grad_E, torch.einsum("np,nk->pk", grad, code)


# ---------------------------------------------------------------- linear_denoiser


@wrong("linear_denoiser", hint="variance")
def sigma_for_its_square(X, sigma):
    mean = X.mean(axis=0)
    S = (X - mean).T @ (X - mean) / len(X)
    A = S @ np.linalg.inv(S + sigma * np.eye(len(S)))
    return A, mean - A @ mean


@wrong("linear_denoiser", hint="biased")
def divides_by_one_less(X, sigma):
    mean = X.mean(axis=0)
    S = (X - mean).T @ (X - mean) / max(len(X) - 1, 1)
    A = S @ np.linalg.inv(S + sigma**2 * np.eye(len(S)))
    return A, mean - A @ mean


@wrong("linear_denoiser", hint="sum")
def sum_of_products(X, sigma):
    mean = X.mean(axis=0)
    S = (X - mean).T @ (X - mean)
    A = S @ np.linalg.inv(S + sigma**2 * np.eye(len(S)))
    return A, mean - A @ mean


@wrong("linear_denoiser", hint="entries")
def entry_by_entry(X, sigma):
    mean = X.mean(axis=0)
    S = (X - mean).T @ (X - mean) / len(X)
    A = S / (S + sigma**2 * np.eye(len(S)))
    return A, mean - A @ mean


@wrong("linear_denoiser", hint="diagonal")
def each_pixel_by_itself(X, sigma):
    mean, var = X.mean(axis=0), X.var(axis=0)
    A = np.diag(var / (var + sigma**2))
    return A, mean - A @ mean


@wrong("linear_denoiser", hint="uncentred")
def second_moments(X, sigma):
    mean = X.mean(axis=0)
    S = X.T @ X / len(X)
    A = S @ np.linalg.inv(S + sigma**2 * np.eye(len(S)))
    return A, mean - A @ mean


@wrong("linear_denoiser", hint="identity")
def noise_in_every_entry(X, sigma):
    mean = X.mean(axis=0)
    S = (X - mean).T @ (X - mean) / len(X)
    A = S @ np.linalg.pinv(S + sigma**2)
    return A, mean - A @ mean


@wrong("linear_denoiser", hint="noise")
def keeps_the_noise(X, sigma):
    mean = X.mean(axis=0)
    S = (X - mean).T @ (X - mean) / len(X)
    A = sigma**2 * np.linalg.inv(S + sigma**2 * np.eye(len(S)))
    return A, mean - A @ mean


@wrong("linear_denoiser", hint="inverse")
def the_inverse_alone(X, sigma):
    mean = X.mean(axis=0)
    S = (X - mean).T @ (X - mean) / len(X)
    A = np.linalg.inv(S + sigma**2 * np.eye(len(S)))
    return A, mean - A @ mean


@wrong("linear_denoiser", hint="mean")
def without_an_offset(X, sigma):
    mean = X.mean(axis=0)
    S = (X - mean).T @ (X - mean) / len(X)
    return S @ np.linalg.inv(S + sigma**2 * np.eye(len(S))), np.zeros(len(S))


@wrong("linear_denoiser", hint="mean")
def adds_the_whole_mean(X, sigma):
    mean = X.mean(axis=0)
    S = (X - mean).T @ (X - mean) / len(X)
    return S @ np.linalg.inv(S + sigma**2 * np.eye(len(S))), mean


@wrong("linear_denoiser", hint="LinAlgError")
def inverts_the_covariance(X, sigma):
    mean = X.mean(axis=0)
    S = (X - mean).T @ (X - mean) / len(X)
    A = np.linalg.inv(np.eye(len(S)) + sigma**2 * np.linalg.inv(S))
    return A, mean - A @ mean


@right("linear_denoiser")
def by_least_squares_with_extra_rows(X, sigma):
    mean = X.mean(axis=0)
    C = X - mean
    size = X.shape[1]
    rows = np.vstack([C, np.sqrt(len(X)) * sigma * np.eye(size)])
    A = np.linalg.lstsq(rows, np.vstack([C, np.zeros((size, size))]), rcond=None)[0].T
    return A, mean - A @ mean


@right("linear_denoiser")
def one_minus_the_noise(X, sigma):
    mean = sum(X) / len(X)
    S = sum(np.outer(x - mean, x - mean) for x in X) / len(X)
    rest = sigma**2 * np.linalg.inv(S + sigma**2 * np.eye(len(S)))
    return np.eye(len(S)) - rest, rest @ mean


@right("linear_denoiser")
def by_eigenvectors_in_torch(X, sigma):
    x = torch.as_tensor(np.array(X))
    mean = x.mean(dim=0)
    values, V = torch.linalg.eigh((x - mean).T @ (x - mean) / len(x))
    values = values.clamp(min=0)
    A = V @ torch.diag(values / (values + sigma**2)) @ V.T
    return A, mean - A @ mean


# ---------------------------------------------------------------- train_denoiser


@wrong("train_denoiser", hint="fresh-noise")
def noise_drawn_once(model, X, sigma, generator, steps=1000, batch_size=128):
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    noisy = X + sigma * torch.randn(X.shape, generator=generator)
    for step in range(steps):
        optimizer.param_groups[0]["lr"] = 5e-3 * (1 - step / steps)
        batch = torch.randint(len(X), (batch_size,), generator=generator)
        optimizer.zero_grad()
        (model(noisy[batch]) - X[batch]).square().mean().backward()
        optimizer.step()
    return model


@wrong("train_denoiser", hint="variance")
def noise_of_variance_sigma_to_the_fourth(model, X, sigma, generator, steps=1000, batch_size=128):
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    for step in range(steps):
        optimizer.param_groups[0]["lr"] = 5e-3 * (1 - step / steps)
        clean = X[torch.randint(len(X), (batch_size,), generator=generator)]
        noisy = clean + sigma**2 * torch.randn(clean.shape, generator=generator)
        optimizer.zero_grad()
        (model(noisy) - clean).square().mean().backward()
        optimizer.step()
    return model


@wrong("train_denoiser", hint="clean-in")
def noisy_target(model, X, sigma, generator, steps=1000, batch_size=128):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    for step in range(steps):
        optimizer.param_groups[0]["lr"] = 1e-2 * (1 - step / steps)
        clean = X[torch.randint(len(X), (batch_size,), generator=generator)]
        noisy = clean + sigma * torch.randn(clean.shape, generator=generator)
        optimizer.zero_grad()
        (model(noisy) - noisy).square().mean().backward()
        optimizer.step()
    return model


@wrong("train_denoiser", hint="clean-in")
def clean_batch_goes_in(model, X, sigma, generator, steps=1000, batch_size=128):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    for step in range(steps):
        optimizer.param_groups[0]["lr"] = 1e-2 * (1 - step / steps)
        clean = X[torch.randint(len(X), (batch_size,), generator=generator)]
        noisy = clean + 0.3 * sigma * torch.randn(clean.shape, generator=generator)
        optimizer.zero_grad()
        (model(clean) - noisy).square().mean().backward()
        optimizer.step()
    return model


@wrong("train_denoiser", hint="no-denoiser")
def learns_the_noise(model, X, sigma, generator, steps=1000, batch_size=128):
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    for _ in range(steps):
        clean = X[torch.randint(len(X), (batch_size,), generator=generator)]
        noise = sigma * torch.randn(clean.shape, generator=generator)
        optimizer.zero_grad()
        (model(clean + noise) - noise).square().mean().backward()
        optimizer.step()
    return model


@wrong("train_denoiser", hint="no-denoiser")
def uniform_noise(model, X, sigma, generator, steps=1000, batch_size=128):
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    for step in range(steps):
        optimizer.param_groups[0]["lr"] = 5e-3 * (1 - step / steps)
        clean = X[torch.randint(len(X), (batch_size,), generator=generator)]
        noisy = clean + sigma * torch.rand(clean.shape, generator=generator)
        optimizer.zero_grad()
        (model(noisy) - clean).square().mean().backward()
        optimizer.step()
    return model


@wrong("train_denoiser", hint="own-generator")
def global_noise(model, X, sigma, generator, steps=1000, batch_size=128):
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    own = torch.Generator()
    own.seed()
    for _ in range(steps):
        clean = X[torch.randint(len(X), (batch_size,), generator=generator)]
        noisy = clean + sigma * torch.randn(clean.shape, generator=own)
        optimizer.zero_grad()
        (model(noisy) - clean).square().mean().backward()
        optimizer.step()
    return model


@wrong("train_denoiser", hint="ignores-generator")
def its_own_seed(model, X, sigma, generator, steps=1000, batch_size=128):
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    own = torch.Generator().manual_seed(0)
    for _ in range(steps):
        clean = X[torch.randint(len(X), (batch_size,), generator=own)]
        noisy = clean + sigma * torch.randn(clean.shape, generator=own)
        optimizer.zero_grad()
        (model(noisy) - clean).square().mean().backward()
        optimizer.step()
    return model


@wrong("train_denoiser", hint="stale")
def clears_after_the_step(model, X, sigma, generator, steps=1000, batch_size=128):
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for _ in range(steps):
        clean = X[torch.randint(len(X), (batch_size,), generator=generator)]
        noisy = clean + sigma * torch.randn(clean.shape, generator=generator)
        (model(noisy) - clean).square().mean().backward()
        optimizer.step()
        optimizer.zero_grad()
    return model


@wrong("train_denoiser", hint="steps")
def always_a_thousand(model, X, sigma, generator, steps=1000, batch_size=128):
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for _ in range(1000):
        clean = X[torch.randint(len(X), (batch_size,), generator=generator)]
        noisy = clean + sigma * torch.randn(clean.shape, generator=generator)
        optimizer.zero_grad()
        (model(noisy) - clean).square().mean().backward()
        optimizer.step()
    return model


@wrong("train_denoiser", hint="batch-size")
def batches_of_128(model, X, sigma, generator, steps=1000, batch_size=128):
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for _ in range(steps):
        clean = X[torch.randint(len(X), (128,), generator=generator)]
        noisy = clean + sigma * torch.randn(clean.shape, generator=generator)
        optimizer.zero_grad()
        (model(noisy) - clean).square().mean().backward()
        optimizer.step()
    return model


@wrong("train_denoiser", hint="untrained")
def without_a_step(model, X, sigma, generator, steps=1000, batch_size=128):
    for _ in range(steps):
        clean = X[torch.randint(len(X), (batch_size,), generator=generator)]
        noisy = clean + sigma * torch.randn(clean.shape, generator=generator)
        model.zero_grad()
        (model(noisy) - clean).square().mean().backward()
    return model


@wrong("train_denoiser", hint="copy")
def trains_a_copy(model, X, sigma, generator, steps=1000, batch_size=128):
    import copy

    model = copy.deepcopy(model)
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for _ in range(steps):
        clean = X[torch.randint(len(X), (batch_size,), generator=generator)]
        noisy = clean + sigma * torch.randn(clean.shape, generator=generator)
        optimizer.zero_grad()
        (model(noisy) - clean).square().mean().backward()
        optimizer.step()
    return model


@wrong("train_denoiser", hint="none")
def returns_nothing(model, X, sigma, generator, steps=1000, batch_size=128):
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for _ in range(steps):
        clean = X[torch.randint(len(X), (batch_size,), generator=generator)]
        noisy = clean + sigma * torch.randn(clean.shape, generator=generator)
        optimizer.zero_grad()
        (model(noisy) - clean).square().mean().backward()
        optimizer.step()


@wrong("train_denoiser", hint="too-early")
def plain_descent_with_a_small_rate(model, X, sigma, generator, steps=1000, batch_size=128):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(steps):
        clean = X[torch.randint(len(X), (batch_size,), generator=generator)]
        noisy = clean + sigma * torch.randn(clean.shape, generator=generator)
        optimizer.zero_grad()
        (model(noisy) - clean).square().mean().backward()
        optimizer.step()
    return model


@right("train_denoiser")
def adam_with_a_higher_peak(model, X, sigma, generator, steps=1000, batch_size=128):
    optimizer = torch.optim.Adam(model.parameters())
    for step in range(steps):
        share = (step + 1) / steps
        optimizer.param_groups[0]["lr"] = 6e-3 * min(share / 0.2, (1 - share) / 0.8 + 1e-6)
        clean = X[torch.randint(0, len(X), (batch_size,), generator=generator)]
        noisy = torch.normal(clean, sigma, generator=generator)
        for weight in model.parameters():
            weight.grad = None
        ((model(noisy) - clean) ** 2).mean().backward()
        optimizer.step()
    return model


@right("train_denoiser")
def adamw_that_falls(model, X, sigma, generator, steps=1000, batch_size=128):
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=0.0)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    for _ in range(steps):
        clean = X[torch.randperm(len(X), generator=generator)[:batch_size]]
        noise = torch.empty_like(clean).normal_(0, sigma, generator=generator)
        loss = nn.functional.mse_loss(model(clean + noise), clean)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    return model


@right("train_denoiser")
def adam_at_a_constant_rate(model, X, sigma, generator, steps=1000, batch_size=128):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for _ in range(steps):
        optimizer.zero_grad()
        clean = X[torch.multinomial(torch.ones(len(X)), batch_size, replacement=True, generator=generator)]
        noisy = clean + torch.randn(clean.shape, generator=generator) * sigma
        nn.MSELoss()(model(noisy), clean).backward()
        optimizer.step()
    return model


judged_by_result("train_denoiser", reason="any recipe that reaches the bars is right: optimiser, rate, order are open")

# ---------------------------------------------------------------- reparameterize


@wrong("reparameterize", hint="deviation")
def multiplies_by_the_variance(mu, log_var, epsilon):
    return mu + np.exp(log_var) * epsilon, np.exp(log_var) * epsilon


@wrong("reparameterize", hint="exponential")
def takes_the_logarithm_as_it_is(mu, log_var, epsilon):
    return mu + log_var * epsilon, epsilon


@wrong("reparameterize", hint="root")
def squares_once_more(mu, log_var, epsilon):
    return mu + np.exp(2 * log_var) * epsilon, 2 * np.exp(2 * log_var) * epsilon


@wrong("reparameterize", hint="mean")
def forgets_the_mean(mu, log_var, epsilon):
    away = np.exp(log_var / 2) * epsilon
    return away, away / 2


@wrong("reparameterize", hint="mean")
def scales_the_mean(mu, log_var, epsilon):
    away = np.exp(log_var / 2) * (mu + epsilon)
    return away, away / 2


@wrong("reparameterize", hint="half")
def without_the_inner_half(mu, log_var, epsilon):
    away = np.exp(log_var / 2) * epsilon
    return mu + away, away


@wrong("reparameterize", hint="by-sigma")
def derivative_by_the_deviation(mu, log_var, epsilon):
    return mu + np.exp(log_var / 2) * epsilon, epsilon * np.ones_like(mu)


@wrong("reparameterize", hint="through")
def derivative_without_the_noise(mu, log_var, epsilon):
    return mu + np.exp(log_var / 2) * epsilon, np.exp(log_var / 2) / 2


@wrong("reparameterize", hint="mean")
def derivative_of_all_of_z(mu, log_var, epsilon):
    z = mu + np.exp(log_var / 2) * epsilon
    return z, z / 2


@wrong("reparameterize", hint="by-mu")
def derivative_by_the_mean(mu, log_var, epsilon):
    return mu + np.exp(log_var / 2) * epsilon, np.ones_like(mu)


@wrong("reparameterize", hint="overflow")
def root_of_an_infinite_variance(mu, log_var, epsilon):
    with np.errstate(over="ignore"):
        away = np.sqrt(np.exp(log_var)) * epsilon
    return mu + away, away / 2


@wrong("reparameterize", hint="noise")
def without_the_noise(mu, log_var, epsilon):
    return mu + np.exp(log_var / 2), np.exp(log_var / 2) / 2


@wrong("reparameterize", hint="sign")
def takes_the_noise_away(mu, log_var, epsilon):
    away = np.exp(log_var / 2) * epsilon
    return mu - away, -away / 2


@right("reparameterize")
def with_loops(mu, log_var, epsilon):
    z, slope = np.zeros(mu.shape), np.zeros(mu.shape)
    for i in range(len(mu)):
        for j in range(mu.shape[1]):
            z[i, j] = mu[i, j] + np.exp(log_var[i, j] / 2) * epsilon[i, j]
            slope[i, j] = np.exp(log_var[i, j] / 2) * epsilon[i, j] / 2
    return z, slope


@right("reparameterize")
def in_torch(mu, log_var, epsilon):
    mu, half, epsilon = (torch.as_tensor(np.array(A)) for A in (mu, log_var / 2, epsilon))
    return mu + half.exp() * epsilon, half.exp() * epsilon / 2


@right("reparameterize")
def by_a_power(mu, log_var, epsilon):
    deviation = np.e ** (log_var / 2)
    return epsilon * deviation + mu, 0.5 * (epsilon * deviation)


# ---------------------------------------------------------------- kl_to_standard


@wrong("kl_to_standard", hint="latent")
def mean_over_the_code(mu, log_var):
    return np.mean(np.exp(log_var) + mu**2 - 1 - log_var, axis=1) / 2


@wrong("kl_to_standard", hint="half")
def without_the_half(mu, log_var):
    return np.sum(np.exp(log_var) + mu**2 - 1 - log_var, axis=1)


@wrong("kl_to_standard", hint="square")
def mean_without_its_square(mu, log_var):
    return np.sum(np.exp(log_var) + mu - 1 - log_var, axis=1) / 2


@wrong("kl_to_standard", hint="one")
def without_the_one(mu, log_var):
    return np.sum(np.exp(log_var) + mu**2 - log_var, axis=1) / 2


@wrong("kl_to_standard", hint="log-sign")
def adds_the_logarithm(mu, log_var):
    return np.sum(np.exp(log_var) + mu**2 - 1 + log_var, axis=1) / 2


@wrong("kl_to_standard", hint="exponential")
def variance_is_its_logarithm(mu, log_var):
    return np.sum(log_var + mu**2 - 1 - log_var, axis=1) / 2


@wrong("kl_to_standard", hint="deviation")
def log_of_the_deviation(mu, log_var):
    return np.sum(np.exp(2 * log_var) + mu**2 - 1 - 2 * log_var, axis=1) / 2


@wrong("kl_to_standard", hint="minus")
def negative(mu, log_var):
    return np.sum(1 + log_var - mu**2 - np.exp(log_var), axis=1) / 2


@wrong("kl_to_standard", hint="other-way")
def standard_law_against_it(mu, log_var):
    return np.sum((1 + mu**2) / np.exp(log_var) - 1 + log_var, axis=1) / 2


@wrong("kl_to_standard", hint="axis")
def one_number_for_each_latent(mu, log_var):
    return np.sum(np.exp(log_var) + mu**2 - 1 - log_var, axis=0) / 2


@wrong("kl_to_standard", hint="overflow")
def logarithm_of_an_exponential(mu, log_var):
    with np.errstate(divide="ignore"):
        var = np.exp(log_var)
        return np.sum(var + mu**2 - 1 - np.log(var), axis=1) / 2


@right("kl_to_standard")
def kl_with_loops(mu, log_var):
    return np.array(
        [
            sum((np.exp(v) + m**2 - 1 - v) / 2 for m, v in zip(means, variances, strict=True))
            for means, variances in zip(mu, log_var, strict=True)
        ]
    )


@right("kl_to_standard")
def kl_in_torch(mu, log_var):
    mu, log_var = torch.as_tensor(np.array(mu)), torch.as_tensor(np.array(log_var))
    return -0.5 * (1 + log_var - mu.pow(2) - log_var.exp()).sum(dim=1)


@right("kl_to_standard")
def kl_with_expm1(mu, log_var):
    return (np.expm1(log_var) - log_var + mu * mu) @ np.full(mu.shape[1], 0.5)


# ---------------------------------------------------------------- gan_losses


@wrong("gan_losses", hint="pooled")
def one_mean_of_all(real_logits, fake_logits, saturating=False):
    def soft(u):
        return np.logaddexp(0, u)

    def sigma(u):
        return np.exp(-soft(-u))

    loss_d = np.mean(np.concatenate([soft(-real_logits), soft(fake_logits)]))
    if saturating:
        return loss_d, -soft(fake_logits).mean(), -sigma(fake_logits) / len(fake_logits)
    return loss_d, soft(-fake_logits).mean(), -sigma(-fake_logits) / len(fake_logits)


@wrong("gan_losses", hint="half")
def half_of_the_two_means(real_logits, fake_logits, saturating=False):
    def soft(u):
        return np.logaddexp(0, u)

    def sigma(u):
        return np.exp(-soft(-u))

    loss_d = (soft(-real_logits).mean() + soft(fake_logits).mean()) / 2
    if saturating:
        return loss_d, -soft(fake_logits).mean(), -sigma(fake_logits) / len(fake_logits)
    return loss_d, soft(-fake_logits).mean(), -sigma(-fake_logits) / len(fake_logits)


@wrong("gan_losses", hint="sum")
def sums_in_the_place_of_means(real_logits, fake_logits, saturating=False):
    def soft(u):
        return np.logaddexp(0, u)

    def sigma(u):
        return np.exp(-soft(-u))

    loss_d = soft(-real_logits).sum() + soft(fake_logits).sum()
    if saturating:
        return loss_d, -soft(fake_logits).sum(), -sigma(fake_logits)
    return loss_d, soft(-fake_logits).sum(), -sigma(-fake_logits)


@wrong("gan_losses", hint="labels")
def labels_exchanged(real_logits, fake_logits, saturating=False):
    def soft(u):
        return np.logaddexp(0, u)

    def sigma(u):
        return np.exp(-soft(-u))

    loss_d = soft(real_logits).mean() + soft(-fake_logits).mean()
    if saturating:
        return loss_d, -soft(fake_logits).mean(), -sigma(fake_logits) / len(fake_logits)
    return loss_d, soft(-fake_logits).mean(), -sigma(-fake_logits) / len(fake_logits)


@wrong("gan_losses", hint="twice")
def two_sigmoids(real_logits, fake_logits, saturating=False):
    def soft(u):
        return np.logaddexp(0, u)

    def sigma(u):
        return np.exp(-soft(-u))

    loss_d = soft(-sigma(real_logits)).mean() + soft(sigma(fake_logits)).mean()
    if saturating:
        return loss_d, -soft(fake_logits).mean(), -sigma(fake_logits) / len(fake_logits)
    return loss_d, soft(-fake_logits).mean(), -sigma(-fake_logits) / len(fake_logits)


@wrong("gan_losses", hint="saturating")
def flag_the_wrong_way_round(real_logits, fake_logits, saturating=False):
    def soft(u):
        return np.logaddexp(0, u)

    def sigma(u):
        return np.exp(-soft(-u))

    loss_d = soft(-real_logits).mean() + soft(fake_logits).mean()
    if not saturating:
        return loss_d, -soft(fake_logits).mean(), -sigma(fake_logits) / len(fake_logits)
    return loss_d, soft(-fake_logits).mean(), -sigma(-fake_logits) / len(fake_logits)


@wrong("gan_losses", hint="forger")
def forger_helps_the_critic(real_logits, fake_logits, saturating=False):
    def soft(u):
        return np.logaddexp(0, u)

    def sigma(u):
        return np.exp(-soft(-u))

    loss_d = soft(-real_logits).mean() + soft(fake_logits).mean()
    return loss_d, soft(fake_logits).mean(), sigma(fake_logits) / len(fake_logits)


@wrong("gan_losses", hint="mean")
def gradient_without_the_mean(real_logits, fake_logits, saturating=False):
    def soft(u):
        return np.logaddexp(0, u)

    def sigma(u):
        return np.exp(-soft(-u))

    loss_d = soft(-real_logits).mean() + soft(fake_logits).mean()
    if saturating:
        return loss_d, -soft(fake_logits).mean(), -sigma(fake_logits)
    return loss_d, soft(-fake_logits).mean(), -sigma(-fake_logits)


@wrong("gan_losses", hint="uphill")
def gradient_uphill(real_logits, fake_logits, saturating=False):
    def soft(u):
        return np.logaddexp(0, u)

    def sigma(u):
        return np.exp(-soft(-u))

    loss_d = soft(-real_logits).mean() + soft(fake_logits).mean()
    if saturating:
        return loss_d, -soft(fake_logits).mean(), sigma(fake_logits) / len(fake_logits)
    return loss_d, soft(-fake_logits).mean(), sigma(-fake_logits) / len(fake_logits)


@wrong("gan_losses", hint="slope")
def derivative_of_a_sigmoid(real_logits, fake_logits, saturating=False):
    def soft(u):
        return np.logaddexp(0, u)

    def sigma(u):
        return np.exp(-soft(-u))

    loss_d = soft(-real_logits).mean() + soft(fake_logits).mean()
    slope = -sigma(fake_logits) * sigma(-fake_logits) / len(fake_logits)
    return loss_d, (-soft(fake_logits) if saturating else soft(-fake_logits)).mean(), slope


@wrong("gan_losses", hint="flag")
def gradient_forgets_the_flag(real_logits, fake_logits, saturating=False):
    def soft(u):
        return np.logaddexp(0, u)

    def sigma(u):
        return np.exp(-soft(-u))

    loss_d = soft(-real_logits).mean() + soft(fake_logits).mean()
    loss_g = (-soft(fake_logits) if saturating else soft(-fake_logits)).mean()
    return loss_d, loss_g, -sigma(-fake_logits) / len(fake_logits)


@wrong("gan_losses", hint="overflow")
def naive_exponentials(real_logits, fake_logits, saturating=False):
    with np.errstate(all="ignore"):

        def sigma(u):
            return 1 / (1 + np.exp(-u))

        loss_d = -np.log(sigma(real_logits)).mean() - np.log(1 - sigma(fake_logits)).mean()
        if saturating:
            return loss_d, np.log(1 - sigma(fake_logits)).mean(), -sigma(fake_logits) / len(fake_logits)
        return loss_d, -np.log(sigma(fake_logits)).mean(), -sigma(-fake_logits) / len(fake_logits)


@wrong("gan_losses", hint="clipped")
def clipped_logits(real_logits, fake_logits, saturating=False):
    def soft(u):
        return np.log1p(np.exp(np.clip(u, -50, 50)))

    def sigma(u):
        return 1 / (1 + np.exp(-np.clip(u, -50, 50)))

    loss_d = soft(-real_logits).mean() + soft(fake_logits).mean()
    if saturating:
        return loss_d, -soft(fake_logits).mean(), -sigma(fake_logits) / len(fake_logits)
    return loss_d, soft(-fake_logits).mean(), -sigma(-fake_logits) / len(fake_logits)


@wrong("gan_losses", hint="one-sided")
def critic_of_forgeries_alone(real_logits, fake_logits, saturating=False):
    def soft(u):
        return np.logaddexp(0, u)

    def sigma(u):
        return np.exp(-soft(-u))

    loss_d = soft(fake_logits).mean()
    if saturating:
        return loss_d, -soft(fake_logits).mean(), -sigma(fake_logits) / len(fake_logits)
    return loss_d, soft(-fake_logits).mean(), -sigma(-fake_logits) / len(fake_logits)


@wrong("gan_losses", hint="minus")
def critic_s_success(real_logits, fake_logits, saturating=False):
    def soft(u):
        return np.logaddexp(0, u)

    def sigma(u):
        return np.exp(-soft(-u))

    loss_d = -soft(-real_logits).mean() - soft(fake_logits).mean()
    if saturating:
        return loss_d, -soft(fake_logits).mean(), -sigma(fake_logits) / len(fake_logits)
    return loss_d, soft(-fake_logits).mean(), -sigma(-fake_logits) / len(fake_logits)


@wrong("gan_losses", hint="critic")
def critic_saturates_too(real_logits, fake_logits, saturating=False):
    def soft(u):
        return np.logaddexp(0, u)

    def sigma(u):
        return np.exp(-soft(-u))

    if saturating:
        loss_d = soft(-real_logits).mean() - soft(-fake_logits).mean()
        return loss_d, -soft(fake_logits).mean(), -sigma(fake_logits) / len(fake_logits)
    loss_d = soft(-real_logits).mean() + soft(fake_logits).mean()
    return loss_d, soft(-fake_logits).mean(), -sigma(-fake_logits) / len(fake_logits)


@right("gan_losses")
def softplus_in_torch(real_logits, fake_logits, saturating=False):
    real, fake = torch.as_tensor(np.array(real_logits)), torch.as_tensor(np.array(fake_logits))
    log_sigmoid = nn.functional.logsigmoid
    loss_d = -log_sigmoid(real).mean() - log_sigmoid(-fake).mean()
    if saturating:
        return loss_d.item(), log_sigmoid(-fake).mean().item(), -torch.sigmoid(fake) / len(fake)
    return loss_d.item(), -log_sigmoid(fake).mean().item(), -torch.sigmoid(-fake) / len(fake)


@right("gan_losses")
def maximum_and_log1p(real_logits, fake_logits, saturating=False):
    def soft(u):
        return np.maximum(u, 0) + np.log1p(np.exp(-np.abs(u)))

    sign = 1 if saturating else -1
    loss_d = np.sum(soft(-real_logits)) / len(real_logits) + np.sum(soft(fake_logits)) / len(fake_logits)
    loss_g = -sign * np.mean(soft(sign * fake_logits))
    return loss_d, loss_g, -np.exp(-soft(-sign * fake_logits)) / len(fake_logits)


@right("gan_losses")
def number_by_number(real_logits, fake_logits, saturating=False):
    import math

    def soft(u):
        return u + math.log1p(math.exp(-u)) if u > 0 else math.log1p(math.exp(u))

    def sigma(u):
        return 1 / (1 + math.exp(-u)) if u > -700 else math.exp(u)

    loss_d = sum(soft(-u) for u in real_logits) / len(real_logits) + sum(soft(u) for u in fake_logits) / len(
        fake_logits
    )
    if saturating:
        loss_g, grad = -sum(soft(u) for u in fake_logits), [-sigma(u) for u in fake_logits]
    else:
        loss_g, grad = sum(soft(-u) for u in fake_logits), [-sigma(-u) for u in fake_logits]
    return loss_d, loss_g / len(fake_logits), np.array(grad) / len(fake_logits)


# ---------------------------------------------------------------- optimal_discriminator


@wrong("optimal_discriminator", hint="forged")
def probability_of_a_forgery(p, q):
    s = p + q
    D = np.divide(q, s, out=np.full(len(p), 0.5), where=s > 0)
    return D, sum(np.sum(law[law > 0] * np.log(2 * law[law > 0] / s[law > 0])) for law in (p, q)) / 2


@wrong("optimal_discriminator", hint="ratio")
def ratio_of_the_two(p, q):
    s = p + q
    D = np.divide(p, q, out=np.full(len(p), 0.5), where=q > 0)
    return D, sum(np.sum(law[law > 0] * np.log(2 * law[law > 0] / s[law > 0])) for law in (p, q)) / 2


@wrong("optimal_discriminator", hint="half")
def sum_of_both_divergences(p, q):
    s = p + q
    D = np.divide(p, s, out=np.full(len(p), 0.5), where=s > 0)
    return D, sum(np.sum(law[law > 0] * np.log(2 * law[law > 0] / s[law > 0])) for law in (p, q))


@wrong("optimal_discriminator", hint="both")
def one_divergence_alone(p, q):
    s = p + q
    D = np.divide(p, s, out=np.full(len(p), 0.5), where=s > 0)
    return D, np.sum(p[p > 0] * np.log(2 * p[p > 0] / s[p > 0])) / 2


@wrong("optimal_discriminator", hint="bits")
def in_bits(p, q):
    s = p + q
    D = np.divide(p, s, out=np.full(len(p), 0.5), where=s > 0)
    return D, sum(np.sum(law[law > 0] * np.log2(2 * law[law > 0] / s[law > 0])) for law in (p, q)) / 2


@wrong("optimal_discriminator", hint="distance")
def root_of_it(p, q):
    s = p + q
    D = np.divide(p, s, out=np.full(len(p), 0.5), where=s > 0)
    return D, np.sqrt(sum(np.sum(law[law > 0] * np.log(2 * law[law > 0] / s[law > 0])) for law in (p, q)) / 2)


@wrong("optimal_discriminator", hint="midpoint")
def from_p_to_q(p, q):
    s = p + q
    D = np.divide(p, s, out=np.full(len(p), 0.5), where=s > 0)
    with np.errstate(all="ignore"):
        return D, np.sum(p * np.log(p / q))


@wrong("optimal_discriminator", hint="middle")
def sum_for_the_middle(p, q):
    s = p + q
    D = np.divide(p, s, out=np.full(len(p), 0.5), where=s > 0)
    return D, sum(np.sum(law[law > 0] * np.log(law[law > 0] / s[law > 0])) for law in (p, q)) / 2


@wrong("optimal_discriminator", hint="value")
def the_value_of_the_game(p, q):
    s = p + q
    D = np.divide(p, s, out=np.full(len(p), 0.5), where=s > 0)
    js = sum(np.sum(law[law > 0] * np.log(2 * law[law > 0] / s[law > 0])) for law in (p, q)) / 2
    return D, 2 * np.log(2) - 2 * js


@wrong("optimal_discriminator", hint="nowhere")
def nothing_for_nowhere(p, q):
    s = p + q
    D = np.divide(p, s, out=np.zeros(len(p)), where=s > 0)
    return D, sum(np.sum(law[law > 0] * np.log(2 * law[law > 0] / s[law > 0])) for law in (p, q)) / 2


@wrong("optimal_discriminator", hint="nowhere")
def divides_by_nothing(p, q):
    s = p + q
    with np.errstate(all="ignore"):
        D = p / s
    return D, sum(np.sum(law[law > 0] * np.log(2 * law[law > 0] / s[law > 0])) for law in (p, q)) / 2


@wrong("optimal_discriminator", hint="zero-log")
def logarithm_of_zero(p, q):
    s = p + q
    D = np.divide(p, s, out=np.full(len(p), 0.5), where=s > 0)
    with np.errstate(all="ignore"):
        return D, (np.sum(p * np.log(2 * p / s)) + np.sum(q * np.log(2 * q / s))) / 2


@wrong("optimal_discriminator", hint="added")
def a_little_added(p, q):
    p, q = p + 1e-4 * (p == 0), q + 1e-4 * (q == 0)
    s = p + q
    return p / s, (np.sum(p * np.log(2 * p / s)) + np.sum(q * np.log(2 * q / s))) / 2


@wrong("optimal_discriminator", hint="logit")
def its_logit(p, q):
    s = p + q
    with np.errstate(all="ignore"):
        D = np.where(s > 0, np.log(p / q), 0.0)
    return D, sum(np.sum(law[law > 0] * np.log(2 * law[law > 0] / s[law > 0])) for law in (p, q)) / 2


@wrong("optimal_discriminator", hint="order")
def from_the_middle(p, q):
    s = p + q
    D = np.divide(p, s, out=np.full(len(p), 0.5), where=s > 0)
    with np.errstate(all="ignore"):
        return D, sum(np.nansum(s / 2 * np.log(s / (2 * law))) for law in (p, q)) / 2


@right("optimal_discriminator")
def point_by_point(p, q):
    import math

    D, js = [], 0.0
    for a, b in zip(p, q, strict=True):
        D.append(a / (a + b) if a + b > 0 else 0.5)
        for one in (a, b):
            if one > 0:
                js += 0.5 * one * math.log(one / ((a + b) / 2))
    return D, js


@right("optimal_discriminator")
def by_the_critic_s_loss(p, q):
    s = p + q
    D = np.where(s > 0, p / np.where(s > 0, s, 1), 0.5)
    value = np.sum(p * np.log(np.where(p > 0, D, 1))) + np.sum(q * np.log(np.where(q > 0, 1 - D, 1)))
    return D, np.log(2) + value / 2


@right("optimal_discriminator")
def by_xlogy_in_torch(p, q):
    p, q = torch.as_tensor(np.array(p)), torch.as_tensor(np.array(q))
    m = (p + q) / 2
    D = torch.where(m > 0, p / torch.where(m > 0, 2 * m, 1), 0.5)
    js = (torch.xlogy(p, p) + torch.xlogy(q, q)).sum() / 2 - torch.xlogy(m, m).sum()
    return D, float(js)


# ---------------------------------------------------------------- dirac_gan


@wrong("dirac_gan", hint="at-once")
def forger_moves_first(theta, psi, learning_rate, steps, penalty=0.0, saturating=False):
    def sigma(u):
        return np.exp(-np.logaddexp(0, -u))

    trace = [(theta, psi)]
    for _ in range(steps):
        theta = theta + learning_rate * (sigma(psi * theta) if saturating else sigma(-psi * theta)) * psi
        psi = psi - learning_rate * (sigma(psi * theta) * theta + penalty * psi)
        trace.append((theta, psi))
    return np.array(trace)


@wrong("dirac_gan", hint="at-once")
def critic_moves_first(theta, psi, learning_rate, steps, penalty=0.0, saturating=False):
    def sigma(u):
        return np.exp(-np.logaddexp(0, -u))

    trace = [(theta, psi)]
    for _ in range(steps):
        psi = psi - learning_rate * (sigma(psi * theta) * theta + penalty * psi)
        theta = theta + learning_rate * (sigma(psi * theta) if saturating else sigma(-psi * theta)) * psi
        trace.append((theta, psi))
    return np.array(trace)


@wrong("dirac_gan", hint="flag")
def flag_exchanged(theta, psi, learning_rate, steps, penalty=0.0, saturating=False):
    def sigma(u):
        return np.exp(-np.logaddexp(0, -u))

    trace = [(theta, psi)]
    for _ in range(steps):
        g = sigma(-psi * theta) if saturating else sigma(psi * theta)
        theta, psi = theta + learning_rate * g * psi, psi - learning_rate * (sigma(psi * theta) * theta + penalty * psi)
        trace.append((theta, psi))
    return np.array(trace)


@wrong("dirac_gan", hint="flag")
def ignores_the_flag(theta, psi, learning_rate, steps, penalty=0.0, saturating=False):
    def sigma(u):
        return np.exp(-np.logaddexp(0, -u))

    trace = [(theta, psi)]
    for _ in range(steps):
        g = sigma(-psi * theta)
        theta, psi = theta + learning_rate * g * psi, psi - learning_rate * (sigma(psi * theta) * theta + penalty * psi)
        trace.append((theta, psi))
    return np.array(trace)


@wrong("dirac_gan", hint="penalty")
def twice_the_penalty(theta, psi, learning_rate, steps, penalty=0.0, saturating=False):
    def sigma(u):
        return np.exp(-np.logaddexp(0, -u))

    trace = [(theta, psi)]
    for _ in range(steps):
        g = sigma(psi * theta) if saturating else sigma(-psi * theta)
        theta, psi = (
            theta + learning_rate * g * psi,
            psi - learning_rate * (sigma(psi * theta) * theta + 2 * penalty * psi),
        )
        trace.append((theta, psi))
    return np.array(trace)


@wrong("dirac_gan", hint="penalty")
def forgets_the_penalty(theta, psi, learning_rate, steps, penalty=0.0, saturating=False):
    def sigma(u):
        return np.exp(-np.logaddexp(0, -u))

    trace = [(theta, psi)]
    for _ in range(steps):
        g = sigma(psi * theta) if saturating else sigma(-psi * theta)
        theta, psi = theta + learning_rate * g * psi, psi - learning_rate * sigma(psi * theta) * theta
        trace.append((theta, psi))
    return np.array(trace)


@wrong("dirac_gan", hint="descent")
def critic_climbs(theta, psi, learning_rate, steps, penalty=0.0, saturating=False):
    def sigma(u):
        return np.exp(-np.logaddexp(0, -u))

    trace = [(theta, psi)]
    for _ in range(steps):
        g = sigma(psi * theta) if saturating else sigma(-psi * theta)
        theta, psi = theta + learning_rate * g * psi, psi + learning_rate * (sigma(psi * theta) * theta + penalty * psi)
        trace.append((theta, psi))
    return np.array(trace)


@wrong("dirac_gan", hint="descent")
def forger_helps(theta, psi, learning_rate, steps, penalty=0.0, saturating=False):
    def sigma(u):
        return np.exp(-np.logaddexp(0, -u))

    trace = [(theta, psi)]
    for _ in range(steps):
        g = sigma(psi * theta) if saturating else sigma(-psi * theta)
        theta, psi = theta - learning_rate * g * psi, psi - learning_rate * (sigma(psi * theta) * theta + penalty * psi)
        trace.append((theta, psi))
    return np.array(trace)


@wrong("dirac_gan", hint="columns")
def critic_in_the_first_column(theta, psi, learning_rate, steps, penalty=0.0, saturating=False):
    def sigma(u):
        return np.exp(-np.logaddexp(0, -u))

    trace = [(psi, theta)]
    for _ in range(steps):
        g = sigma(psi * theta) if saturating else sigma(-psi * theta)
        theta, psi = theta + learning_rate * g * psi, psi - learning_rate * (sigma(psi * theta) * theta + penalty * psi)
        trace.append((psi, theta))
    return np.array(trace)


@wrong("dirac_gan", hint="rows")
def two_rows(theta, psi, learning_rate, steps, penalty=0.0, saturating=False):
    def sigma(u):
        return np.exp(-np.logaddexp(0, -u))

    trace = [(theta, psi)]
    for _ in range(steps):
        g = sigma(psi * theta) if saturating else sigma(-psi * theta)
        theta, psi = theta + learning_rate * g * psi, psi - learning_rate * (sigma(psi * theta) * theta + penalty * psi)
        trace.append((theta, psi))
    return np.array(trace).T


@wrong("dirac_gan", hint="start")
def without_the_start(theta, psi, learning_rate, steps, penalty=0.0, saturating=False):
    def sigma(u):
        return np.exp(-np.logaddexp(0, -u))

    trace = []
    for _ in range(steps):
        g = sigma(psi * theta) if saturating else sigma(-psi * theta)
        theta, psi = theta + learning_rate * g * psi, psi - learning_rate * (sigma(psi * theta) * theta + penalty * psi)
        trace.append((theta, psi))
    return np.array(trace)


@right("dirac_gan")
def in_an_array(theta, psi, learning_rate, steps, penalty=0.0, saturating=False):
    trace = np.zeros((steps + 1, 2))
    trace[0] = theta, psi
    for t in range(steps):
        a, b = trace[t]
        real = np.exp(-np.logaddexp(0, -a * b))  # σ(ψθ)
        forged = np.exp(-np.logaddexp(0, a * b))
        trace[t + 1, 0] = a + learning_rate * (real if saturating else forged) * b
        trace[t + 1, 1] = b - learning_rate * (real * a + penalty * b)
    return trace


@right("dirac_gan")
def torch_sigmoids(theta, psi, learning_rate, steps, penalty=0.0, saturating=False):
    pair = torch.tensor([theta, psi], dtype=torch.float64)
    rows = [pair]
    for _ in range(steps):
        a, b = rows[-1]
        sign = 1 if saturating else -1
        rows.append(
            torch.stack(
                [
                    a + learning_rate * torch.sigmoid(sign * a * b) * b,
                    b - learning_rate * (torch.sigmoid(a * b) * a + penalty * b),
                ]
            )
        )
    return torch.stack(rows)


@right("dirac_gan")
def in_recursion(theta, psi, learning_rate, steps, penalty=0.0, saturating=False):
    def sigma(u):
        return (1 + np.tanh(u / 2)) / 2

    def game(pair, left):
        if left == 0:
            return [pair]
        a, b = pair
        g = sigma(a * b) if saturating else 1 - sigma(a * b)
        return [
            pair,
            *game((a + learning_rate * g * b, b - learning_rate * (sigma(a * b) * a + penalty * b)), left - 1),
        ]

    return np.array(game((theta, psi), steps))


# ---------------------------------------------------------------- mode_coverage


@wrong("mode_coverage", hint="edge")
def strictly_inside(samples, centers, radius, least=1):
    distances = np.linalg.norm(samples[:, None] - centers, axis=2)
    owner, good = distances.argmin(axis=1), distances.min(axis=1) < radius
    return np.mean(np.bincount(owner[good], minlength=len(centers)) >= least), np.mean(good)


@wrong("mode_coverage", hint="euclid")
def sum_of_absolute_values(samples, centers, radius, least=1):
    distances = np.abs(samples[:, None] - centers).sum(axis=2)
    owner, good = distances.argmin(axis=1), distances.min(axis=1) <= radius
    return np.mean(np.bincount(owner[good], minlength=len(centers)) >= least), np.mean(good)


@wrong("mode_coverage", hint="euclid")
def squared_distance(samples, centers, radius, least=1):
    distances = np.sum((samples[:, None] - centers) ** 2, axis=2)
    owner, good = distances.argmin(axis=1), distances.min(axis=1) <= radius
    return np.mean(np.bincount(owner[good], minlength=len(centers)) >= least), np.mean(good)


@wrong("mode_coverage", hint="swapped")
def quality_first(samples, centers, radius, least=1):
    distances = np.linalg.norm(samples[:, None] - centers, axis=2)
    owner, good = distances.argmin(axis=1), distances.min(axis=1) <= radius
    return np.mean(good), np.mean(np.bincount(owner[good], minlength=len(centers)) >= least)


@wrong("mode_coverage", hint="share")
def counts(samples, centers, radius, least=1):
    distances = np.linalg.norm(samples[:, None] - centers, axis=2)
    owner, good = distances.argmin(axis=1), distances.min(axis=1) <= radius
    return np.sum(np.bincount(owner[good], minlength=len(centers)) >= least), np.sum(good)


@wrong("mode_coverage", hint="radius")
def owned_without_being_good(samples, centers, radius, least=1):
    distances = np.linalg.norm(samples[:, None] - centers, axis=2)
    owner, good = distances.argmin(axis=1), distances.min(axis=1) <= radius
    return np.mean(np.bincount(owner, minlength=len(centers)) >= least), np.mean(good)


@wrong("mode_coverage", hint="owned")
def owned_by_all_balls(samples, centers, radius, least=1):
    inside = np.linalg.norm(samples[:, None] - centers, axis=2) <= radius
    return np.mean(inside.sum(axis=0) >= least), np.mean(inside.any(axis=1))


@wrong("mode_coverage", hint="owned")
def ties_to_the_last(samples, centers, radius, least=1):
    distances = np.linalg.norm(samples[:, None] - centers[::-1], axis=2)
    owner, good = distances.argmin(axis=1), distances.min(axis=1) <= radius
    return np.mean(np.bincount(owner[good], minlength=len(centers)) >= least), np.mean(good)


@wrong("mode_coverage", hint="least")
def ignores_least(samples, centers, radius, least=1):
    distances = np.linalg.norm(samples[:, None] - centers, axis=2)
    owner, good = distances.argmin(axis=1), distances.min(axis=1) <= radius
    return np.mean(np.bincount(owner[good], minlength=len(centers)) > 0), np.mean(good)


@wrong("mode_coverage", hint="alone")
def good_only_in_company(samples, centers, radius, least=1):
    distances = np.linalg.norm(samples[:, None] - centers, axis=2)
    owner, good = distances.argmin(axis=1), distances.min(axis=1) <= radius
    found = np.bincount(owner[good], minlength=len(centers)) >= least
    return np.mean(found), np.mean(good & found[owner])


@wrong("mode_coverage", hint="quality")
def quality_twice(samples, centers, radius, least=1):
    good = np.mean(np.linalg.norm(samples[:, None] - centers, axis=2).min(axis=1) <= radius)
    return good, good


@right("mode_coverage")
def mode_coverage_with_loops(samples, centers, radius, least=1):
    owned, good = [0] * len(centers), 0
    for x in samples:
        squares = [float(np.sum((x - c) ** 2)) for c in centers]
        best = squares.index(min(squares))
        if squares[best] <= radius**2:
            owned[best] += 1
            good += 1
    return sum(count >= least for count in owned) / len(centers), good / len(samples)


@right("mode_coverage")
def centre_after_centre(samples, centers, radius, least=1):
    best, owner = np.full(len(samples), np.inf), np.zeros(len(samples), dtype=int)
    for index, center in enumerate(centers):
        away = np.sqrt(((samples - center) ** 2).sum(axis=1))
        nearer = away < best
        best[nearer], owner[nearer] = away[nearer], index
    good = best <= radius
    found = [np.count_nonzero(good & (owner == index)) >= least for index in range(len(centers))]
    return np.mean(found), np.mean(good)


@right("mode_coverage")
def one_hot_in_torch(samples, centers, radius, least=1):
    x, c = torch.as_tensor(np.array(samples)), torch.as_tensor(np.array(centers))
    best, owner = (x[:, None] - c).square().sum(dim=2).sqrt().min(dim=1)
    good = best <= radius
    owned = (nn.functional.one_hot(owner, len(c)).bool() & good[:, None]).sum(dim=0)
    return float((owned >= least).double().mean()), float(good.double().mean())


# ---------------------------------------------------------------- copying_score


@wrong("copying_score", hint="ties")
def ties_count_nothing(fake, train, held_out):
    if len(train) != len(held_out):
        raise ValueError("lengths")
    a, b = (np.sum((fake[:, None] - known) ** 2, axis=2).min(axis=1) for known in (train, held_out))
    return np.mean(a < b)


@wrong("copying_score", hint="ties")
def ties_count_one(fake, train, held_out):
    if len(train) != len(held_out):
        raise ValueError("lengths")
    a, b = (np.sum((fake[:, None] - known) ** 2, axis=2).min(axis=1) for known in (train, held_out))
    return np.mean(a <= b)


@wrong("copying_score", hint="direction")
def nearer_to_held_out(fake, train, held_out):
    if len(train) != len(held_out):
        raise ValueError("lengths")
    a, b = (np.sum((fake[:, None] - known) ** 2, axis=2).min(axis=1) for known in (train, held_out))
    return np.mean((a > b) + 0.5 * (a == b))


@wrong("copying_score", hint="share")
def a_count(fake, train, held_out):
    if len(train) != len(held_out):
        raise ValueError("lengths")
    a, b = (np.sum((fake[:, None] - known) ** 2, axis=2).min(axis=1) for known in (train, held_out))
    return np.sum((a < b) + 0.5 * (a == b))


@wrong("copying_score", hint="taxicab")
def absolute_differences(fake, train, held_out):
    if len(train) != len(held_out):
        raise ValueError("lengths")
    a, b = (np.abs(fake[:, None] - known).sum(axis=2).min(axis=1) for known in (train, held_out))
    return np.mean((a < b) + 0.5 * (a == b))


@wrong("copying_score", hint="nearest")
def mean_distance(fake, train, held_out):
    if len(train) != len(held_out):
        raise ValueError("lengths")
    a, b = (np.sum((fake[:, None] - known) ** 2, axis=2).mean(axis=1) for known in (train, held_out))
    return np.mean((a < b) + 0.5 * (a == b))


@wrong("copying_score", hint="nearest")
def farthest(fake, train, held_out):
    if len(train) != len(held_out):
        raise ValueError("lengths")
    a, b = (np.sum((fake[:, None] - known) ** 2, axis=2).max(axis=1) for known in (train, held_out))
    return np.mean((a < b) + 0.5 * (a == b))


@wrong("copying_score", hint="lengths")
def accepts_any_length(fake, train, held_out):
    a, b = (np.sum((fake[:, None] - known) ** 2, axis=2).min(axis=1) for known in (train, held_out))
    return np.mean((a < b) + 0.5 * (a == b))


@wrong("copying_score", hint="lengths")
def cuts_the_longer_one(fake, train, held_out):
    n = min(len(train), len(held_out))
    a, b = (np.sum((fake[:, None] - known[:n]) ** 2, axis=2).min(axis=1) for known in (train, held_out))
    return np.mean((a < b) + 0.5 * (a == b))


@wrong("copying_score", hint="share")
def share_of_the_training_examples(fake, train, held_out):
    if len(train) != len(held_out):
        raise ValueError("lengths")
    a, b = (np.sum((fake[:, None] - known) ** 2, axis=2).min(axis=1) for known in (train, held_out))
    return np.sum((a < b) + 0.5 * (a == b)) / len(train)


@right("copying_score")
def score_with_loops(fake, train, held_out):
    if len(train) != len(held_out):
        raise ValueError("as many of the ones as of the others")
    total = 0.0
    for x in fake:
        a, b = (min(float(np.sum((x - y) ** 2)) for y in known) for known in (train, held_out))
        total += 1.0 if a < b else 0.5 if a == b else 0.0
    return total / len(fake)


@right("copying_score")
def by_signs(fake, train, held_out):
    if np.shape(train)[0] != np.shape(held_out)[0]:
        raise ValueError("lengths")
    a, b = (np.array([((x - known) ** 2).sum(axis=1).min() for x in fake]) for known in (train, held_out))
    return (1 + np.mean(np.sign(b - a))) / 2


@right("copying_score")
def score_in_torch(fake, train, held_out):
    if len(train) != len(held_out):
        raise ValueError("lengths")
    x = torch.as_tensor(np.array(fake))
    a, b = ((x[:, None] - torch.as_tensor(np.array(y))).square().sum(dim=2).amin(dim=1) for y in (train, held_out))
    return ((a < b).double() + (a == b).double() / 2).mean().item()


# ---------------------------------------------------------------- faulty_losses


@wrong("faulty_losses", hint="slow")
def accuses_the_slow_one():
    return {"averaged_vae", "wide_vae", "drawn_vae", "detached_forger", "sigmoid_critic", "forger"}


@wrong("faulty_losses", hint="unit")
def accuses_the_square():
    return {"averaged_vae", "wide_vae", "drawn_vae", "detached_forger", "sigmoid_critic", "gaussian_vae"}


@wrong("faulty_losses", hint="accused")
def accuses_the_critic():
    return {"averaged_vae", "wide_vae", "drawn_vae", "detached_forger", "sigmoid_critic", "critic"}


@wrong("faulty_losses", hint="accused")
def accuses_all():
    return {"averaged_vae", "wide_vae", "drawn_vae", "detached_forger", "sigmoid_critic", "bernoulli_vae"}


@wrong("faulty_losses", hint="no-gradient")
def misses_a_drawn_code():
    return {"averaged_vae", "wide_vae", "detached_forger", "sigmoid_critic"}


@wrong("faulty_losses", hint="no-gradient")
def misses_a_forger_held_fast():
    return {"averaged_vae", "wide_vae", "drawn_vae", "sigmoid_critic"}


@wrong("faulty_losses", hint="known-point")
def misses_two_sigmoids():
    return {"averaged_vae", "wide_vae", "drawn_vae", "detached_forger"}


@wrong("faulty_losses", hint="law")
def misses_the_wide_law():
    return {"averaged_vae", "drawn_vae", "detached_forger", "sigmoid_critic"}


@wrong("faulty_losses", hint="weights")
def misses_the_mean():
    return {"wide_vae", "drawn_vae", "detached_forger", "sigmoid_critic"}


@wrong("faulty_losses", hint="names")
def misspells():
    return {"average_vae", "wide_vae", "drawn_vae", "detached_forger", "sigmoid_critic"}


@wrong("faulty_losses", hint="type")
def one_text():
    return "averaged_vae wide_vae drawn_vae detached_forger sigmoid_critic"


@wrong("faulty_losses", hint="no-gradient")
def nothing_is_wrong():
    return set()


@right("faulty_losses")
def as_a_list():
    return ["sigmoid_critic", "detached_forger", "drawn_vae", "wide_vae", "averaged_vae"]


@right("faulty_losses")
def as_a_frozenset():
    return frozenset({"averaged_vae", "wide_vae", "drawn_vae", "detached_forger", "sigmoid_critic"})


@right("faulty_losses")
def by_taking_away():
    names = "averaged_vae bernoulli_vae critic detached_forger drawn_vae forger gaussian_vae sigmoid_critic wide_vae"
    return set(names.split()) - {"bernoulli_vae", "gaussian_vae", "critic", "forger"}


exact("reparameterize", reason="exp(500), which is asked for, is no number in single precision")

equivalent(
    "kl_to_standard",
    "kl_in_torch: mu, log_var = (torch.as_tensor({np.array(mu) -> mu}), torch.as_tensor(np.array(log_var)))",
    "kl_in_torch: mu, log_var = (torch.as_tensor(np.array(mu)), torch.as_tensor({np.array(log_var) -> log_var}))",
    reason="as_tensor takes the array itself as well as a copy, and nothing is written into it",
)

equivalent("kl_to_standard", "fault: gives no negative number", reason="a divergence is not negative")

equivalent(
    "copying_score",
    "reference: return np.array([np.min({np.sum -> np.mean}((known - x) ** 2, axis=1)) for x in fake])",
    "score_with_loops: a, b = (min((float({np.sum -> np.mean}((x - y) ** 2)) for y in known)) for known i"
    "n (train, held_out))",
    "by_signs: a, b = (np.array([((x - known) ** 2){.sum -> .mean}(axis=1).min() for x in fake]) for know"
    "n in (train, held_out))",
    "score_in_torch: a, b = ((x[:, None] - torch.as_tensor(np.array(y))).square(){.sum -> .mean}(dim=2).a"
    "min(dim=1) for y in (train, held_out))",
    reason="all squared distances are divided by the same number of features, which changes no comparison",
)

equivalent(
    "copying_score",
    "score_in_torch: x = torch.as_tensor({np.array(fake) -> fake})",
    "score_in_torch: a, b = ((x[:, None] - torch.as_tensor({np.array(y) -> y})).square().sum(dim=2).amin("
    "dim=1) for y in (train, held_out))",
    reason="as_tensor takes the array itself as well as a copy, and nothing is written into it",
)

equivalent(
    "mode_coverage",
    "centre_after_centre: best, owner = (np.full(len(samples), np.inf), np.zeros(len(samples), dtype={int -> None}))",
    "centre_after_centre: best, owner = (np.full(len(samples), np.inf), {np.zeros -> np.ones}(len(samples"
    "), dtype=int))",
    "one_hot_in_torch: x, c = (torch.as_tensor({np.array(samples) -> samples}), torch.as_tensor(np.array(centers)))",
    reason="each owner is overwritten by the first centre, 0.0 is 0 in a comparison, and as_tensor needs no copy",
)

equivalent(
    "reparameterize",
    "with_loops: z, slope = ({np.zeros -> np.ones}(mu.shape), np.zeros(mu.shape))",
    "with_loops: z, slope = (np.zeros(mu.shape), {np.zeros -> np.ones}(mu.shape))",
    reason="every entry is overwritten",
)

equivalent(
    "reparameterize",
    "in_torch: mu, half, epsilon = (torch.as_tensor({np.array(A) -> A}) for A in (mu, log_var / 2, epsilon))",
    reason="as_tensor takes the array itself as well as a copy, and nothing is written into it",
)

equivalent(
    "optimal_discriminator",
    "by_the_critic_s_loss: D = np.where(s > 0, p / np.where(s {> -> >=} 0, s, 1), 0.5)",
    "by_the_critic_s_loss: D = np.where(s > 0, p / np.where(s > {0 -> -1}, s, 1), 0.5)",
    "by_the_critic_s_loss: D = np.where(s > 0, p / np.where(s > 0, s, {1 -> 2}), 0.5)",
    "by_the_critic_s_loss: D = np.where(s > 0, p / np.where(s > 0, s, {1 -> 0}), 0.5)",
    "by_xlogy_in_torch: D = torch.where(m > 0, p / torch.where(m {> -> >=} 0, 2 * m, 1), 0.5)",
    "by_xlogy_in_torch: D = torch.where(m > 0, p / torch.where(m > {0 -> -1}, 2 * m, 1), 0.5)",
    "by_xlogy_in_torch: D = torch.where(m > 0, p / torch.where(m > 0, 2 * m, {1 -> 2}), 0.5)",
    "by_xlogy_in_torch: D = torch.where(m > 0, p / torch.where(m > 0, 2 * m, {1 -> 0}), 0.5)",
    reason="where both are 0 the quotient is not used, whatever stands in the place of its divisor",
)

equivalent(
    "optimal_discriminator",
    "by_the_critic_s_loss: value = np.sum(p * np.log(np.where(p > 0, D, {1 -> 2}))) + np.sum(q * np.log(n"
    "p.where(q > 0, 1 - D, 1)))",
    "by_the_critic_s_loss: value = np.sum(p * np.log(np.where(p > 0, D, 1))) + np.sum(q * np.log(np.where"
    "(q > 0, 1 - D, {1 -> 2})))",
    reason="where p or q is 0, so is the factor before the logarithm",
)

equivalent(
    "optimal_discriminator",
    "by_xlogy_in_torch: p, q = (torch.as_tensor({np.array(p) -> p}), torch.as_tensor(np.array(q)))",
    "by_xlogy_in_torch: p, q = (torch.as_tensor(np.array(p)), torch.as_tensor({np.array(q) -> q}))",
    reason="as_tensor takes the array itself as well as a copy, and nothing is written into it",
)

equivalent(
    "optimal_discriminator",
    "fault: wrong if all numbers are negative",
    "fault: wrong if all numbers are 0",
    reason="probabilities are not negative, and sum to 1",
)

equivalent(
    "optimal_discriminator",
    "fault: gives no share of exactly 1 as part 2",
    reason="the divergence is at most ln 2",
)

equivalent(
    "gan_losses",
    "reference: return np.where(u {> -> >=} 0, 1, small) / (1 + small)",
    reason="at 0 both branches are a half",
)

equivalent(
    "gan_losses",
    "reference: loss_d = np.logaddexp({0, -real_logits -> -real_logits, 0}).mean() + np.logaddexp(0, fake"
    "_logits).mean()",
    "reference: loss_d = np.logaddexp(0, -real_logits).mean() + np.logaddexp({0, fake_logits -> fake_logi"
    "ts, 0}).mean()",
    "reference: return (loss_d, -np.logaddexp({0, fake_logits -> fake_logits, 0}).mean(), -sigma(fake_log"
    "its) / len(fake_logits))",
    "reference: return (loss_d, np.logaddexp({0, -fake_logits -> -fake_logits, 0}).mean(), -sigma(-fake_l"
    "ogits) / len(fake_logits))",
    reason="logaddexp takes its two arguments in either order",
)

equivalent(
    "gan_losses",
    "softplus_in_torch: real, fake = (torch.as_tensor({np.array(real_logits) -> real_logits}), torch.as_t"
    "ensor(np.array(fake_logits)))",
    "softplus_in_torch: real, fake = (torch.as_tensor(np.array(real_logits)), torch.as_tensor({np.array(f"
    "ake_logits) -> fake_logits}))",
    reason="as_tensor takes the array itself as well as a copy, and nothing is written into it",
)

equivalent(
    "gan_losses",
    "number_by_number: return u + math.log1p(math.exp(-u)) if u {> -> >=} 0 else math.log1p(math.exp(u))",
    "number_by_number: return u + math.log1p(math.exp(-u)) if u > {0 -> 1} else math.log1p(math.exp(u))",
    "number_by_number: return u + math.log1p(math.exp(-u)) if u > {0 -> -1} else math.log1p(math.exp(u))",
    reason="both branches are exact near 0; the threshold keeps exp from an overflow far away",
)

equivalent(
    "gan_losses",
    "number_by_number: return 1 / (1 + math.exp(-u)) if u {> -> >=} -700 else math.exp(u)",
    "number_by_number: return 1 / (1 + math.exp(-u)) if u > -{700 -> 701} else math.exp(u)",
    "number_by_number: return 1 / (1 + math.exp(-u)) if u > -{700 -> 699} else math.exp(u)",
    reason="near −700 both branches are nearly 0, and none overflows before −709",
)

equivalent(
    "gan_losses",
    "fault: gives no negative number as part 1",
    reason="a sum of softplus is not negative",
)

equivalent(
    "gan_losses",
    "fault: gives no positive number as part 3",
    reason="both forgers want the logit to grow: their gradients are not positive",
)

equivalent(
    "fit_pca",
    "reference: _, _, directions = np.linalg.svd(X - mean, full_matrices={False -> None})",
    "reference: _, _, directions = np.linalg.svd(X - mean{, full_matrices=False -> nothing})",
    "reference: _, _, directions = np.linalg.svd(X - mean, full_matrices={False -> True})",
    "by_torch_svd: return (mean, -torch.linalg.svd(x - mean{, full_matrices=False -> nothing})[2][:k])",
    "by_torch_svd: return (mean, -torch.linalg.svd(x - mean, full_matrices={False -> True})[2][:k])",
    reason="more rows than are asked for are cut away",
)

equivalent(
    "fit_pca",
    "by_torch_svd: return (mean, {- -> +}torch.linalg.svd(x - mean, full_matrices=False)[2][:k])",
    reason="each direction may have either sign",
)

equivalent(
    "fit_pca",
    "by_eigh_of_the_covariance: S = (X - mean).T @ (X - mean) {/ -> *} len(X)",
    "by_eigh_of_the_covariance: S = (X - mean).T @ (X - mean){ / len(X) -> nothing}",
    "by_sorting_eigenvalues: values, vectors = np.linalg.eigh(np.cov(X.T, bias={True -> None}).reshape(X."
    "shape[1], X.shape[1]))",
    reason="a positive factor changes no eigenvector and not their order",
)

equivalent(
    "fit_pca",
    "by_eigh_of_the_covariance: S = (X {- -> +} mean).T @ (X - mean) / len(X)",
    "by_eigh_of_the_covariance: S = {(X - mean).T -> X.T} @ (X - mean) / len(X)",
    "by_eigh_of_the_covariance: S = (X - mean).T @ (X {- -> +} mean) / len(X)",
    "by_eigh_of_the_covariance: S = (X - mean).T @ {(X - mean) -> X} / len(X)",
    reason="the mean of what is centred is 0, so taking it from one factor is enough",
)

equivalent(
    "fit_pca",
    "by_torch_svd: x = torch.as_tensor({np.array(X) -> X})",
    reason="as_tensor takes the array itself as well as a copy, and nothing is written into it",
)

equivalent(
    "linear_denoiser",
    "reference: S = (X {- -> +} mean).T @ (X - mean) / len(X)",
    "reference: S = {(X - mean).T -> X.T} @ (X - mean) / len(X)",
    "reference: S = (X - mean).T @ (X {- -> +} mean) / len(X)",
    "reference: S = (X - mean).T @ {(X - mean) -> X} / len(X)",
    "one_minus_the_noise: S = sum((np.outer(x {- -> +} mean, x - mean) for x in X)) / len(X)",
    "one_minus_the_noise: S = sum((np.outer(x{ - mean -> nothing}, x - mean) for x in X)) / len(X)",
    "one_minus_the_noise: S = sum((np.outer(x - mean, x {- -> +} mean) for x in X)) / len(X)",
    "one_minus_the_noise: S = sum((np.outer(x - mean, x{ - mean -> nothing}) for x in X)) / len(X)",
    "by_eigenvectors_in_torch: values, V = torch.linalg.eigh((x {- -> +} mean).T @ (x - mean) / len(x))",
    "by_eigenvectors_in_torch: values, V = torch.linalg.eigh({(x - mean).T -> x.T} @ (x - mean) / len(x))",
    "by_eigenvectors_in_torch: values, V = torch.linalg.eigh((x - mean).T @ (x {- -> +} mean) / len(x))",
    "by_eigenvectors_in_torch: values, V = torch.linalg.eigh((x - mean).T @ {(x - mean) -> x} / len(x))",
    reason="the mean of what is centred is 0, so taking it from one factor is enough",
)

equivalent(
    "linear_denoiser",
    "reference: return (A, mean - {A @ mean -> mean @ A})",
    "reference: return (A, mean - {A -> A.swapaxes(0, 1)} @ mean)",
    "by_least_squares_with_extra_rows: A = np.linalg.lstsq(rows, np.vstack([C, np.zeros((size, size))]), "
    "rcond=None)[0]{.T -> nothing}",
    "by_least_squares_with_extra_rows: return (A, mean - {A @ mean -> mean @ A})",
    "by_least_squares_with_extra_rows: return (A, mean - {A -> A.swapaxes(0, 1)} @ mean)",
    "one_minus_the_noise: return (np.eye(len(S)) - rest, {rest @ mean -> mean @ rest})",
    "one_minus_the_noise: return (np.eye(len(S)) - rest, {rest -> rest.swapaxes(0, 1)} @ mean)",
    "by_eigenvectors_in_torch: A = V @ torch.diag(values / (values + sigma ** 2)){nothing -> .swapaxes(0, 1)} @ V.T",
    "by_eigenvectors_in_torch: return (A, mean - {A @ mean -> mean @ A})",
    "by_eigenvectors_in_torch: return (A, mean - {A -> A.swapaxes(0, 1)} @ mean)",
    reason="the matrix is symmetric",
)

equivalent(
    "linear_denoiser",
    "by_least_squares_with_extra_rows: A = np.linalg.lstsq(rows, np.vstack([C, np.zeros((size, size))]){,"
    " rcond=None -> nothing})[0].T",
    reason="the matrix of the rows has full rank, as sigma is positive: nothing is cut off",
)

equivalent(
    "linear_denoiser",
    "by_eigenvectors_in_torch: x = torch.as_tensor({np.array(X) -> X})",
    reason="as_tensor takes the array itself as well as a copy, and nothing is written into it",
)

equivalent(
    "linear_denoiser",
    "by_eigenvectors_in_torch: values = values.clamp(min{=0 -> =-1})",
    reason="eigenvalues of a covariance are negative by rounding alone, which the quotient does not feel",
)

equivalent(
    "linear_denoiser",
    "fault: wrong if its argument number 2 is 0",
    reason="sigma is positive",
)

equivalent(
    "linear_autoencoder_gradients",
    "by_the_product_of_both: return (float(np.sum((X @ rest.T) ** 2) / len(X)), 2 * D.T @ rest @ {S -> S."
    "swapaxes(0, 1)}, 2 * rest @ S @ E.T)",
    "by_the_product_of_both: return (float(np.sum((X @ rest.T) ** 2) / len(X)), 2 * D.T @ rest @ S, 2 * r"
    "est @ {S -> S.swapaxes(0, 1)} @ E.T)",
    reason="S is symmetric",
)

equivalent(
    "linear_autoencoder_gradients",
    "with_einsum_in_torch: x, e, d = (torch.as_tensor({np.array(A) -> A}) for A in (X, E, D))",
    reason="as_tensor takes the array itself as well as a copy, and nothing is written into it",
)

equivalent(
    "linear_autoencoder_gradients",
    "fault: gives no negative number as part 1",
    reason="a sum of squares is not negative",
)

equivalent(
    "dirac_gan",
    "reference: return np.exp(-np.logaddexp({0, -u -> -u, 0}))",
    "in_an_array: real = np.exp(-np.logaddexp({0, -a * b -> -a * b, 0}))",
    "in_an_array: forged = np.exp(-np.logaddexp({0, a * b -> a * b, 0}))",
    reason="logaddexp takes its two arguments in either order",
)

equivalent(
    "dirac_gan",
    "reference: return {np.array(trace) -> trace}",
    reason="a list of pairs has the same numbers, and the checks take it for the table that it is",
)

equivalent(
    "dirac_gan",
    "in_an_array: trace = {np.zeros -> np.ones}((steps + 1, 2))",
    reason="every entry is overwritten",
)

equivalent(
    "dirac_gan",
    "torch_sigmoids: pair = torch.tensor([theta, psi], dtype={torch.float64 -> None})",
    reason="single precision is as near as the checks ask for",
)

equivalent(
    "train_denoiser",
    "fault: gives its first argument back",
    reason="it is asked for the same object, trained in place",
)
