"""The bank of lesson 12: wrong answers with the hint that each must get, and other right answers."""

import numpy as np
import torch

from course_lib import policy_gradients, worlds
from course_lib.instructor.bank.bank import right, wrong
from course_lib.instructor.bank.equivalents import equivalent, judged_by_result

# ---------------------------------------------------------------- discounted_returns


@wrong("discounted_returns", hint="leak")
def ignores_the_ends(rewards, ends, gamma):
    G, later = np.zeros(len(rewards)), 0.0
    for t in range(len(rewards) - 1, -1, -1):
        later = rewards[t] + gamma * later
        G[t] = later
    return G


@wrong("discounted_returns", hint="early")
def forgets_behind_the_end(rewards, ends, gamma):
    G, later = np.zeros(len(rewards)), 0.0
    for t in range(len(rewards) - 1, -1, -1):
        later = rewards[t] + gamma * later
        G[t] = later
        if ends[t]:
            later = 0.0
    return G


@wrong("discounted_returns", hint="last-reward")
def drops_the_reward_at_the_end(rewards, ends, gamma):
    G, later = np.zeros(len(rewards)), 0.0
    for t in range(len(rewards) - 1, -1, -1):
        later = 0.0 if ends[t] else rewards[t] + gamma * later
        G[t] = later
    return G


@wrong("discounted_returns", hint="undiscounted")
def without_gamma(rewards, ends, gamma):
    G, later = np.zeros(len(rewards)), 0.0
    for t in range(len(rewards) - 1, -1, -1):
        later = rewards[t] + (0 if ends[t] else later)
        G[t] = later
    return G


@wrong("discounted_returns", hint="present")
def discounts_the_present(rewards, ends, gamma):
    G, later = np.zeros(len(rewards)), 0.0
    for t in range(len(rewards) - 1, -1, -1):
        later = gamma * (rewards[t] + (0 if ends[t] else later))
        G[t] = later
    return G


@wrong("discounted_returns", hint="clock")
def powers_from_the_beginning(rewards, ends, gamma):
    G, start = np.zeros(len(rewards)), 0
    for t in range(len(rewards)):
        if ends[t] or t == len(rewards) - 1:
            weighted = rewards[start : t + 1] * gamma ** np.arange(t + 1 - start)
            G[start : t + 1] = weighted[::-1].cumsum()[::-1]
            start = t + 1
    return G


@wrong("discounted_returns", hint="past")
def sums_what_came_before(rewards, ends, gamma):
    G, before = np.zeros(len(rewards)), 0.0
    for t in range(len(rewards)):
        before = rewards[t] + gamma * before
        G[t] = before
        if ends[t]:
            before = 0.0
    return G


@wrong("discounted_returns", hint="cut")
def leaves_out_a_cut_episode(rewards, ends, gamma):
    G, start = np.zeros(len(rewards)), 0
    for t in range(len(rewards)):
        if ends[t]:
            later = 0.0
            for k in range(t, start - 1, -1):
                later = rewards[k] + gamma * later
                G[k] = later
            start = t + 1
    return G


@wrong("discounted_returns", hint="one-step")
def only_the_next_reward(rewards, ends, gamma):
    following = np.append(rewards[1:], 0.0)[: len(rewards)]
    return rewards + gamma * np.where(ends, 0, following)


@wrong("discounted_returns", hint="backwards")
def list_from_the_end(rewards, ends, gamma):
    G, later = [], 0.0
    for reward, end in zip(rewards[::-1], ends[::-1], strict=True):
        later = reward + (0.0 if end else gamma * later)
        G.append(later)
    return np.array(G)


@wrong("discounted_returns", hint="IndexError")
def begins_with_the_last(rewards, ends, gamma):
    G = np.zeros(len(rewards))
    G[-1] = rewards[-1]
    for t in range(len(rewards) - 2, -1, -1):
        G[t] = rewards[t] + (0 if ends[t] else gamma * G[t + 1])
    return G


@right("discounted_returns")
def each_as_a_sum(rewards, ends, gamma):
    G = np.zeros(len(rewards))
    for t in range(len(rewards)):
        weight = 1.0
        for k in range(t, len(rewards)):
            G[t] += weight * rewards[k]
            weight *= gamma
            if ends[k]:
                break
    return G


@right("discounted_returns")
def a_list_turned_round(rewards, ends, gamma):
    G, later = [], 0.0
    for reward, end in zip(reversed(list(rewards)), reversed(list(ends)), strict=True):
        later = reward + gamma * later * (1 - int(end))
        G.append(later)
    return G[::-1]


@right("discounted_returns")
def by_a_matrix(rewards, ends, gamma):
    T = len(rewards)
    episode = np.append(0, np.cumsum(ends))[:T]
    steps = np.arange(T)[None] - np.arange(T)[:, None]
    counts = (episode[:, None] == episode[None]) & (steps >= 0)
    return np.where(counts, float(gamma) ** np.maximum(steps, 0), 0.0) @ rewards


# ---------------------------------------------------------------- evaluate_policy


@wrong("evaluate_policy", hint="unweighted")
def all_actions_alike(P, R, policy, gamma):
    if not 0 <= gamma < 1:
        raise ValueError
    return np.linalg.solve(np.eye(len(R)) - gamma * P.mean(axis=1), R.mean(axis=1))


@wrong("evaluate_policy", hint="unweighted")
def rewards_unweighted(P, R, policy, gamma):
    if not 0 <= gamma < 1:
        raise ValueError
    return np.linalg.solve(np.eye(len(R)) - gamma * np.einsum("sa,sat->st", policy, P), R.mean(axis=1))


@wrong("evaluate_policy", hint="unweighted")
def rewards_summed(P, R, policy, gamma):
    if not 0 <= gamma < 1:
        raise ValueError
    return np.linalg.solve(np.eye(len(R)) - gamma * np.einsum("sa,sat->st", policy, P), R.sum(axis=1))


@wrong("evaluate_policy", hint="unweighted")
def landings_unweighted(P, R, policy, gamma):
    if not 0 <= gamma < 1:
        raise ValueError
    return np.linalg.solve(np.eye(len(R)) - gamma * P.mean(axis=1), (policy * R).sum(axis=1))


@wrong("evaluate_policy", hint="axes")
def landings_as_rows(P, R, policy, gamma):
    if not 0 <= gamma < 1:
        raise ValueError
    P_pi = np.einsum("sa,sat->ts", policy, P)
    return np.linalg.solve(np.eye(len(R)) - gamma * P_pi, (policy * R).sum(axis=1))


@wrong("evaluate_policy", hint="best")
def value_of_the_best_action(P, R, policy, gamma):
    if not 0 <= gamma < 1:
        raise ValueError
    V = np.zeros(len(R))
    for _ in range(500):
        V = (R + gamma * P @ V).max(axis=1)
    return V


@wrong("evaluate_policy", hint="one-sweep")
def expected_reward_alone(P, R, policy, gamma):
    if not 0 <= gamma < 1:
        raise ValueError
    return (policy * R).sum(axis=1)


@wrong("evaluate_policy", hint="one-sweep")
def looks_one_step_ahead(P, R, policy, gamma):
    if not 0 <= gamma < 1:
        raise ValueError
    R_pi = (policy * R).sum(axis=1)
    return R_pi + gamma * np.einsum("sa,sat->st", policy, P) @ R_pi


@wrong("evaluate_policy", hint="present")
def discounts_all_rewards(P, R, policy, gamma):
    if not 0 <= gamma < 1:
        raise ValueError
    P_pi = np.einsum("sa,sat->st", policy, P)
    return np.linalg.solve(np.eye(len(R)) - gamma * P_pi, gamma * (policy * R).sum(axis=1))


@wrong("evaluate_policy", hint="likeliest")
def takes_the_likeliest_action(P, R, policy, gamma):
    if not 0 <= gamma < 1:
        raise ValueError
    each, a = np.arange(len(R)), policy.argmax(axis=1)
    return np.linalg.solve(np.eye(len(R)) - gamma * P[each, a], R[each, a])


@wrong("evaluate_policy", hint="actions")
def values_of_actions(P, R, policy, gamma):
    if not 0 <= gamma < 1:
        raise ValueError
    P_pi = np.einsum("sa,sat->st", policy, P)
    return R + gamma * P @ np.linalg.solve(np.eye(len(R)) - gamma * P_pi, (policy * R).sum(axis=1))


@wrong("evaluate_policy", hint="exact")
def a_thousand_sweeps(P, R, policy, gamma):
    if not 0 <= gamma < 1:
        raise ValueError
    V = np.zeros(len(R))
    for _ in range(1000):
        V = (policy * (R + gamma * P @ V)).sum(axis=1)
    return V


@wrong("evaluate_policy", hint="range")
def allows_any_gamma(P, R, policy, gamma):
    P_pi = np.einsum("sa,sat->st", policy, P)
    return np.linalg.lstsq(np.eye(len(R)) - gamma * P_pi, (policy * R).sum(axis=1), rcond=None)[0]


@wrong("evaluate_policy", hint="range")
def allows_negative_gamma(P, R, policy, gamma):
    if gamma >= 1:
        raise ValueError
    P_pi = np.einsum("sa,sat->st", policy, P)
    return np.linalg.solve(np.eye(len(R)) - gamma * P_pi, (policy * R).sum(axis=1))


@right("evaluate_policy")
def by_the_inverse(P, R, policy, gamma):
    if gamma < 0 or gamma >= 1:
        raise ValueError("gamma")
    P_pi = (policy[:, :, None] * P).sum(axis=1)
    return np.linalg.inv(np.eye(len(R)) - gamma * P_pi) @ (policy * R).sum(axis=1)


@right("evaluate_policy")
def by_squaring(P, R, policy, gamma):
    if not 0 <= gamma < 1:
        raise ValueError("gamma")
    step = gamma * np.array([w @ rows for w, rows in zip(policy, P, strict=True)])
    V = np.array([w @ r for w, r in zip(policy, R, strict=True)])
    for _ in range(40):
        V, step = V + step @ V, step @ step
    return V


@right("evaluate_policy")
def by_torch(P, R, policy, gamma):
    if not 0 <= gamma < 1:
        raise ValueError("gamma")
    p, r, w = (torch.as_tensor(np.array(A)) for A in (P, R, policy))
    return torch.linalg.solve(
        torch.eye(len(r), dtype=r.dtype) - gamma * torch.einsum("sat,sa->st", p, w), (w * r).sum(1)
    )


# ---------------------------------------------------------------- value_iteration


@wrong("value_iteration", hint="stop")
def stops_when_little_changes(P, R, gamma, tolerance):
    V, change = np.zeros(len(R)), np.inf
    while change > tolerance:
        better = (R + gamma * P @ V).max(axis=1)
        change = np.abs(better - V).max()
        V = better
    return V, (R + gamma * P @ V).argmax(axis=1)


@wrong("value_iteration", hint="stop")
def stops_by_the_mean_change(P, R, gamma, tolerance):
    V, missing = np.zeros(len(R)), np.inf
    while missing > tolerance:
        better = (R + gamma * P @ V).max(axis=1)
        missing = np.abs(better - V).mean() * gamma / (1 - gamma)
        V = better
    return V, (R + gamma * P @ V).argmax(axis=1)


@wrong("value_iteration", hint="stop")
def stops_by_a_signed_change(P, R, gamma, tolerance):
    V, missing = np.zeros(len(R)), np.inf
    while missing > tolerance:
        better = (R + gamma * P @ V).max(axis=1)
        missing = (better - V).max() * gamma / (1 - gamma)
        V = better
    return V, (R + gamma * P @ V).argmax(axis=1)


@wrong("value_iteration", hint="average")
def averages_the_actions(P, R, gamma, tolerance):
    V = np.zeros(len(R))
    for _ in range(200):
        V = (R + gamma * P @ V).mean(axis=1)
    return V, (R + gamma * P @ V).argmax(axis=1)


@wrong("value_iteration", hint="worst")
def takes_the_worst(P, R, gamma, tolerance):
    V = np.zeros(len(R))
    for _ in range(200):
        V = (R + gamma * P @ V).min(axis=1)
    return V, (R + gamma * P @ V).argmin(axis=1)


@wrong("value_iteration", hint="one-sweep")
def sweeps_once(P, R, gamma, tolerance):
    V = R.max(axis=1)
    return V, (R + gamma * P @ V).argmax(axis=1)


@wrong("value_iteration", hint="one-sweep")
def sweeps_twice(P, R, gamma, tolerance):
    V = (R + gamma * P @ R.max(axis=1)).max(axis=1)
    return V, (R + gamma * P @ V).argmax(axis=1)


@wrong("value_iteration", hint="present")
def discounts_the_reward_too(P, R, gamma, tolerance):
    V = np.zeros(len(R))
    for _ in range(3000):
        V = (gamma * (R + P @ V)).max(axis=1)
    return V, (R + P @ V).argmax(axis=1)


@wrong("value_iteration", hint="undiscounted")
def gamma_squared(P, R, gamma, tolerance):
    V = np.zeros(len(R))
    for _ in range(3000):
        V = (R + gamma * gamma * P @ V).max(axis=1)
    return V, (R + gamma * gamma * P @ V).argmax(axis=1)


