"""Worlds to act in: grids with a cliff as arrays of probabilities and rewards, and a pole on a cart.

A finite world has S states and A actions.  A terminal state is absorbing, with reward 0.
"""

from dataclasses import dataclass

import numpy as np

MOVES = ((-1, 0), (0, 1), (1, 0), (0, -1))  # up, right, down, left
TRACK, LEAN = 2.4, np.deg2rad(12)  # a pole has fallen when |x| or |θ| is larger
FORCE = 10.0  # newtons, to the left by action 0 and to the right by action 1


@dataclass(frozen=True)
class World:
    """A finite world.  P: (S, A, S), rows sum to 1.  R: (S, A).  terminal: (S,) bool.  start: a state."""

    P: np.ndarray
    R: np.ndarray
    terminal: np.ndarray
    start: int
    height: int
    width: int


def cliff(height=4, width=12, penalty=100.0, slip=0.0):
    """A grid whose lowest row is a cliff between the start (left) and the goal (right).

    Each step costs 1.  Who enters the cliff pays `penalty` instead and stands at the start again; the wall holds who
    walks into it.  slip: the chance that one of the four moves happens at random.  state = row * width + column.
    Source: Sutton and Barto, Reinforcement learning, example 6.6.

    >>> world = cliff(3, 4)
    >>> world.P.shape, world.start, int(world.P[8, 1].argmax()), float(world.R[8, 1])
    ((12, 4, 12), 8, 8, -100.0)
    """
    states = height * width
    start, goal = states - width, states - 1
    landing, reward = np.empty((states, 4), dtype=int), np.full((states, 4), -1.0)
    for state in range(states):
        row, column = divmod(state, width)
        for action, (down, right) in enumerate(MOVES):
            to = np.clip(row + down, 0, height - 1) * width + np.clip(column + right, 0, width - 1)
            if start < to < goal:
                to, reward[state, action] = start, -penalty
            landing[state, action] = to
    landing[goal], reward[goal] = goal, 0.0
    sure = np.eye(states)[landing]  # (S, A, S)
    P = (1 - slip) * sure + slip * sure.mean(axis=1, keepdims=True)
    R = (1 - slip) * reward + slip * reward.mean(axis=1, keepdims=True)
    return World(P, R, np.arange(states) == goal, start, height, width)


def random_world(states, actions, rng, followers=3):
    """A world without terminal states: each action leads to `followers` states at most, with random probabilities."""
    P = np.zeros((states, actions, states))
    for row in P.reshape(-1, states):
        row[rng.integers(states, size=followers)] = rng.dirichlet(np.ones(followers))
        row /= row.sum()
    return World(P, rng.normal(size=(states, actions)), np.zeros(states, dtype=bool), 0, 1, states)


def walk(world, policy, rng, limit=1000):
    """The rewards (T,) of one walk from the start until a terminal state, at most `limit` steps.

    policy: (S, A) probabilities.
    """
    state, rewards = world.start, []
    while not world.terminal[state] and len(rewards) < limit:
        action = rng.choice(policy.shape[1], p=policy[state])
        rewards.append(world.R[state, action])
        state = rng.choice(len(world.P), p=world.P[state, action])
    return np.array(rewards)


def greedy_path(world, Q, limit=60):
    """The most likely states on the way of the greedy policy of Q (S, A), the start first; a loop ends at `limit`."""
    path = [world.start]
    while not world.terminal[path[-1]] and len(path) <= limit:
        path.append(int(world.P[path[-1], Q[path[-1]].argmax()].argmax()))
    return path


def cartpole_step(state, force, gravity=9.8, cart=1.0, pole=0.1, half_length=0.5, dt=0.02):
    """One step of explicit Euler of poles on carts, without friction.

    state: (N, 4), columns x (m), its speed, θ (radians, 0 upright, positive towards +x), its speed.
    force: (N,) newtons.  cart, pole: kilograms.  half_length: of the pole, metres.  dt: seconds.  Returns (N, 4).
    Source: Barto, Sutton and Anderson 1983.

    >>> cartpole_step(np.zeros((1, 4)), np.array([10.0])).round(4).tolist()
    [[0.0, 0.1951, 0.0, -0.2927]]
    """
    _, speed, angle, turning = np.transpose(state)
    mass, sine, cosine = cart + pole, np.sin(angle), np.cos(angle)
    push = (force + pole * half_length * turning**2 * sine) / mass
    twist = (gravity * sine - cosine * push) / (half_length * (4 / 3 - pole * cosine**2 / mass))
    thrust = push - pole * half_length * twist * cosine / mass
    return state + dt * np.stack([speed, thrust, turning, twist], axis=1)


def energy(state, gravity=9.8, cart=1.0, pole=0.1, half_length=0.5):
    """Energy of poles on carts in joules, moving and lifted: (N,) of state (N, 4)."""
    _, speed, angle, turning = np.transpose(state)
    moving = (cart + pole) * speed**2 / 2 + pole * half_length * speed * turning * np.cos(angle)
    return moving + 2 / 3 * pole * (half_length * turning) ** 2 + pole * gravity * half_length * np.cos(angle)


def fallen(state):
    """Which of the poles (N, 4) have left the track or lean too much: (N,) bool."""
    return (np.abs(state[:, 0]) > TRACK) | (np.abs(state[:, 2]) > LEAN)


def standing(rng, count):
    """`count` poles that nearly stand and hardly move: (count, 4), uniform in ±0.05."""
    return rng.uniform(-0.05, 0.05, size=(count, 4))


def with_one(state):
    """The state with a column of ones behind: (N, 4) to (N, 5)."""
    return np.hstack([state, np.ones((len(state), 1))])


def run(policy, state, limit=200, delay=0, **physics):
    """Let a policy push poles until they fall.

    policy: from states (N, 4) to actions (N,), 0 or 1.  state: (N, 4), the start.  delay: in steps, how old what the
    policy sees is.  physics: as `cartpole_step` takes it.
    Returns states (T, N, 4), actions (T, N), alive (T, N) bool: which poles had not fallen before step t.
    """
    seen, actions, alive, up = [state], [], [], np.ones(len(state), dtype=bool)
    while len(actions) < limit and up.any():
        action = np.asarray(policy(seen[max(len(actions) - delay, 0)]))
        actions.append(action)
        alive.append(up)
        moved = cartpole_step(seen[-1], np.where(action == 1, FORCE, -FORCE), **physics)
        seen.append(np.where(up[:, None], moved, seen[-1]))
        up = up & ~fallen(seen[-1])
    return np.array(seen[:-1]), np.array(actions), np.array(alive)


def steps_balanced(theta, state, limit=200, delay=0, **physics):
    """How many steps each pole of state (N, 4) lasts under the greedy policy of theta (2, 5): (N,)."""
    _, _, alive = run(lambda now: (with_one(now) @ np.transpose(theta)).argmax(axis=1), state, limit, delay, **physics)
    return alive.sum(axis=0)