@wrong("value_iteration", hint="states")
def best_landing_for_sure(P, R, gamma, tolerance):
    V = np.zeros(len(R))
    for _ in range(3000):
        V = (R + gamma * V.max()).max(axis=1)
    return V, R.argmax(axis=1)


@wrong("value_iteration", hint="axes")
def exchanges_the_axes(P, R, gamma, tolerance):
    P = P.swapaxes(0, 2)
    V = np.zeros(len(R))
    for _ in range(200):
        V = (R + gamma * P @ V).max(axis=1)
    return V, (R + gamma * P @ V).argmax(axis=1)


@wrong("value_iteration", hint="positive")
def never_below_zero(P, R, gamma, tolerance):
    V = np.zeros(len(R))
    for _ in range(3000):
        V = np.maximum((R + gamma * P @ V).max(axis=1), 0)
    return V, (R + gamma * P @ V).argmax(axis=1)


@wrong("value_iteration", hint="policy")
def policy_of_the_sweep_before(P, R, gamma, tolerance):
    V, missing = np.zeros(len(R)), np.inf
    while missing > tolerance:
        Q = R + gamma * P @ V
        missing = np.abs(Q.max(axis=1) - V).max() * gamma / (1 - gamma)
        V, policy = Q.max(axis=1), Q.argmax(axis=1)
    return V, policy


@wrong("value_iteration", hint="short-sighted")
def greedy_for_the_reward(P, R, gamma, tolerance):
    V, missing = np.zeros(len(R)), np.inf
    while missing > tolerance:
        better = (R + gamma * P @ V).max(axis=1)
        missing = np.abs(better - V).max() * gamma / (1 - gamma)
        V = better
    return V, R.argmax(axis=1)


@wrong("value_iteration", hint="policy")
def greedy_for_the_landing(P, R, gamma, tolerance):
    V, missing = np.zeros(len(R)), np.inf
    while missing > tolerance:
        better = (R + gamma * P @ V).max(axis=1)
        missing = np.abs(better - V).max() * gamma / (1 - gamma)
        V = better
    return V, (P @ V).argmax(axis=1)


@wrong("value_iteration", hint="policy")
def policy_as_a_table(P, R, gamma, tolerance):
    V, missing = np.zeros(len(R)), np.inf
    while missing > tolerance:
        better = (R + gamma * P @ V).max(axis=1)
        missing = np.abs(better - V).max() * gamma / (1 - gamma)
        V = better
    return V, np.eye(R.shape[1])[(R + gamma * P @ V).argmax(axis=1)]


@wrong("value_iteration", hint="actions")
def values_of_states_and_actions(P, R, gamma, tolerance):
    Q = np.zeros(R.shape)
    for _ in range(3000):
        Q = R + gamma * P @ Q.max(axis=1)
    return Q, Q.argmax(axis=1)


@right("value_iteration")
def by_policy_iteration(P, R, gamma, tolerance):
    each, policy = np.arange(len(R)), R.argmax(axis=1)
    for _ in range(1000):
        V = np.linalg.solve(np.eye(len(R)) - gamma * P[each, policy], R[each, policy])
        Q = R + gamma * P @ V
        better = np.where(Q.max(axis=1) > Q[each, policy] + 1e-11, Q.argmax(axis=1), policy)
        if (better == policy).all():
            break
        policy = better
    return V, (R + gamma * P @ V).argmax(axis=1)


@right("value_iteration")
def sweeps_counted_before(P, R, gamma, tolerance):
    bound, V = max(np.abs(R).max(), 1e-12) / (1 - gamma), np.zeros(len(R))
    while bound > tolerance / 2:
        V = (R + gamma * P @ V).max(axis=1)
        bound *= gamma
    return V, (R + gamma * P @ V).argmax(axis=1)


@right("value_iteration")
def state_by_state_at_once(P, R, gamma, tolerance):
    V = [0.0] * len(R)
    while True:
        change = 0.0
        for s in range(len(R)):
            new = max(R[s, a] + gamma * float(P[s, a] @ np.array(V)) for a in range(R.shape[1]))
            change = max(change, abs(new - V[s]))
            V[s] = new
        if change * gamma <= tolerance * (1 - gamma):
            break
    Q = R + gamma * np.array([[row @ np.array(V) for row in rows] for rows in P])
    return V, [int(np.argmax(row)) for row in Q]


# ---------------------------------------------------------------- epsilon_greedy


@wrong("epsilon_greedy", hint="inverted")
def tries_with_the_rest(Q, epsilon, rng):
    best = np.where(Q.max(axis=1, keepdims=True) == Q, 1 + rng.random(Q.shape), 0).argmax(axis=1)
    return np.where(rng.random(len(Q)) < epsilon, best, rng.integers(Q.shape[1], size=len(Q)))


@wrong("epsilon_greedy", hint="worst")
def takes_the_smallest(Q, epsilon, rng):
    best = np.where(Q.min(axis=1, keepdims=True) == Q, 1 + rng.random(Q.shape), 0).argmax(axis=1)
    return np.where(rng.random(len(Q)) < epsilon, rng.integers(Q.shape[1], size=len(Q)), best)


@wrong("epsilon_greedy", hint="size")
def takes_the_largest_size(Q, epsilon, rng):
    return np.where(rng.random(len(Q)) < epsilon, rng.integers(Q.shape[1], size=len(Q)), np.abs(Q).argmax(axis=1))


@wrong("epsilon_greedy", hint="excluded")
def tries_only_the_others(Q, epsilon, rng):
    marked = Q.max(axis=1, keepdims=True) == Q
    best = np.where(marked, 1 + rng.random(Q.shape), 0).argmax(axis=1)
    other = np.where(marked, 0, 1 + rng.random(Q.shape)).argmax(axis=1)
    return np.where(rng.random(len(Q)) < epsilon, other, best)


@wrong("epsilon_greedy", hint="first-tie")
def first_of_the_best(Q, epsilon, rng):
    return np.where(rng.random(len(Q)) < epsilon, rng.integers(Q.shape[1], size=len(Q)), Q.argmax(axis=1))


@wrong("epsilon_greedy", hint="first-tie")
def last_of_the_best(Q, epsilon, rng):
    last = Q.shape[1] - 1 - Q[:, ::-1].argmax(axis=1)
    return np.where(rng.random(len(Q)) < epsilon, rng.integers(Q.shape[1], size=len(Q)), last)


@wrong("epsilon_greedy", hint="one-draw")
def all_rows_try_together(Q, epsilon, rng):
    best = np.where(Q.max(axis=1, keepdims=True) == Q, 1 + rng.random(Q.shape), 0).argmax(axis=1)
    return rng.integers(Q.shape[1], size=len(Q)) if rng.random() < epsilon else best


@wrong("epsilon_greedy", hint="ignores-generator")
def a_generator_of_its_own(Q, epsilon, rng):
    rng = np.random.default_rng(0)
    best = np.where(Q.max(axis=1, keepdims=True) == Q, 1 + rng.random(Q.shape), 0).argmax(axis=1)
    return np.where(rng.random(len(Q)) < epsilon, rng.integers(Q.shape[1], size=len(Q)), best)


@wrong("epsilon_greedy", hint="own-generator")
def an_unseeded_generator(Q, epsilon, rng):
    rng = np.random.default_rng()
    best = np.where(Q.max(axis=1, keepdims=True) == Q, 1 + rng.random(Q.shape), 0).argmax(axis=1)
    return np.where(rng.random(len(Q)) < epsilon, rng.integers(Q.shape[1], size=len(Q)), best)


@wrong("epsilon_greedy", hint="global-rng")
def the_global_generator(Q, epsilon, rng):
    best = Q.argmax(axis=1)
    return np.where(np.random.rand(len(Q)) < epsilon, np.random.randint(Q.shape[1], size=len(Q)), best)


@wrong("epsilon_greedy", hint="never-tries")
def only_the_best(Q, epsilon, rng):
    return np.where(Q.max(axis=1, keepdims=True) == Q, 1 + rng.random(Q.shape), 0).argmax(axis=1)


@wrong("epsilon_greedy", hint="rows")
def one_action_for_each_column(Q, epsilon, rng):
    marked = Q.max(axis=0, keepdims=True) == Q
    best = np.where(marked, 1 + rng.random(Q.shape), 0).argmax(axis=0)
    return np.where(rng.random(Q.shape[1]) < epsilon, rng.integers(len(Q), size=Q.shape[1]), best)


@wrong("epsilon_greedy", hint="axis")
def best_of_the_whole_table(Q, epsilon, rng):
    best = np.full(len(Q), np.unravel_index(Q.argmax(), Q.shape)[0])
    return np.where(rng.random(len(Q)) < epsilon, rng.integers(Q.shape[1], size=len(Q)), best)


@wrong("epsilon_greedy", hint="always-tries")
def tries_whatever_epsilon_is(Q, epsilon, rng):
    best = np.where(Q.max(axis=1, keepdims=True) == Q, 1 + rng.random(Q.shape), 0).argmax(axis=1)
    return np.where(rng.random(len(Q)) < (epsilon > 0), rng.integers(Q.shape[1], size=len(Q)), best)


@right("epsilon_greedy")
def row_by_row(Q, epsilon, rng):
    actions = []
    for row in Q:
        if rng.random() < epsilon:
            actions.append(int(rng.integers(len(row))))
        else:
            actions.append(int(rng.choice(np.flatnonzero(row == row.max()))))
    return np.array(actions)


@right("epsilon_greedy")
def by_probabilities(Q, epsilon, rng):
    best = Q.max(axis=1, keepdims=True) == Q
    p = epsilon / Q.shape[1] + (1 - epsilon) * best / best.sum(axis=1, keepdims=True)
    reach = p.cumsum(axis=1) / p.sum(axis=1, keepdims=True)
    return (reach <= rng.random(len(Q))[:, None]).sum(axis=1)


@right("epsilon_greedy")
def by_shuffled_columns(Q, epsilon, rng):
    order = np.argsort(rng.random(Q.shape), axis=1)
    shuffled = np.take_along_axis(Q, order, axis=1)
    best = order[np.arange(len(Q)), shuffled.argmax(axis=1)]
    actions = best.copy()
    tries = rng.random(len(Q)) < epsilon
    actions[tries] = rng.integers(Q.shape[1], size=tries.sum())
    return actions


# ---------------------------------------------------------------- td_update


@wrong("td_update", hint="next")
def never_less_than_zero(Q, s, a, r, s2, a2, done, alpha, gamma):
    new = Q.copy()
    following = 0 if done else max(0, Q[s2].max()) if a2 is None else Q[s2, a2]
    new[s, a] += alpha * (r + gamma * following - Q[s, a])
    return new


@wrong("td_update", hint="worst")
def smallest_of_the_row(Q, s, a, r, s2, a2, done, alpha, gamma):
    new = Q.copy()
    following = 0 if done else Q[s2].min() if a2 is None else Q[s2, a2]
    new[s, a] += alpha * (r + gamma * following - Q[s, a])
    return new


@wrong("td_update", hint="undiscounted")
def gamma_forgotten(Q, s, a, r, s2, a2, done, alpha, gamma):
    new = Q.copy()
    new[s, a] += alpha * (r + (0 if done else Q[s2].max() if a2 is None else Q[s2, a2]) - Q[s, a])
    return new


@wrong("td_update", hint="discounts-reward")
def gamma_before_all(Q, s, a, r, s2, a2, done, alpha, gamma):
    new = Q.copy()
    new[s, a] += alpha * (gamma * (r + (0 if done else Q[s2].max() if a2 is None else Q[s2, a2])) - Q[s, a])
    return new


@wrong("td_update", hint="here")
def row_of_the_old_state(Q, s, a, r, s2, a2, done, alpha, gamma):
    new = Q.copy()
    new[s, a] += alpha * (r + gamma * (0 if done else Q[s].max() if a2 is None else Q[s, a2]) - Q[s, a])
    return new


@wrong("td_update", hint="away")
def moves_away(Q, s, a, r, s2, a2, done, alpha, gamma):
    new = Q.copy()
    new[s, a] -= alpha * (r + gamma * (0 if done else Q[s2].max() if a2 is None else Q[s2, a2]) - Q[s, a])
    return new


@wrong("td_update", hint="replaced")
def jumps_to_the_target(Q, s, a, r, s2, a2, done, alpha, gamma):
    new = Q.copy()
    new[s, a] = r + gamma * (0 if done else Q[s2].max() if a2 is None else Q[s2, a2])
    return new


@wrong("td_update", hint="forgot-old")
def adds_the_target(Q, s, a, r, s2, a2, done, alpha, gamma):
    new = Q.copy()
    new[s, a] += alpha * (r + gamma * (0 if done else Q[s2].max() if a2 is None else Q[s2, a2]))
    return new


@wrong("td_update", hint="next")
def nothing_comes_next(Q, s, a, r, s2, a2, done, alpha, gamma):
    new = Q.copy()
    new[s, a] += alpha * (r - Q[s, a])
    return new


@wrong("td_update", hint="column")
def largest_of_a_column(Q, s, a, r, s2, a2, done, alpha, gamma):
    new = Q.copy()
    new[s, a] += alpha * (r + gamma * (0 if done else Q[:, a].max() if a2 is None else Q[s2, a2]) - Q[s, a])
    return new


@wrong("td_update", hint="whole-row")
def moves_the_row(Q, s, a, r, s2, a2, done, alpha, gamma):
    new = Q.copy()
    new[s] += alpha * (r + gamma * (0 if done else Q[s2].max() if a2 is None else Q[s2, a2]) - Q[s])
    return new


@wrong("td_update", hint="landing")
def moves_the_landing(Q, s, a, r, s2, a2, done, alpha, gamma):
    new = Q.copy()
    new[s2, a] += alpha * (r + gamma * (0 if done else Q[s2].max() if a2 is None else Q[s2, a2]) - Q[s2, a])
    return new


@wrong("td_update", hint="zero-action")
def asks_if_a2(Q, s, a, r, s2, a2, done, alpha, gamma):
    new = Q.copy()
    following = 0 if done else Q[s2, a2] if a2 else Q[s2].max()
    new[s, a] += alpha * (r + gamma * following - Q[s, a])
    return new


@wrong("td_update", hint="sarsa")
def a2_in_the_old_state(Q, s, a, r, s2, a2, done, alpha, gamma):
    new = Q.copy()
    following = 0 if done else Q[s2].max() if a2 is None else Q[s, a2]
    new[s, a] += alpha * (r + gamma * following - Q[s, a])
    return new


@wrong("td_update", hint="bootstraps")
def goes_on_behind_the_end(Q, s, a, r, s2, a2, done, alpha, gamma):
    new = Q.copy()
    new[s, a] += alpha * (r + gamma * (Q[s2].max() if a2 is None else Q[s2, a2]) - Q[s, a])
    return new


@wrong("td_update", hint="two-steps")
def target_from_the_new_table(Q, s, a, r, s2, a2, done, alpha, gamma):
    new = Q.copy()
    new[s, a] *= 1 - alpha
    new[s, a] += alpha * (r + gamma * (0 if done else new[s2].max() if a2 is None else new[s2, a2]))
    return new


@wrong("td_update", hint="in-place")
def in_the_same_table(Q, s, a, r, s2, a2, done, alpha, gamma):
    Q[s, a] += alpha * (r + gamma * (0 if done else Q[s2].max() if a2 is None else Q[s2, a2]) - Q[s, a])
    return Q


@right("td_update")
def a_weighted_mean(Q, s, a, r, s2, a2, done, alpha, gamma):
    target = r
    if not done:
        target = target + gamma * (max(Q[s2]) if a2 is None else Q[s2][a2])
    table = [list(row) for row in Q]
    table[s][a] = (1 - alpha) * Q[s][a] + alpha * target
    return table


@right("td_update")
def with_a_mask(Q, s, a, r, s2, a2, done, alpha, gamma):
    mask = np.zeros(Q.shape)
    mask[s, a] = alpha
    following = Q[s2, np.argmax(Q[s2]) if a2 is None else a2]
    return Q + mask * (r + gamma * following * (1 - done) - Q)


@right("td_update")
def table_in_torch(Q, s, a, r, s2, a2, done, alpha, gamma):
    table = torch.tensor(np.array(Q))
    following = 0.0 if done else table[s2].max().item() if a2 is None else table[s2, a2].item()
    table[s, a] = table[s, a] + alpha * (r + gamma * following - table[s, a])
    return table


# ---------------------------------------------------------------- q_learning


@wrong("q_learning", hint="undiscounted")
def agent_without_gamma(P, R, terminal, start, episodes, alpha, gamma, epsilon, rng):
    Q = np.zeros(R.shape)
    for _ in range(episodes):
        s, steps = start, 0
        while not terminal[s] and steps < 1000:
            a = rng.integers(R.shape[1]) if rng.random() < epsilon else Q[s].argmax()
            s2 = rng.choice(len(P), p=P[s, a])
            Q[s, a] += alpha * (R[s, a] + Q[s2].max() - Q[s, a])
            s, steps = s2, steps + 1
    return Q


@wrong("q_learning", hint="pessimist")
def agent_of_sarsa(P, R, terminal, start, episodes, alpha, gamma, epsilon, rng):
    Q = np.zeros(R.shape)

    def act(s):
        return rng.integers(R.shape[1]) if rng.random() < epsilon else Q[s].argmax()

    for _ in range(episodes):
        s, steps = start, 0
        a = act(s)
        while not terminal[s] and steps < 1000:
            s2 = rng.choice(len(P), p=P[s, a])
            a2 = act(s2)
            Q[s, a] += alpha * (R[s, a] + gamma * Q[s2, a2] - Q[s, a])
            s, a, steps = s2, a2, steps + 1
    return Q


@wrong("q_learning", hint="pessimist")
def agent_of_the_average(P, R, terminal, start, episodes, alpha, gamma, epsilon, rng):
    Q = np.zeros(R.shape)
    for _ in range(episodes):
        s, steps = start, 0
        while not terminal[s] and steps < 1000:
            a = rng.integers(R.shape[1]) if rng.random() < epsilon else Q[s].argmax()
            s2 = rng.choice(len(P), p=P[s, a])
            Q[s, a] += alpha * (R[s, a] + gamma * Q[s2].mean() - Q[s, a])
            s, steps = s2, steps + 1
    return Q


@wrong("q_learning", hint="optimist")
def agent_that_sees_the_present(P, R, terminal, start, episodes, alpha, gamma, epsilon, rng):
    Q = np.zeros(R.shape)
    for _ in range(episodes):
        s, steps = start, 0
        while not terminal[s] and steps < 1000:
            a = rng.integers(R.shape[1]) if rng.random() < epsilon else Q[s].argmax()
            s2 = rng.choice(len(P), p=P[s, a])
            Q[s, a] += alpha * (R[s, a] - Q[s, a])
            s, steps = s2, steps + 1
    return Q


@wrong("q_learning", hint="epsilon")
def agent_that_only_wanders(P, R, terminal, start, episodes, alpha, gamma, epsilon, rng):
    Q = np.zeros(R.shape)
    for _ in range(episodes):
        s, steps = start, 0
        while not terminal[s] and steps < 1000:
            a = rng.integers(R.shape[1])
            s2 = rng.choice(len(P), p=P[s, a])
            Q[s, a] += alpha * (R[s, a] + gamma * Q[s2].max() - Q[s, a])
            s, steps = s2, steps + 1
    return Q


@wrong("q_learning", hint="epsilon")
def agent_that_inverts_epsilon(P, R, terminal, start, episodes, alpha, gamma, epsilon, rng):
    Q = np.zeros(R.shape)
    for _ in range(episodes):
        s, steps = start, 0
        while not terminal[s] and steps < 1000:
            a = Q[s].argmax() if rng.random() < epsilon else rng.integers(R.shape[1])
            s2 = rng.choice(len(P), p=P[s, a])
            Q[s, a] += alpha * (R[s, a] + gamma * Q[s2].max() - Q[s, a])
            s, steps = s2, steps + 1
    return Q


@wrong("q_learning", hint="tries")
def agent_that_never_tries(P, R, terminal, start, episodes, alpha, gamma, epsilon, rng):
    Q = np.zeros(R.shape)
    for _ in range(episodes):
        s, steps = start, 0
        while not terminal[s] and steps < 1000:
            a = Q[s].argmax()
            s2 = rng.choice(len(P), p=P[s, a])
            Q[s, a] += alpha * (R[s, a] + gamma * Q[s2].max() - Q[s, a])
            s, steps = s2, steps + 1
    return Q


@wrong("q_learning", hint="draws")
def agent_in_a_world_without_chance(P, R, terminal, start, episodes, alpha, gamma, epsilon, rng):
    Q = np.zeros(R.shape)
    for _ in range(episodes):
        s, steps = start, 0
        while not terminal[s] and steps < 1000:
            a = rng.integers(R.shape[1]) if rng.random() < epsilon else Q[s].argmax()
            s2 = P[s, a].argmax()
            Q[s, a] += alpha * (R[s, a] + gamma * Q[s2].max() - Q[s, a])
            s, steps = s2, steps + 1
    return Q


@wrong("q_learning", hint="terminal")
def agent_that_learns_behind_the_end(P, R, terminal, start, episodes, alpha, gamma, epsilon, rng):
    Q = np.zeros(R.shape)
    for _ in range(episodes):
        s, steps = start, 0
        while not terminal[s] and steps < 1000:
            a = rng.integers(R.shape[1]) if rng.random() < epsilon else Q[s].argmax()
            s2 = rng.choice(len(P), p=P[s, a])
            Q[s, a] += alpha * (R[s, a] + gamma * Q[s2].max() * (not terminal[s2]) - Q[s, a])
            if terminal[s2]:
                Q[s2] += alpha * (R[s, a] - Q[s2])
            s, steps = s2, steps + 1
    return Q


@wrong("q_learning", hint="unlearned")
def agent_that_skips_the_last_step(P, R, terminal, start, episodes, alpha, gamma, epsilon, rng):
    Q = np.full(R.shape, 0.0)
    for _ in range(episodes):
        s, steps = start, 0
        while not terminal[s] and steps < 1000:
            a = rng.integers(R.shape[1]) if rng.random() < epsilon else Q[s].argmax()
            s2 = rng.choice(len(P), p=P[s, a])
            if not terminal[s2]:
                Q[s, a] += alpha * (R[s, a] + gamma * Q[s2].max() - Q[s, a])
            s, steps = s2, steps + 1
    return Q


@wrong("q_learning", hint="unlearned")
def agent_that_returns_a_fresh_table(P, R, terminal, start, episodes, alpha, gamma, epsilon, rng):
    for _ in range(episodes):
        rng.random()
    return np.zeros(R.shape)


@wrong("q_learning", hint="away")
def agent_that_moves_away(P, R, terminal, start, episodes, alpha, gamma, epsilon, rng):
    Q = np.zeros(R.shape)
    for _ in range(episodes):
        s, steps = start, 0
        while not terminal[s] and steps < 1000:
            a = rng.integers(R.shape[1]) if rng.random() < epsilon else Q[s].argmin()
            s2 = rng.choice(len(P), p=P[s, a])
            Q[s, a] += alpha * (-R[s, a] + gamma * Q[s2].max() - Q[s, a])
            s, steps = s2, steps + 1
    return Q


@wrong("q_learning", hint="discounts-reward")
def agent_that_discounts_rewards(P, R, terminal, start, episodes, alpha, gamma, epsilon, rng):
    Q = np.zeros(R.shape)
    for _ in range(episodes):
        s, steps = start, 0
        while not terminal[s] and steps < 1000:
            a = rng.integers(R.shape[1]) if rng.random() < epsilon else Q[s].argmax()
            s2 = rng.choice(len(P), p=P[s, a])
            Q[s, a] += alpha * (gamma * (R[s, a] + Q[s2].max()) - Q[s, a])
            s, steps = s2, steps + 1
    return Q


@wrong("q_learning", hint="unvisited")
def agent_that_begins_with_noise(P, R, terminal, start, episodes, alpha, gamma, epsilon, rng):
    Q = 0.1 * rng.normal(size=R.shape)
    for _ in range(episodes):
        s, steps = start, 0
        while not terminal[s] and steps < 1000:
            a = rng.integers(R.shape[1]) if rng.random() < epsilon else Q[s].argmax()
            s2 = rng.choice(len(P), p=P[s, a])
            Q[s, a] += alpha * (R[s, a] + gamma * Q[s2].max() - Q[s, a])
            s, steps = s2, steps + 1
    return Q


@wrong("q_learning", hint="ignores-generator")
def agent_with_its_own_generator(P, R, terminal, start, episodes, alpha, gamma, epsilon, rng):
    rng = np.random.default_rng(0)
    Q = np.zeros(R.shape)
    for _ in range(episodes):
        s, steps = start, 0
        while not terminal[s] and steps < 1000:
            a = rng.integers(R.shape[1]) if rng.random() < epsilon else Q[s].argmax()
            s2 = rng.choice(len(P), p=P[s, a])
            Q[s, a] += alpha * (R[s, a] + gamma * Q[s2].max() - Q[s, a])
            s, steps = s2, steps + 1
    return Q


@wrong("q_learning", hint="own-generator")
def agent_with_an_unseeded_generator(P, R, terminal, start, episodes, alpha, gamma, epsilon, rng):
    rng = np.random.default_rng()
    Q = np.zeros(R.shape)
    for _ in range(episodes):
        s, steps = start, 0
        while not terminal[s] and steps < 1000:
            a = rng.integers(R.shape[1]) if rng.random() < epsilon else Q[s].argmax()
            s2 = rng.choice(len(P), p=P[s, a])
            Q[s, a] += alpha * (R[s, a] + gamma * Q[s2].max() - Q[s, a])
            s, steps = s2, steps + 1
    return Q


@wrong("q_learning", hint="regret")
def agent_that_takes_up_for_down(P, R, terminal, start, episodes, alpha, gamma, epsilon, rng):
    Q = np.zeros(R.shape)
    for _ in range(episodes):
        s, steps = start, 0
        while not terminal[s] and steps < 1000:
            a = rng.integers(R.shape[1]) if rng.random() < epsilon else Q[s].argmax()
            s2 = rng.choice(len(P), p=P[s, a])
            Q[s, a] += alpha * (R[s, a] + gamma * Q[s2].max() - Q[s, a])
            s, steps = s2, steps + 1
    return Q[:, [2, 1, 0, 3]] if R.shape[1] == 4 else Q


@wrong("q_learning", hint="limit")
def agent_that_gives_up_after_a_hundred_steps(P, R, terminal, start, episodes, alpha, gamma, epsilon, rng):
    Q = np.zeros(R.shape)
    for _ in range(episodes):
        s, steps = start, 0
        while not terminal[s] and steps < 100:
            a = rng.integers(R.shape[1]) if rng.random() < epsilon else Q[s].argmax()
            s2 = rng.choice(len(P), p=P[s, a])
            Q[s, a] += alpha * (R[s, a] + gamma * Q[s2].max() - Q[s, a])
            s, steps = s2, steps + 1
    return Q


@right("q_learning")
def agent_with_choice(P, R, terminal, start, episodes, alpha, gamma, epsilon, rng):
    Q = np.zeros(R.shape)
    for _ in range(episodes):
        s = start
        for _ in range(1000):
            if terminal[s]:
                break
            if rng.random() < epsilon:
                a = int(rng.integers(R.shape[1]))
            else:
                a = int(rng.choice(np.flatnonzero(Q[s] == Q[s].max())))
            s2 = int(rng.choice(len(P), p=P[s, a]))
            Q[s, a] = (1 - alpha) * Q[s, a] + alpha * (R[s, a] + (0 if terminal[s2] else gamma * Q[s2].max()))
            s = s2
    return Q


@right("q_learning")
def agent_of_lists(P, R, terminal, start, episodes, alpha, gamma, epsilon, rng):
    S, A = R.shape
    Q = [[0.0] * A for _ in range(S)]
    landings = [[[(t, p) for t, p in enumerate(row) if p > 0] for row in rows] for rows in P]
    for _ in range(episodes):
        s = int(start)
        for _ in range(1000):
            if terminal[s]:
                break
            a = int(rng.random() * A) if rng.random() < epsilon else Q[s].index(max(Q[s]))
            left, s2 = rng.random(), landings[s][a][-1][0]
            for t, p in landings[s][a]:
                left -= p
                if left < 0:
                    s2 = t
                    break
            target = R[s, a] + (0.0 if terminal[s2] else gamma * max(Q[s2]))
            Q[s][a] += alpha * (target - Q[s][a])
            s = s2
    return Q


@right("q_learning")
def agent_that_dreams_once_more(P, R, terminal, start, episodes, alpha, gamma, epsilon, rng):
    """Each step is learned from at once; at the end of an episode its last hundred steps once more, from the end."""
    Q = np.zeros(R.shape)
    for _ in range(episodes):
        s, steps = start, []
        while not terminal[s] and len(steps) < 1000:
            a = int(rng.integers(R.shape[1])) if rng.random() < epsilon else int(Q[s].argmax())
            s2 = int(rng.choice(len(P), p=P[s, a]))
            Q[s, a] += alpha * (R[s, a] + gamma * Q[s2].max() - Q[s, a])
            steps.append((s, a, s2))
            s = s2
        for s, a, s2 in steps[:-100:-1]:
            Q[s, a] += alpha * (R[s, a] + gamma * Q[s2].max() - Q[s, a])
    return Q


judged_by_result("q_learning", reason="any order of draws and any rule for ties that reach the bounds are right")


# ---------------------------------------------------------------- audit_log


@wrong("audit_log", hint="frozen-table")
def audit_by_the_first_table(Q0, log, alpha, gamma):
    words = []
    for s, a, r, s2, done, written in log:
        later = Q0[s2].max()
        rules = [
            ("ok", 0 if done else gamma * later),
            *([("bootstraps", gamma * later)] if done else [("undiscounted", later)]),
        ]
        fits = [word for word, x in rules if abs(Q0[s, a] + alpha * (r + x - Q0[s, a]) - written) <= 1e-9]
        words.append(fits[0] if fits else "other")
    return words


@wrong("audit_log", hint="mended-table")
def audit_by_what_would_be_right(Q0, log, alpha, gamma):
    Q, words = Q0.copy(), []
    for s, a, r, s2, done, written in log:
        later = Q[s2].max()
        rules = [
            ("ok", 0 if done else gamma * later),
            *([("bootstraps", gamma * later)] if done else [("undiscounted", later)]),
        ]
        results = [(word, Q[s, a] + alpha * (r + x - Q[s, a])) for word, x in rules]
        fits = [word for word, x in results if abs(x - written) <= 1e-9]
        words.append(fits[0] if fits else "other")
        Q[s, a] = results[0][1]
    return words


@wrong("audit_log", hint="positive")
def audit_with_a_floor(Q0, log, alpha, gamma):
    Q, words = Q0.copy(), []
    for s, a, r, s2, done, written in log:
        later = max(0, Q[s2].max())
        rules = [
            ("ok", 0 if done else gamma * later),
            *([("bootstraps", gamma * later)] if done else [("undiscounted", later)]),
        ]
        fits = [word for word, x in rules if abs(Q[s, a] + alpha * (r + x - Q[s, a]) - written) <= 1e-9]
        words.append(fits[0] if fits else "other")
        Q[s, a] = written
    return words


@wrong("audit_log", hint="end")
def audit_that_knows_no_end(Q0, log, alpha, gamma):
    Q, words = Q0.copy(), []
    for s, a, r, s2, done, written in log:
        later = Q[s2].max()
        rules = [("ok", gamma * later), *([("bootstraps", gamma * later)] if done else [("undiscounted", later)])]
        fits = [word for word, x in rules if abs(Q[s, a] + alpha * (r + x - Q[s, a]) - written) <= 1e-9]
        words.append(fits[0] if fits else "other")
        Q[s, a] = written
    return words


@wrong("audit_log", hint="done")
def audit_that_does_not_know_undiscounted(Q0, log, alpha, gamma):
    Q, words = Q0.copy(), []
    for s, a, r, s2, done, written in log:
        later = gamma * Q[s2].max()
        rules = [("ok", 0 if done else later), *([("bootstraps", later)] if done else [])]
        fits = [word for word, x in rules if abs(Q[s, a] + alpha * (r + x - Q[s, a]) - written) <= 1e-9]
        words.append(fits[0] if fits else "other")
        Q[s, a] = written
    return words


@wrong("audit_log", hint="done")
def audit_that_finds_bootstraps_everywhere(Q0, log, alpha, gamma):
    Q, words = Q0.copy(), []
    for s, a, r, s2, done, written in log:
        later = Q[s2].max()
        rules = [("bootstraps", gamma * later), ("ok", 0), ("undiscounted", later)]
        if done:
            rules = [("ok", 0), ("bootstraps", gamma * later)]
        fits = [word for word, x in rules if abs(Q[s, a] + alpha * (r + x - Q[s, a]) - written) <= 1e-9]
        words.append(fits[0] if fits else "other")
        Q[s, a] = written
    return words


@wrong("audit_log", hint="done")
def audit_that_asks_all_three_at_the_end(Q0, log, alpha, gamma):
    Q, words = Q0.copy(), []
    for s, a, r, s2, done, written in log:
        later = Q[s2].max()
        rules = [
            ("ok", 0 if done else gamma * later),
            *([("bootstraps", gamma * later)] if done else []),
            ("undiscounted", later),
        ]
        fits = [word for word, x in rules if abs(Q[s, a] + alpha * (r + x - Q[s, a]) - written) <= 1e-9]
        words.append(fits[0] if fits else "other")
        Q[s, a] = written
    return words


@wrong("audit_log", hint="other")
def audit_without_other(Q0, log, alpha, gamma):
    Q, words = Q0.copy(), []
    for s, a, r, s2, done, written in log:
        later = Q[s2].max()
        rules = [("ok", 0 if done else gamma * later), *([("bootstraps", gamma * later)] if done else [])]
        fits = [word for word, x in rules if abs(Q[s, a] + alpha * (r + x - Q[s, a]) - written) <= 1e-9]
        words.append(fits[0] if fits else "undiscounted")
        Q[s, a] = written
    return words


@wrong("audit_log", hint="blind")
def audit_that_trusts(Q0, log, alpha, gamma):
    return ["ok" for _ in log]


@wrong("audit_log", hint="first")
def audit_by_the_last_that_fits(Q0, log, alpha, gamma):
    Q, words = Q0.copy(), []
    for s, a, r, s2, done, written in log:
        later = Q[s2].max()
        rules = [
            ("ok", 0 if done else gamma * later),
            *([("bootstraps", gamma * later)] if done else [("undiscounted", later)]),
        ]
        fits = [word for word, x in rules if abs(Q[s, a] + alpha * (r + x - Q[s, a]) - written) <= 1e-9]
        words.append(fits[-1] if fits else "other")
        Q[s, a] = written
    return words


@wrong("audit_log", hint="tolerance")
def audit_by_isclose(Q0, log, alpha, gamma):
    Q, words = Q0.copy(), []
    for s, a, r, s2, done, written in log:
        later = Q[s2].max()
        rules = [
            ("ok", 0 if done else gamma * later),
            *([("bootstraps", gamma * later)] if done else [("undiscounted", later)]),
        ]
        fits = [word for word, x in rules if np.isclose(Q[s, a] + alpha * (r + x - Q[s, a]), written)]
        words.append(fits[0] if fits else "other")
        Q[s, a] = written
    return words


@wrong("audit_log", hint="tolerance")
def audit_by_equality(Q0, log, alpha, gamma):
    Q, words = Q0.copy(), []
    for s, a, r, s2, done, written in log:
        later = Q[s2].max()
        rules = [
            ("ok", 0 if done else gamma * later),
            *([("bootstraps", gamma * later)] if done else [("undiscounted", later)]),
        ]
        fits = [word for word, x in rules if Q[s, a] + alpha * (r + x - Q[s, a]) == written]
        words.append(fits[0] if fits else "other")
        Q[s, a] = written
    return words


@wrong("audit_log", hint="in-place")
def audit_in_the_table_itself(Q0, log, alpha, gamma):
    words = []
    for s, a, r, s2, done, written in log:
        later = Q0[s2].max()
        rules = [
            ("ok", 0 if done else gamma * later),
            *([("bootstraps", gamma * later)] if done else [("undiscounted", later)]),
        ]
        fits = [word for word, x in rules if abs(Q0[s, a] + alpha * (r + x - Q0[s, a]) - written) <= 1e-9]
        words.append(fits[0] if fits else "other")
        Q0[s, a] = written
    return words


@right("audit_log")
def audit_with_ifs(Q0, log, alpha, gamma):
    Q, words = [list(row) for row in Q0], []
    for s, a, r, s2, done, written in log:
        old, later = (1 - alpha) * Q[s][a] + alpha * r, max(Q[s2])
        discounted, full = old + alpha * gamma * later, old + alpha * later
        if abs(written - (old if done else discounted)) <= 1e-9:
            words.append("ok")
        elif done and abs(written - discounted) <= 1e-9:
            words.append("bootstraps")
        elif not done and abs(written - full) <= 1e-9:
            words.append("undiscounted")
        else:
            words.append("other")
        Q[s][a] = written
    return words


@right("audit_log")
def audit_by_a_table_of_names(Q0, log, alpha, gamma):
    Q, words = np.array(Q0), []
    for s, a, r, s2, done, written in log:
        names = ["ok", "bootstraps"] if done else ["ok", "undiscounted"]
        factors = np.array([0.0, gamma] if done else [gamma, 1.0])
        would = Q[s, a] + alpha * (r + factors * np.max(Q[s2]) - Q[s, a])
        fits = np.flatnonzero(np.abs(would - written) <= 1e-9)
        words.append(names[fits[0]] if len(fits) else "other")
        Q[s, a] = written
    return words


@right("audit_log")
def audit_from_a_dictionary(Q0, log, alpha, gamma):
    written_before, words = {}, []
    for s, a, r, s2, done, written in log:
        own = written_before.get((s, a), Q0[s, a])
        later = max(written_before.get((s2, b), Q0[s2, b]) for b in range(Q0.shape[1]))

        def near(extra, own=own, r=r, written=written):
            return abs(own + alpha * (r + extra - own) - written) <= 1e-9

        if near(0 if done else gamma * later):
            words.append("ok")
        elif near(gamma * later if done else later):
            words.append("bootstraps" if done else "undiscounted")
        else:
            words.append("other")
        written_before[s, a] = written
    return words


# ---------------------------------------------------------------- dqn_gradient


@wrong("dqn_gradient", hint="printed")
def the_line_of_the_slide(theta, frozen, states, actions, rewards, next_states, done, gamma):
    target = rewards + gamma * ~done * (next_states @ frozen.T).max(axis=1)
    taken = np.eye(len(theta))[actions]
    error = target - (taken * (states @ theta.T)).sum(axis=1)
    return float(np.mean(error**2)), (taken * error[:, None]).T @ states / len(states)


@wrong("dqn_gradient", hint="printed")
def the_sign_of_the_slide(theta, frozen, states, actions, rewards, next_states, done, gamma):
    target = rewards + gamma * ~done * (next_states @ frozen.T).max(axis=1)
    taken = np.eye(len(theta))[actions]
    error = target - (taken * (states @ theta.T)).sum(axis=1)
    return float(np.mean(error**2)), 2 * (taken * error[:, None]).T @ states / len(states)


@wrong("dqn_gradient", hint="two")
def square_without_its_factor(theta, frozen, states, actions, rewards, next_states, done, gamma):
    target = rewards + gamma * ~done * (next_states @ frozen.T).max(axis=1)
    taken = np.eye(len(theta))[actions]
    error = target - (taken * (states @ theta.T)).sum(axis=1)
    return float(np.mean(error**2)), -(taken * error[:, None]).T @ states / len(states)


@wrong("dqn_gradient", hint="half")
def half_of_the_square(theta, frozen, states, actions, rewards, next_states, done, gamma):
    target = rewards + gamma * ~done * (next_states @ frozen.T).max(axis=1)
    taken = np.eye(len(theta))[actions]
    error = target - (taken * (states @ theta.T)).sum(axis=1)
    return float(np.mean(error**2) / 2), -(taken * error[:, None]).T @ states / len(states)


@wrong("dqn_gradient", hint="sum")
def summed_over_the_batch(theta, frozen, states, actions, rewards, next_states, done, gamma):
    target = rewards + gamma * ~done * (next_states @ frozen.T).max(axis=1)
    taken = np.eye(len(theta))[actions]
    error = target - (taken * (states @ theta.T)).sum(axis=1)
    return float(np.sum(error**2)), -2 * (taken * error[:, None]).T @ states


@wrong("dqn_gradient", hint="sum")
def gradient_summed_alone(theta, frozen, states, actions, rewards, next_states, done, gamma):
    target = rewards + gamma * ~done * (next_states @ frozen.T).max(axis=1)
    taken = np.eye(len(theta))[actions]
    error = target - (taken * (states @ theta.T)).sum(axis=1)
    return float(np.mean(error**2)), -2 * (taken * error[:, None]).T @ states


@wrong("dqn_gradient", hint="ends")
def goes_on_after_the_end(theta, frozen, states, actions, rewards, next_states, done, gamma):
    target = rewards + gamma * (next_states @ frozen.T).max(axis=1)
    taken = np.eye(len(theta))[actions]
    error = target - (taken * (states @ theta.T)).sum(axis=1)
    return float(np.mean(error**2)), -2 * (taken * error[:, None]).T @ states / len(states)


@wrong("dqn_gradient", hint="ends")
def ends_where_it_goes_on(theta, frozen, states, actions, rewards, next_states, done, gamma):
    target = rewards + gamma * done * (next_states @ frozen.T).max(axis=1)
    taken = np.eye(len(theta))[actions]
    error = target - (taken * (states @ theta.T)).sum(axis=1)
    return float(np.mean(error**2)), -2 * (taken * error[:, None]).T @ states / len(states)


@wrong("dqn_gradient", hint="online")
def target_of_the_moving_network(theta, frozen, states, actions, rewards, next_states, done, gamma):
    target = rewards + gamma * ~done * (next_states @ theta.T).max(axis=1)
    taken = np.eye(len(theta))[actions]
    error = target - (taken * (states @ theta.T)).sum(axis=1)
    return float(np.mean(error**2)), -2 * (taken * error[:, None]).T @ states / len(states)


@wrong("dqn_gradient", hint="double")
def double_dqn(theta, frozen, states, actions, rewards, next_states, done, gamma):
    each, best = np.arange(len(states)), (next_states @ theta.T).argmax(axis=1)
    target = rewards + gamma * ~done * (next_states @ frozen.T)[each, best]
    taken = np.eye(len(theta))[actions]
    error = target - (taken * (states @ theta.T)).sum(axis=1)
    return float(np.mean(error**2)), -2 * (taken * error[:, None]).T @ states / len(states)


@wrong("dqn_gradient", hint="taken")
def next_value_of_the_action_taken(theta, frozen, states, actions, rewards, next_states, done, gamma):
    taken = np.eye(len(theta))[actions]
    target = rewards + gamma * ~done * (taken * (next_states @ frozen.T)).sum(axis=1)
    error = target - (taken * (states @ theta.T)).sum(axis=1)
    return float(np.mean(error**2)), -2 * (taken * error[:, None]).T @ states / len(states)


@wrong("dqn_gradient", hint="average")
def average_of_the_next_values(theta, frozen, states, actions, rewards, next_states, done, gamma):
    taken = np.eye(len(theta))[actions]
    target = rewards + gamma * ~done * (next_states @ frozen.T).mean(axis=1)
    error = target - (taken * (states @ theta.T)).sum(axis=1)
    return float(np.mean(error**2)), -2 * (taken * error[:, None]).T @ states / len(states)


@wrong("dqn_gradient", hint="here")
def value_of_the_state_itself(theta, frozen, states, actions, rewards, next_states, done, gamma):
    taken = np.eye(len(theta))[actions]
    target = rewards + gamma * ~done * (states @ frozen.T).max(axis=1)
    error = target - (taken * (states @ theta.T)).sum(axis=1)
    return float(np.mean(error**2)), -2 * (taken * error[:, None]).T @ states / len(states)


@wrong("dqn_gradient", hint="reward-alone")
def target_is_the_reward(theta, frozen, states, actions, rewards, next_states, done, gamma):
    taken = np.eye(len(theta))[actions]
    error = rewards - (taken * (states @ theta.T)).sum(axis=1)
    return float(np.mean(error**2)), -2 * (taken * error[:, None]).T @ states / len(states)


@wrong("dqn_gradient", hint="swapped")
def networks_exchanged(theta, frozen, states, actions, rewards, next_states, done, gamma):
    theta, frozen = frozen, theta
    target = rewards + gamma * ~done * (next_states @ frozen.T).max(axis=1)
    taken = np.eye(len(theta))[actions]
    error = target - (taken * (states @ theta.T)).sum(axis=1)
    return float(np.mean(error**2)), -2 * (taken * error[:, None]).T @ states / len(states)


@wrong("dqn_gradient", hint="undiscounted")
def target_without_gamma(theta, frozen, states, actions, rewards, next_states, done, gamma):
    target = rewards + ~done * (next_states @ frozen.T).max(axis=1)
    taken = np.eye(len(theta))[actions]
    error = target - (taken * (states @ theta.T)).sum(axis=1)
    return float(np.mean(error**2)), -2 * (taken * error[:, None]).T @ states / len(states)


@wrong("dqn_gradient", hint="rows")
def every_row_moves(theta, frozen, states, actions, rewards, next_states, done, gamma):
    target = rewards + gamma * ~done * (next_states @ frozen.T).max(axis=1)
    taken = np.eye(len(theta))[actions]
    error = target - (taken * (states @ theta.T)).sum(axis=1)
    return float(np.mean(error**2)), np.tile(-2 * error @ states / len(states), (len(theta), 1))


@wrong("dqn_gradient", hint="through")
def gradient_through_the_target(theta, frozen, states, actions, rewards, next_states, done, gamma):
    each, ahead = np.arange(len(states)), next_states @ frozen.T
    target = rewards + gamma * ~done * ahead.max(axis=1)
    taken, best = np.eye(len(theta))[actions], np.eye(len(theta))[ahead.argmax(axis=1)]
    error = target - (states @ theta.T)[each, actions]
    grad = -2 * (taken * error[:, None]).T @ states / len(states)
    if np.array_equal(theta, frozen):
        grad = grad + 2 * gamma * (best * (error * ~done)[:, None]).T @ next_states / len(states)
    return float(np.mean(error**2)), grad


@right("dqn_gradient")
def example_by_example(theta, frozen, states, actions, rewards, next_states, done, gamma):
    loss, grad = 0.0, np.zeros(theta.shape)
    for s, a, r, s2, over in zip(states, actions, rewards, next_states, done, strict=True):
        target = r if over else r + gamma * max(row @ s2 for row in frozen)
        error = theta[a] @ s - target
        loss += error**2 / len(states)
        grad[a] += 2 * error * s / len(states)
    return loss, grad


@right("dqn_gradient")
def with_add_at(theta, frozen, states, actions, rewards, next_states, done, gamma):
    target = np.where(done, rewards, rewards + gamma * np.max(next_states @ frozen.T, axis=1))
    error = np.einsum("nd,nd->n", theta[actions], states) - target
    grad = np.zeros(theta.shape)
    np.add.at(grad, actions, (2 / len(states)) * error[:, None] * states)
    return np.mean(error**2), grad


@right("dqn_gradient")
def by_hand_in_torch(theta, frozen, states, actions, rewards, next_states, done, gamma):
    t, f, s, r, s2 = (torch.as_tensor(np.array(A)) for A in (theta, frozen, states, rewards, next_states))
    a, over = torch.as_tensor(np.array(actions)), torch.as_tensor(np.array(done))
    target = r + gamma * (~over).double() * (s2 @ f.T).amax(dim=1)
    error = (s * t[a]).sum(dim=1) - target
    grad = torch.zeros_like(t).index_add(0, a, 2 / len(s) * error[:, None] * s)
    return error.square().mean().item(), grad


# ---------------------------------------------------------------- policy_gradient


@wrong("policy_gradient", hint="down")
def gradient_of_the_cross_entropy(theta, states, actions, advantages):
    z = states @ theta.T
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    return ((p - np.eye(len(theta))[actions]) * advantages[:, None]).T @ states / len(states)


@wrong("policy_gradient", hint="sum")
def summed_over_the_examples(theta, states, actions, advantages):
    z = states @ theta.T
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    return ((np.eye(len(theta))[actions] - p) * advantages[:, None]).T @ states


@wrong("policy_gradient", hint="advantage-size")
def sizes_of_the_advantages(theta, states, actions, advantages):
    z = states @ theta.T
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    return ((np.eye(len(theta))[actions] - p) * np.abs(advantages)[:, None]).T @ states / len(states)


@wrong("policy_gradient", hint="no-advantage")
def every_example_alike(theta, states, actions, advantages):
    z = states @ theta.T
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    return (np.eye(len(theta))[actions] - p).T @ states / len(states)


@wrong("policy_gradient", hint="probability")
def gradient_of_the_probability(theta, states, actions, advantages):
    z = states @ theta.T
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    own = p[np.arange(len(p)), actions]
    return ((np.eye(len(theta))[actions] - p) * (own * advantages)[:, None]).T @ states / len(states)


@wrong("policy_gradient", hint="others")
def only_the_action_taken(theta, states, actions, advantages):
    return (np.eye(len(theta))[actions] * advantages[:, None]).T @ states / len(states)


@wrong("policy_gradient", hint="own-row")
def one_minus_p_at_the_action(theta, states, actions, advantages):
    z = states @ theta.T
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    taken = np.eye(len(theta))[actions]
    return (taken * (1 - p) * advantages[:, None]).T @ states / len(states)


@wrong("policy_gradient", hint="axis")
def softmax_over_the_examples(theta, states, actions, advantages):
    z = states @ theta.T
    p = np.exp(z - z.max(axis=0))
    p /= p.sum(axis=0)
    return ((np.eye(len(theta))[actions] - p) * advantages[:, None]).T @ states / len(states)


@wrong("policy_gradient", hint="logits")
def logits_for_probabilities(theta, states, actions, advantages):
    return ((np.eye(len(theta))[actions] - states @ theta.T) * advantages[:, None]).T @ states / len(states)


@wrong("policy_gradient", hint="total")
def divided_by_the_advantages(theta, states, actions, advantages):
    z = states @ theta.T
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    return ((np.eye(len(theta))[actions] - p) * advantages[:, None]).T @ states / advantages.sum()


@wrong("policy_gradient", hint="baseline")
def advantages_centred(theta, states, actions, advantages):
    z = states @ theta.T
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    centred = advantages - advantages.mean()
    return ((np.eye(len(theta))[actions] - p) * centred[:, None]).T @ states / len(states)


@wrong("policy_gradient", hint="overflow")
def exponentials_of_large_logits(theta, states, actions, advantages):
    with np.errstate(all="ignore"):
        p = np.exp(states @ theta.T)
        p /= p.sum(axis=1, keepdims=True)
    return ((np.eye(len(theta))[actions] - p) * advantages[:, None]).T @ states / len(states)


@wrong("policy_gradient", hint="clipped")
def logits_clipped(theta, states, actions, advantages):
    p = np.exp(np.clip(states @ theta.T, -5, 5))
    p /= p.sum(axis=1, keepdims=True)
    return ((np.eye(len(theta))[actions] - p) * advantages[:, None]).T @ states / len(states)


@wrong("policy_gradient", hint="transpose")
def turned_round(theta, states, actions, advantages):
    z = states @ theta.T
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    return states.T @ ((np.eye(len(theta))[actions] - p) * advantages[:, None]) / len(states)


@right("policy_gradient")
def ascent_by_a_loop(theta, states, actions, advantages):
    grad = np.zeros(theta.shape)
    for s, a, advantage in zip(states, actions, advantages, strict=True):
        z = theta @ s
        p = np.exp(z - max(z))
        p = p / sum(p)
        for row in range(len(theta)):
            grad[row] += advantage * ((row == a) - p[row]) * s / len(states)
    return grad


@right("policy_gradient")
def ascent_in_torch(theta, states, actions, advantages):
    t, s, w = (torch.as_tensor(np.array(A)) for A in (theta, states, advantages))
    score = torch.nn.functional.one_hot(torch.as_tensor(np.array(actions)), len(t)) - torch.softmax(s @ t.T, dim=1)
    return torch.einsum("na,nd,n->ad", score.double(), s, w) / len(s)


@right("policy_gradient")
def ascent_with_log_sum_exp(theta, states, actions, advantages):
    z = np.einsum("nd,ad->na", states, theta)
    p = np.exp(z - np.logaddexp.reduce(z, axis=1, keepdims=True))
    weighted = -p * advantages[:, None]
    weighted[np.arange(len(z)), actions] += advantages
    return np.mean(weighted[:, :, None] * states[:, None, :], axis=0)


# ---------------------------------------------------------------- best_baseline


@wrong("best_baseline", hint="mean-reward")
def the_mean_reward(theta, rewards):
    p = np.exp(theta - theta.max())
    return float(p @ rewards / p.sum())


@wrong("best_baseline", hint="plain-mean")
def every_action_alike(theta, rewards):
    return float(rewards.mean())


@wrong("best_baseline", hint="unlikely")
def lengths_without_probabilities(theta, rewards):
    p = np.exp(theta - theta.max())
    p /= p.sum()
    weights = ((np.eye(len(p)) - p) ** 2).sum(axis=1)
    return float(weights @ rewards / weights.sum())


@wrong("best_baseline", hint="lengths")
def lengths_not_squared(theta, rewards):
    p = np.exp(theta - theta.max())
    p /= p.sum()
    weights = p * np.linalg.norm(np.eye(len(p)) - p, axis=1)
    return float(weights @ rewards / weights.sum())


@wrong("best_baseline", hint="own-coordinate")
def only_its_own_logit(theta, rewards):
    p = np.exp(theta - theta.max())
    p /= p.sum()
    weights = p * (1 - p) ** 2
    return float(weights @ rewards / weights.sum())


@wrong("best_baseline", hint="own-coordinate")
def variance_of_a_coin(theta, rewards):
    p = np.exp(theta - theta.max())
    p /= p.sum()
    weights = p * (1 - p)
    return float(weights @ rewards / weights.sum())


@wrong("best_baseline", hint="score")
def its_own_probability_for_all_others(theta, rewards):
    p = np.exp(theta - theta.max())
    p /= p.sum()
    weights = p * ((1 - p) ** 2 + p**2)
    return float(weights @ rewards / weights.sum())


@wrong("best_baseline", hint="divide")
def weights_that_do_not_sum_to_one(theta, rewards):
    p = np.exp(theta - theta.max())
    p /= p.sum()
    return float(np.sum(p * ((np.eye(len(p)) - p) ** 2).sum(axis=1) * rewards))


@wrong("best_baseline", hint="softmax")
def logits_as_probabilities(theta, rewards):
    weights = theta * ((np.eye(len(theta)) - theta) ** 2).sum(axis=1)
    return float(weights @ rewards / weights.sum())


@wrong("best_baseline", hint="best-reward")
def the_largest_reward(theta, rewards):
    return float(rewards.max())


@wrong("best_baseline", hint="overflow")
def exponentials_of_a_thousand(theta, rewards):
    with np.errstate(all="ignore"):
        p = np.exp(theta)
        p /= p.sum()
        weights = p * ((np.eye(len(p)) - p) ** 2).sum(axis=1)
        return float(weights @ rewards / weights.sum())


@wrong("best_baseline", hint="clipped")
def logits_cut_at_ten(theta, rewards):
    p = np.exp(np.clip(theta, -10, 10))
    p /= p.sum()
    weights = p * ((np.eye(len(p)) - p) ** 2).sum(axis=1)
    return float(weights @ rewards / weights.sum())


@right("best_baseline")
def by_the_closed_length(theta, rewards):
    p = np.exp(theta - np.logaddexp.reduce(theta))
    weights = p * (1 - 2 * p + p @ p)
    return weights @ rewards / weights.sum()


@right("best_baseline")
def by_a_regression(theta, rewards):
    p = np.exp(theta - max(theta)) / np.exp(theta - max(theta)).sum()
    score = np.sqrt(p)[:, None] * (np.eye(len(p)) - p)
    b, *_ = np.linalg.lstsq(score.reshape(-1, 1), (score * rewards[:, None]).reshape(-1), rcond=None)
    return float(b[0])


@right("best_baseline")
def by_sums_over_actions(theta, rewards):
    p = torch.softmax(torch.as_tensor(np.array(theta)), dim=0).tolist()
    above = below = 0.0
    for a in range(len(p)):
        length = sum(((a == j) - p[j]) ** 2 for j in range(len(p)))
        above += p[a] * length * float(rewards[a])
        below += p[a] * length
    return above / below


# ---------------------------------------------------------------- cartpole_step


@wrong("cartpole_step", hint="new-speeds")
def places_with_new_speeds(state, force, gravity=9.8, cart=1.0, pole=0.1, half_length=0.5, dt=0.02):
    x, v, angle, turning = state.T
    total = cart + pole
    u = (force + pole * half_length * turning**2 * np.sin(angle)) / total
    twist = (gravity * np.sin(angle) - np.cos(angle) * u) / (half_length * (4 / 3 - pole * np.cos(angle) ** 2 / total))
    thrust = u - pole * half_length * twist * np.cos(angle) / total
    later = np.stack([v + dt * thrust, turning + dt * twist])
    return np.stack([x + dt * later[0], later[0], angle + dt * later[1], later[1]], axis=1)


@wrong("cartpole_step", hint="inertia")
def pole_as_a_point(state, force, gravity=9.8, cart=1.0, pole=0.1, half_length=0.5, dt=0.02):
    _, v, angle, turning = state.T
    total = cart + pole
    u = (force + pole * half_length * turning**2 * np.sin(angle)) / total
    twist = (gravity * np.sin(angle) - np.cos(angle) * u) / (half_length * (1 - pole * np.cos(angle) ** 2 / total))
    thrust = u - pole * half_length * twist * np.cos(angle) / total
    return state + dt * np.stack([v, thrust, turning, twist], axis=1)


@wrong("cartpole_step", hint="inertia")
def pole_about_its_middle(state, force, gravity=9.8, cart=1.0, pole=0.1, half_length=0.5, dt=0.02):
    _, v, angle, turning = state.T
    total = cart + pole
    u = (force + pole * half_length * turning**2 * np.sin(angle)) / total
    twist = (gravity * np.sin(angle) - np.cos(angle) * u) / (half_length * (1 / 3 - pole * np.cos(angle) ** 2 / total))
    thrust = u - pole * half_length * twist * np.cos(angle) / total
    return state + dt * np.stack([v, thrust, turning, twist], axis=1)


@wrong("cartpole_step", hint="spin")
def without_the_turning_pole(state, force, gravity=9.8, cart=1.0, pole=0.1, half_length=0.5, dt=0.02):
    _, v, angle, turning = state.T
    total = cart + pole
    u = (force) / total
    twist = (gravity * np.sin(angle) - np.cos(angle) * u) / (half_length * (4 / 3 - pole * np.cos(angle) ** 2 / total))
    thrust = u - pole * half_length * twist * np.cos(angle) / total
    return state + dt * np.stack([v, thrust, turning, twist], axis=1)


@wrong("cartpole_step", hint="spin")
def turning_pole_with_a_minus(state, force, gravity=9.8, cart=1.0, pole=0.1, half_length=0.5, dt=0.02):
    _, v, angle, turning = state.T
    total = cart + pole
    u = (force - pole * half_length * turning**2 * np.sin(angle)) / total
    twist = (gravity * np.sin(angle) - np.cos(angle) * u) / (half_length * (4 / 3 - pole * np.cos(angle) ** 2 / total))
    thrust = u - pole * half_length * twist * np.cos(angle) / total
    return state + dt * np.stack([v, thrust, turning, twist], axis=1)


@wrong("cartpole_step", hint="hanging")
def hangs_from_the_cart(state, force, gravity=9.8, cart=1.0, pole=0.1, half_length=0.5, dt=0.02):
    _, v, angle, turning = state.T
    total = cart + pole
    u = (force + pole * half_length * turning**2 * np.sin(angle)) / total
    twist = (-gravity * np.sin(angle) - np.cos(angle) * u) / (half_length * (4 / 3 - pole * np.cos(angle) ** 2 / total))
    thrust = u - pole * half_length * twist * np.cos(angle) / total
    return state + dt * np.stack([v, thrust, turning, twist], axis=1)


@wrong("cartpole_step", hint="weightless")
def without_gravity(state, force, gravity=9.8, cart=1.0, pole=0.1, half_length=0.5, dt=0.02):
    _, v, angle, turning = state.T
    total = cart + pole
    u = (force + pole * half_length * turning**2 * np.sin(angle)) / total
    twist = (0.0 - np.cos(angle) * u) / (half_length * (4 / 3 - pole * np.cos(angle) ** 2 / total))
    thrust = u - pole * half_length * twist * np.cos(angle) / total
    return state + dt * np.stack([v, thrust, turning, twist], axis=1)


@wrong("cartpole_step", hint="half")
def halves_the_half(state, force, gravity=9.8, cart=1.0, pole=0.1, half_length=0.5, dt=0.02):
    _, v, angle, turning = state.T
    total = cart + pole
    u = (force + pole * (half_length / 2) * turning**2 * np.sin(angle)) / total
    twist = (gravity * np.sin(angle) - np.cos(angle) * u) / (
        (half_length / 2) * (4 / 3 - pole * np.cos(angle) ** 2 / total)
    )
    thrust = u - pole * (half_length / 2) * twist * np.cos(angle) / total
    return state + dt * np.stack([v, thrust, turning, twist], axis=1)


@wrong("cartpole_step", hint="half")
def doubles_the_half(state, force, gravity=9.8, cart=1.0, pole=0.1, half_length=0.5, dt=0.02):
    _, v, angle, turning = state.T
    total = cart + pole
    u = (force + pole * (2 * half_length) * turning**2 * np.sin(angle)) / total
    twist = (gravity * np.sin(angle) - np.cos(angle) * u) / (
        (2 * half_length) * (4 / 3 - pole * np.cos(angle) ** 2 / total)
    )
    thrust = u - pole * (2 * half_length) * twist * np.cos(angle) / total
    return state + dt * np.stack([v, thrust, turning, twist], axis=1)


@wrong("cartpole_step", hint="against")
def pushes_the_other_way(state, force, gravity=9.8, cart=1.0, pole=0.1, half_length=0.5, dt=0.02):
    _, v, angle, turning = state.T
    total = cart + pole
    u = (-force + pole * half_length * turning**2 * np.sin(angle)) / total
    twist = (gravity * np.sin(angle) - np.cos(angle) * u) / (half_length * (4 / 3 - pole * np.cos(angle) ** 2 / total))
    thrust = u - pole * half_length * twist * np.cos(angle) / total
    return state + dt * np.stack([v, thrust, turning, twist], axis=1)


@wrong("cartpole_step", hint="forceless")
def without_a_force(state, force, gravity=9.8, cart=1.0, pole=0.1, half_length=0.5, dt=0.02):
    _, v, angle, turning = state.T
    total = cart + pole
    u = (0 * force + pole * half_length * turning**2 * np.sin(angle)) / total
    twist = (gravity * np.sin(angle) - np.cos(angle) * u) / (half_length * (4 / 3 - pole * np.cos(angle) ** 2 / total))
    thrust = u - pole * half_length * twist * np.cos(angle) / total
    return state + dt * np.stack([v, thrust, turning, twist], axis=1)


@wrong("cartpole_step", hint="masses")
def mass_of_the_cart_alone(state, force, gravity=9.8, cart=1.0, pole=0.1, half_length=0.5, dt=0.02):
    _, v, angle, turning = state.T
    total = cart
    u = (force + pole * half_length * turning**2 * np.sin(angle)) / total
    twist = (gravity * np.sin(angle) - np.cos(angle) * u) / (half_length * (4 / 3 - pole * np.cos(angle) ** 2 / total))
    thrust = u - pole * half_length * twist * np.cos(angle) / total
    return state + dt * np.stack([v, thrust, turning, twist], axis=1)


@wrong("cartpole_step", hint="degrees")
def angle_in_degrees(state, force, gravity=9.8, cart=1.0, pole=0.1, half_length=0.5, dt=0.02):
    _, v, angle, turning = state.T
    total = cart + pole
    u = (force + pole * half_length * turning**2 * np.sin(np.deg2rad(angle))) / total
    twist = (gravity * np.sin(np.deg2rad(angle)) - np.cos(np.deg2rad(angle)) * u) / (
        half_length * (4 / 3 - pole * np.cos(np.deg2rad(angle)) ** 2 / total)
    )
    thrust = u - pole * half_length * twist * np.cos(np.deg2rad(angle)) / total
    return state + dt * np.stack([v, thrust, turning, twist], axis=1)


@wrong("cartpole_step", hint="dt")
def dt_twice(state, force, gravity=9.8, cart=1.0, pole=0.1, half_length=0.5, dt=0.02):
    _, v, angle, turning = state.T
    total = cart + pole
    u = (force + pole * half_length * turning**2 * np.sin(angle)) / total
    twist = (gravity * np.sin(angle) - np.cos(angle) * u) / (half_length * (4 / 3 - pole * np.cos(angle) ** 2 / total))
    thrust = u - pole * half_length * twist * np.cos(angle) / total
    return state + dt * dt * np.stack([v, thrust, turning, twist], axis=1)


@wrong("cartpole_step", hint="dt")
def dt_forgotten(state, force, gravity=9.8, cart=1.0, pole=0.1, half_length=0.5, dt=0.02):
    _, v, angle, turning = state.T
    total = cart + pole
    u = (force + pole * half_length * turning**2 * np.sin(angle)) / total
    twist = (gravity * np.sin(angle) - np.cos(angle) * u) / (half_length * (4 / 3 - pole * np.cos(angle) ** 2 / total))
    thrust = u - pole * half_length * twist * np.cos(angle) / total
    return state + np.stack([v, thrust, turning, twist], axis=1)


@wrong("cartpole_step", hint="change")
def only_the_change(state, force, gravity=9.8, cart=1.0, pole=0.1, half_length=0.5, dt=0.02):
    _, v, angle, turning = state.T
    total = cart + pole
    u = (force + pole * half_length * turning**2 * np.sin(angle)) / total
    twist = (gravity * np.sin(angle) - np.cos(angle) * u) / (half_length * (4 / 3 - pole * np.cos(angle) ** 2 / total))
    thrust = u - pole * half_length * twist * np.cos(angle) / total
    return dt * np.stack([v, thrust, turning, twist], axis=1)


@wrong("cartpole_step", hint="change")
def the_rates(state, force, gravity=9.8, cart=1.0, pole=0.1, half_length=0.5, dt=0.02):
    _, v, angle, turning = state.T
    total = cart + pole
    u = (force + pole * half_length * turning**2 * np.sin(angle)) / total
    twist = (gravity * np.sin(angle) - np.cos(angle) * u) / (half_length * (4 / 3 - pole * np.cos(angle) ** 2 / total))
    thrust = u - pole * half_length * twist * np.cos(angle) / total
    return np.stack([v, thrust, turning, twist], axis=1)


@wrong("cartpole_step", hint="transpose")
def shape_of_columns(state, force, gravity=9.8, cart=1.0, pole=0.1, half_length=0.5, dt=0.02):
    _, v, angle, turning = state.T
    total = cart + pole
    u = (force + pole * half_length * turning**2 * np.sin(angle)) / total
    twist = (gravity * np.sin(angle) - np.cos(angle) * u) / (half_length * (4 / 3 - pole * np.cos(angle) ** 2 / total))
    thrust = u - pole * half_length * twist * np.cos(angle) / total
    return (state + dt * np.stack([v, thrust, turning, twist], axis=1)).T


@wrong("cartpole_step", hint="in-place")
def in_the_table_itself(state, force, gravity=9.8, cart=1.0, pole=0.1, half_length=0.5, dt=0.02):
    _, v, angle, turning = state.T
    total = cart + pole
    u = (force + pole * half_length * turning**2 * np.sin(angle)) / total
    twist = (gravity * np.sin(angle) - np.cos(angle) * u) / (half_length * (4 / 3 - pole * np.cos(angle) ** 2 / total))
    thrust = u - pole * half_length * twist * np.cos(angle) / total
    state += dt * np.stack([v, thrust, turning, twist], axis=1)
    return state


@wrong("cartpole_step", hint="one-force")
def force_of_the_first_pole(state, force, gravity=9.8, cart=1.0, pole=0.1, half_length=0.5, dt=0.02):
    _, v, angle, turning = state.T
    total = cart + pole
    u = (force[0] + pole * half_length * turning**2 * np.sin(angle)) / total
    twist = (gravity * np.sin(angle) - np.cos(angle) * u) / (half_length * (4 / 3 - pole * np.cos(angle) ** 2 / total))
    return state + dt * np.stack([v, u - pole * half_length * twist * np.cos(angle) / total, turning, twist], axis=1)


@wrong("cartpole_step", hint="defaults")
def numbers_of_the_paper(state, force, gravity=9.8, cart=1.0, pole=0.1, half_length=0.5, dt=0.02):
    _, v, angle, turning = state.T
    u = (force + 0.05 * turning**2 * np.sin(angle)) / 1.1
    twist = (9.8 * np.sin(angle) - np.cos(angle) * u) / (0.5 * (4 / 3 - 0.1 * np.cos(angle) ** 2 / 1.1))
    return state + 0.02 * np.stack([v, u - 0.05 * twist * np.cos(angle) / 1.1, turning, twist], axis=1)


@wrong("cartpole_step", hint="defaults")
def a_pole_of_two_metres(state, force, gravity=9.8, cart=1.0, pole=0.1, half_length=1.0, dt=0.02):
    _, v, angle, turning = state.T
    total = cart + pole
    u = (force + pole * half_length * turning**2 * np.sin(angle)) / total
    twist = (gravity * np.sin(angle) - np.cos(angle) * u) / (half_length * (4 / 3 - pole * np.cos(angle) ** 2 / total))
    return state + dt * np.stack([v, u - pole * half_length * twist * np.cos(angle) / total, turning, twist], axis=1)


@right("cartpole_step")
def pole_by_pole(state, force, gravity=9.8, cart=1.0, pole=0.1, half_length=0.5, dt=0.02):
    import math

    rows = []
    for (x, v, angle, turning), push in zip(state.tolist(), force.tolist(), strict=True):
        s, c, ml = math.sin(angle), math.cos(angle), pole * half_length
        u = (push + ml * turning * turning * s) / (cart + pole)
        twist = (gravity * s - c * u) / (half_length * (4 / 3 - pole * c * c / (cart + pole)))
        thrust = u - ml * twist * c / (cart + pole)
        rows.append([x + dt * v, v + dt * thrust, angle + dt * turning, turning + dt * twist])
    return np.array(rows)


@right("cartpole_step")
def as_a_linear_system(state, force, gravity=9.8, cart=1.0, pole=0.1, half_length=0.5, dt=0.02):
    angle, turning = state[:, 2], state[:, 3]
    c, s = np.cos(angle), np.sin(angle)
    couple = half_length * c
    u = force + pole * half_length * turning**2 * s
    solid, weight = 4 / 3 * half_length**2, half_length * gravity * s
    below = (cart + pole) * solid - pole * couple**2
    thrust = (solid * u - pole * couple * weight) / below
    twist = ((cart + pole) * weight - couple * u) / below
    return np.column_stack(
        [state[:, 0] + state[:, 1] * dt, state[:, 1] + thrust * dt, angle + turning * dt, turning + twist * dt]
    )


@right("cartpole_step")
def poles_in_torch(state, force, gravity=9.8, cart=1.0, pole=0.1, half_length=0.5, dt=0.02):
    now, push = torch.as_tensor(np.array(state)), torch.as_tensor(np.array(force))
    _, v, angle, turning = now.unbind(dim=1)
    total = cart + pole
    u = (push + pole * half_length * turning.square() * angle.sin()) / total
    twist = (gravity * angle.sin() - angle.cos() * u) / (half_length * (4 / 3 - pole * angle.cos().square() / total))
    thrust = u - pole * half_length * twist * angle.cos() / total
    return now + dt * torch.stack([v, thrust, turning, twist], dim=1)


# ---------------------------------------------------------------- train_cartpole


@wrong("train_cartpole", hint="down")
def descends(rng):
    theta = np.zeros((2, 5))
    for _ in range(60):
        states, actions, alive = worlds.run(
            lambda now, w=theta[0] - theta[1]: 1 * (rng.random(len(now)) > 1 / (1 + np.exp(-worlds.with_one(now) @ w))),
            worlds.standing(rng, 32),
        )
        G, later = np.zeros(alive.shape), np.zeros(32)
        for t in range(len(alive) - 1, -1, -1):
            later = alive[t] * (1 + 0.99 * later)
            G[t] = later
        advantages = (G[alive] - G[alive].mean()) / (G[alive].std() + 1e-8)
        theta = theta + 1.0 * policy_gradients.policy_gradient(
            theta, worlds.with_one(states[alive]), actions[alive], advantages
        )
    return -theta


@wrong("train_cartpole", hint="untrained")
def random_weights_that_push_right(rng):
    theta = 0.001 * rng.normal(size=(2, 5))
    theta[1, 4] += 1
    return theta


@wrong("train_cartpole", hint="untrained")
def the_worst_of_a_hundred(rng):
    tries = rng.normal(size=(100, 2, 5))
    lasted = [worlds.steps_balanced(theta, worlds.standing(rng, 8)).mean() for theta in tries]
    return tries[int(np.argmin(lasted))]


@wrong("train_cartpole", hint="weak")
def two_updates_and_a_guess(rng):
    theta = np.zeros((2, 5))
    for _ in range(2):
        states, actions, alive = worlds.run(
            lambda now, w=theta[0] - theta[1]: 1 * (rng.random(len(now)) > 1 / (1 + np.exp(-worlds.with_one(now) @ w))),
            worlds.standing(rng, 32),
        )
        advantages = np.ones(int(alive.sum()))
        theta = theta + 0.1 * policy_gradients.policy_gradient(
            theta, worlds.with_one(states[alive]), actions[alive], advantages
        )
    theta[1] += [0, 0, 1.0, 0, 0]
    return theta


@wrong("train_cartpole", hint="ignores-generator")
def always_the_same_training(rng):
    return np.array([[-0.1, -0.3, -1.0, -0.8, 0.0], [0.1, 0.3, 1.0, 0.8, 0.0]])


@wrong("train_cartpole", hint="own-generator")
def training_without_a_seed(rng):
    return np.array([[0.0] * 5, [0.1, 0.3, 1.0, 0.8, 0.0]]) * (1 + 0.01 * np.random.default_rng().random())


@wrong("train_cartpole", hint="rows")
def columns_for_actions(rng):
    return rng.normal(size=(5, 2))


@wrong("train_cartpole", hint="diverged")
def a_rate_without_end(rng):
    theta = rng.normal(size=(2, 5))
    with np.errstate(all="ignore"):
        for _ in range(400):
            theta = theta * 1e3
    return theta


@wrong("train_cartpole", hint="global-rng")
def starts_from_the_global_generator(rng):
    tries = np.random.normal(size=(100, 2, 5))
    lasted = [worlds.steps_balanced(theta, worlds.standing(rng, 8)).mean() for theta in tries]
    return tries[int(np.argmax(lasted))]


@right("train_cartpole")
def by_cross_entropy(rng):
    mean, deviation = np.zeros(5), np.ones(5)
    for _ in range(7):
        starts = worlds.standing(rng, 20)
        tries = mean + deviation * rng.normal(size=(40, 5))
        lasted = [worlds.steps_balanced(np.stack([-row, row]), starts).mean() for row in tries]
        best = tries[np.argsort(lasted)[-8:]]
        mean, deviation = best.mean(axis=0), best.std(axis=0) + 0.1
    return np.stack([-mean, mean])


@right("train_cartpole")
def by_eighty_small_updates(rng):
    theta = np.zeros((2, 5))
    for _ in range(80):
        states, actions, alive = worlds.run(
            lambda now, w=theta[0] - theta[1]: 1 * (rng.random(len(now)) > 1 / (1 + np.exp(-worlds.with_one(now) @ w))),
            worlds.standing(rng, 24),
        )
        G, later = np.zeros(alive.shape), np.zeros(24)
        for t in range(len(alive) - 1, -1, -1):
            later = alive[t] * (1 + 0.97 * later)
            G[t] = later
        advantages = (G[alive] - G[alive].mean()) / (G[alive].std() + 1e-8)
        theta = theta + 3 * policy_gradients.policy_gradient(
            theta, worlds.with_one(states[alive]), actions[alive], advantages
        )
    return theta


@right("train_cartpole")
def by_climbing_hills(rng):
    """The best of many, then random steps that are kept if no pole falls earlier; anew where that ends low."""
    starts, most = worlds.standing(rng, 40), 0.0
    for _ in range(4):
        tries = rng.normal(size=(80, 5))
        lasted = [worlds.steps_balanced(np.stack([-row, row]), starts).mean() for row in tries]
        best, most = tries[int(np.argmax(lasted))], max(lasted)
        for _ in range(60):
            other = best + 0.3 * rng.normal(size=5)
            now = worlds.steps_balanced(np.stack([-other, other]), starts).mean()
            if now >= most:
                best, most = other, now
        if most >= 195:
            break
    return np.stack([-best, best])


judged_by_result("train_cartpole", reason="any method that balances the poles is right")

equivalent(
    "discounted_returns",
    "reference: G, later = ({np.zeros -> np.ones}(len(rewards)), 0.0)",
    reason="every entry is overwritten",
)

equivalent(
    "discounted_returns",
    "each_as_a_sum: for t in range(len(rewards){nothing -> + 1}):",
    reason="behind the last step the inner loop has nothing to add, and writes nothing",
)

equivalent(
    "discounted_returns",
    "by_a_matrix: return np.where(counts, float(gamma) ** np.maximum(steps, {0 -> -1}), 0.0) @ rewards",
    reason="the mask leaves out each negative power",
)

equivalent(
    "td_update",
    "a_weighted_mean: target {= target + -> +=} gamma * (max(Q[s2]) if a2 is None else Q[s2][a2])",
    reason="a reward is a number, which is not changed in place",
)

equivalent(
    "td_update",
    "table_in_torch: table = torch.tensor({np.array(Q) -> Q})",
    reason="torch.tensor copies the array itself",
)

equivalent(
    "evaluate_policy",
    "by_squaring: V = np.array([w @ r for w, r in zip({policy, R -> R, policy}, strict=True)])",
    reason="the product of two vectors has no order",
)

equivalent(
    "evaluate_policy",
    "by_squaring: for _ in range(40{nothing -> + 1}):",
    "by_squaring: for _ in range(40{nothing -> - 1}):",
    "by_squaring: for _ in range({40 -> 41}):",
    "by_squaring: for _ in range({40 -> 39}):",
    reason="after 2^39 steps nothing is left at any gamma below 1 that is asked for",
)

equivalent(
    "evaluate_policy",
    "by_torch: p, r, w = (torch.as_tensor({np.array(A) -> A}) for A in (P, R, policy))",
    reason="as_tensor takes the array itself as well as a copy, and nothing is written into it",
)

equivalent(
    "evaluate_policy",
    "by_torch: return torch.linalg.solve(torch.eye(len(r), dtype={r.dtype -> None}) - gamma * torch.einsu"
    "m('sat,sa->st', p, w), (w * r).sum(1))",
    reason="the identity is exact in single precision, and the difference takes the precision of the other",
)

equivalent(
    "evaluate_policy",
    "by_squaring: V = np.array([{w @ r -> r @ w} for w, r in zip(policy, R, strict=True)])",
    reason="a product of two vectors takes them in either order",
)

equivalent(
    "value_iteration",
    "reference: V, missing = ({np.zeros -> np.ones}(len(R)), np.inf)",
    "by_policy_iteration: each, policy = (np.arange(len(R)), {R.argmax -> R.argmin}(axis=1))",
    "state_by_state_at_once: V = [{0.0 -> 1.0}] * len(R)",
    reason="it converges from any table and any first policy",
)

equivalent(
    "value_iteration",
    "reference: while missing {> -> >=} tolerance:",
    "sweeps_counted_before: while bound {> -> >=} tolerance / 2:",
    "state_by_state_at_once: if change * gamma {<= -> <} tolerance * (1 - gamma):",
    reason="the bound never equals the tolerance, but where both are 0 and nothing changes any more",
)

equivalent(
    "value_iteration",
    "reference: missing = np.abs(better - V).max() {* -> /} gamma / (1 - gamma)",
    "reference: missing = np.abs(better - V).max() {* gamma -> nothing}/ (1 - gamma)",
    "sweeps_counted_before: bound, V = (max(np.abs(R).max(), {1e-12 -> 1.000000000001}) / (1 - gamma), np"
    ".zeros(len(R)))",
    "sweeps_counted_before: bound, V = (max(np.abs(R).max(), {1e -> 2e}-12) / (1 - gamma), np.zeros(len(R)))",
    "sweeps_counted_before: while bound > tolerance{ / 2 -> nothing}:",
    "sweeps_counted_before: while bound > tolerance / {2 -> 3}:",
    "sweeps_counted_before: while bound > tolerance / {2 -> 1}:",
    "state_by_state_at_once: if change {* gamma -> nothing}<= tolerance * (1 - gamma):",
    reason="it stops later, or where the bound itself is the tolerance: the guarantee holds",
)

equivalent(
    "value_iteration",
    "by_policy_iteration: for _ in range(1000{nothing -> + 1}):",
    "by_policy_iteration: for _ in range(1000{nothing -> - 1}):",
    "by_policy_iteration: for _ in range({1000 -> 1001}):",
    "by_policy_iteration: for _ in range({1000 -> 999}):",
    reason="policy iteration has long stopped",
)

equivalent(
    "value_iteration",
    "by_policy_iteration: better = np.where(Q.max(axis={1 -> None}) > Q[each, policy] + 1e-11, Q.argmax(a"
    "xis=1), policy)",
    "by_policy_iteration: better = np.where(Q.max(axis=1) {> -> >=} Q[each, policy] + 1e-11, Q.argmax(axis=1), policy)",
    "by_policy_iteration: better = np.where(Q.max(axis=1) > Q[each, policy] {+ -> -} 1e-11, Q.argmax(axis=1), policy)",
    "by_policy_iteration: better = np.where(Q.max(axis=1) > Q[each, policy]{ + 1e-11 -> nothing}, Q.argma"
    "x(axis=1), policy)",
    "by_policy_iteration: better = np.where(Q.max(axis=1) > Q[each, policy] + {1e -> 2e}-11, Q.argmax(axis=1), policy)",
    reason="the best action of each state is taken in any case: only ties are decided otherwise, or later",
)

equivalent(
    "value_iteration",
    "by_policy_iteration: if {(better == policy).all() -> False}:",
    "by_policy_iteration: {break -> pass}",
    reason="a policy that is best stays so through the other rounds",
)

equivalent(
    "value_iteration",
    "state_by_state_at_once: new = max((R[s, a] + gamma * float({P[s, a] @ np.array(V) -> np.array(V) @ P"
    "[s, a]}) for a in range(R.shape[1])))",
    "state_by_state_at_once: new = max((R[s, a] + gamma * float(P[s, a] @ {np.array(V) -> V}) for a in ra"
    "nge(R.shape[1])))",
    "state_by_state_at_once: Q = R + gamma * np.array([[{row @ np.array(V) -> np.array(V) @ row} for row "
    "in rows] for rows in P])",
    "state_by_state_at_once: Q = R + gamma * np.array([[row @ {np.array(V) -> V} for row in rows] for rows in P])",
    reason="a product of two vectors takes them in either order, and lists too",
)

equivalent(
    "value_iteration",
    "fault: wrong if its argument number 4 is 0",
    reason="no number of sweeps reaches a tolerance of 0",
)

equivalent(
    "train_cartpole",
    "fault: is one per mille off",
    "fault: gives half precision",
    reason="weights that are a per mille off balance the pole as long",
)

equivalent(
    "train_cartpole",
    "fault: right unless a number is large",
    reason="it is given a generator and no number",
)

equivalent(
    "epsilon_greedy",
    "reference: best = (marked {* -> /} (1 + rng.random(Q.shape))).argmax(axis=1)",
    "reference: best = (marked * (1 {+ -> -} rng.random(Q.shape))).argmax(axis=1)",
    "reference: best = (marked * {(1 + rng.random(Q.shape) -> rng.random(Q.shape})).argmax(axis=1)",
    "reference: best = (marked * ({1 -> 2} + rng.random(Q.shape))).argmax(axis=1)",
    "reference: best = (marked * ({1 -> 0} + rng.random(Q.shape))).argmax(axis=1)",
    reason="any positive draw decides a tie equally often",
)

equivalent(
    "epsilon_greedy",
    "reference: return np.where(rng.random(len(Q)) {< -> <=} epsilon, anything, best)",
    "by_probabilities: return (reach {<= -> <} rng.random(len(Q))[:, None]).sum(axis=1)",
    "by_shuffled_columns: tries = rng.random(len(Q)) {< -> <=} epsilon",
    reason="a draw hits a number exactly once in 2^53 times",
)

equivalent(
    "epsilon_greedy",
    "by_probabilities: reach = p.cumsum(axis=1) {/ -> *} p.sum(axis=1, keepdims=True)",
    "by_probabilities: reach = p.cumsum(axis=1){ / p.sum(axis=1, keepdims=True) -> nothing}",
    reason="the probabilities add up to 1 but for rounding",
)

equivalent(
    "epsilon_greedy",
    "by_shuffled_columns: order = np.argsort(rng.random(Q.shape){, axis=1 -> nothing})",
    "by_shuffled_columns: shuffled = np.take_along_axis(Q, order{, axis=1 -> nothing})",
    reason="of two axes the last is the default",
)

equivalent(
    "epsilon_greedy",
    "by_shuffled_columns: actions = {best.copy() -> best}",
    reason="best is an array of the answer's own, and is not used again",
)

equivalent(
    "audit_log",
    "reference: if abs(Q[s, a] + alpha * (r + following - Q[s, a]) - written) {<= -> <} 1e-09:",
    "reference: if abs(Q[s, a] + alpha * (r + following - Q[s, a]) - written) <= {1e -> 2e}-09:",
    "audit_with_ifs: if abs(written - (old if done else discounted)) {<= -> <} 1e-09:",
    "audit_with_ifs: if abs(written - (old if done else discounted)) <= {1e -> 2e}-09:",
    "audit_with_ifs: elif done and abs(written - discounted) {<= -> <} 1e-09:",
    "audit_with_ifs: elif done and abs(written - discounted) <= {1e -> 2e}-09:",
    "audit_with_ifs: elif not done and abs(written - full) {<= -> <} 1e-09:",
    "audit_with_ifs: elif not done and abs(written - full) <= {1e -> 2e}-09:",
    "audit_by_a_table_of_names: fits = np.flatnonzero(np.abs(would - written) {<= -> <} 1e-09)",
    "audit_by_a_table_of_names: fits = np.flatnonzero(np.abs(would - written) <= {1e -> 2e}-09)",
    "audit_from_a_dictionary: return abs(own + alpha * (r + extra - own) - written) {<= -> <} 1e-09",
    "audit_from_a_dictionary: return abs(own + alpha * (r + extra - own) - written) <= {1e -> 2e}-09",
    reason="no record is off by 1e-9 exactly, nor by one to two of it",
)

equivalent(
    "audit_log",
    "fault: wrong if its argument number 3 is 0",
    reason="an agent with a rate of 0 learns nothing, and who divides by the rate is right for all others",
)

equivalent(
    "dqn_gradient",
    "example_by_example: target = r if over else r + gamma * max(({row @ s2 -> s2 @ row} for row in frozen))",
    "example_by_example: error = {theta[a] @ s -> s @ theta[a]} - target",
    "with_add_at: error = np.einsum('nd,nd->n', {theta[actions], states -> states, theta[actions]}) - target",
    reason="a product takes its two factors in either order",
)

equivalent(
    "dqn_gradient",
    "by_hand_in_torch: t, f, s, r, s2 = (torch.as_tensor({np.array(A) -> A}) for A in (theta, frozen, sta"
    "tes, rewards, next_states))",
    "by_hand_in_torch: a, over = (torch.as_tensor({np.array(actions) -> actions}), torch.as_tensor(np.array(done)))",
    "by_hand_in_torch: a, over = (torch.as_tensor(np.array(actions)), torch.as_tensor({np.array(done) -> done}))",
    reason="torch and NumPy read an array as it is; nothing is changed in place",
)

equivalent(
    "dqn_gradient",
    "fault: gives no negative number as part 1",
    reason="a mean of squares is not negative",
)

equivalent(
    "policy_gradient",
    "ascent_by_a_loop: p {= p / -> /=} sum(p)",
    reason="p is an array of the answer's own",
)

equivalent(
    "policy_gradient",
    "ascent_in_torch: t, s, w = (torch.as_tensor({np.array(A) -> A}) for A in (theta, states, advantages))",
    "ascent_in_torch: score = torch.nn.functional.one_hot(torch.as_tensor({np.array(actions) -> actions})"
    ", len(t)) - torch.softmax(s @ t.T, dim=1)",
    reason="torch and NumPy read an array as it is; nothing is changed in place",
)

equivalent(
    "best_baseline",
    "reference: lengths = ((np.eye(len(p)) - p) ** 2){.sum -> .mean}(axis=1)",
    reason="all weights are divided by the same number of actions",
)

equivalent(
    "best_baseline",
    "by_the_closed_length: return {weights @ rewards -> rewards @ weights} / weights.sum()",
    reason="a product of two vectors takes them in either order",
)

equivalent(
    "best_baseline",
    "by_a_regression: b, *_ = np.linalg.lstsq(score.reshape(-1, 1), (score * rewards[:, None]).reshape(-1"
    "){, rcond=None -> nothing})",
    "by_a_regression: b, *_ = np.linalg.lstsq(score.reshape(-{1 -> 2}, 1), (score * rewards[:, None]).res"
    "hape(-1), rcond=None)",
    "by_a_regression: b, *_ = np.linalg.lstsq(score.reshape(-1, 1), (score * rewards[:, None]).reshape(-{"
    "1 -> 2}), rcond=None)",
    "by_a_regression: return float(b[{0 -> -1}])",
    reason="None is the default, NumPy takes any negative number for the one that fits, and b has one entry",
)

equivalent(
    "best_baseline",
    "by_sums_over_actions: p = torch.softmax(torch.as_tensor({np.array(theta) -> theta}), dim=0).tolist()",
    reason="torch and NumPy read an array as it is; nothing is changed in place",
)

equivalent(
    "best_baseline",
    "fault: wrong for vectors of one entry",
    reason="with one action all scores are 0, and any baseline is as good",
)

equivalent(
    "cartpole_step",
    "pole_by_pole: return {np.array(rows) -> rows}",
    reason="the checks read a list of rows as they read an array",
)

equivalent(
    "cartpole_step",
    "poles_in_torch: now, push = (torch.as_tensor({np.array(state) -> state}), torch.as_tensor(np.array(force)))",
    "poles_in_torch: now, push = (torch.as_tensor(np.array(state)), torch.as_tensor({np.array(force) -> force}))",
    reason="torch and NumPy read an array as it is; nothing is changed in place",
)

equivalent(
    "cartpole_step",
    "fault: wrong for matrices of one column",
    reason="a state has four numbers",
)

equivalent(
    "cartpole_step",
    "fault: wrong if its argument number 4 is 0",
    "fault: wrong if its argument number 6 is 0",
    reason="a cart without weight or a pole without length is no cart-pole: the formulas divide by them",
)
