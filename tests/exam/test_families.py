"""Each family of exam questions: keys by a second way, rules, texts, difficulty, follow-through."""

import hashlib
import json
import re
from collections import Counter
from fractions import Fraction
from functools import cache

import pytest
from second_ways import MISFITS

from course_lib import exact
from course_lib.exam.difficulty import difficulty, uneven
from course_lib.exam.drawing import Asked, draw_exam, first_broken, student_seed
from course_lib.exam.known_families import known_families
from course_lib.instructor.writing.formulas import formula

FAMILIES = sorted(known_families())
SEEDS = range(12)
LARGEST = {
    "signs": 441, "zones": 40, "mlp": 40, "kinks": 20, "parameters": 999_999, "sizes": 99, "receptive": 200,
    "convolution": 99, "backprop": 400, "softmax": 40, "attention": 99, "optimizer": 9999,
}  # fmt: skip


@cache
def questions(family):
    return [draw_exam("exam", seed, f"student {seed}", [Asked(family, 2)]).questions[0] for seed in SEEDS]


def test_there_are_twelve_families_and_a_second_way_for_each():
    assert FAMILIES == sorted(MISFITS) == sorted(LARGEST)


@pytest.mark.parametrize("family", FAMILIES)
def test_keys_and_rules_hold_by_a_second_way(family):
    found = [(q.parameters, misfit) for q in questions(family) for misfit in MISFITS[family](q.parameters, q.key)]
    assert found == []


@pytest.mark.parametrize("family", FAMILIES)
def test_a_second_way_sees_a_changed_number(family):
    for q in questions(family):
        for name in q.key:
            changed = q.key | {name: _one_changed(q.key[name])}
            assert list(MISFITS[family](q.parameters, changed)), (family, name)


def _one_changed(value):
    if isinstance(value, list):
        return [*value[:-1], _one_changed(value[-1])]
    return exact.plain(Fraction(value) + 1)


@pytest.mark.parametrize("family", FAMILIES)
def test_questions_are_exact_data_and_no_number_is_too_large(family):
    for q in questions(family):
        told = json.dumps([q.parameters, q.key], ensure_ascii=False)
        assert not re.search(r"\d\.\d|true|null", told)
        assert exact.plain([*q.key.values()]) == [*q.key.values()]  # in lowest terms
        assert max(int(one) for one in re.findall(r"\d+", told)) <= LARGEST[family]


@pytest.mark.parametrize("family", FAMILIES)
def test_difficulty_can_be_told_from_the_written_numbers(family):
    for q in questions(family):
        words = {"input", "conv", "pool", "dense", "momentum", "nesterov"}
        written = [one for one in _leaves([q.parameters, q.key]) if one not in words]
        assert q.difficulty.digits == sum(character.isdigit() for one in written for character in str(one))
        assert q.difficulty.largest == max(int(size) for one in written for size in re.findall(r"\d+", str(one)))
        assert q.difficulty.numbers == len(list(_leaves(q.key)))
        assert (q.difficulty.zones is not None) == ("network" in q.parameters)


def _leaves(value):
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _leaves(item)
    else:
        yield value


@pytest.mark.parametrize("family", FAMILIES)
def test_any_class_is_equally_hard(family):
    fewest, most = known_families()[family].digits
    assert most <= 1.25 * fewest, "so that nobody is further than 25 % from a median in between"
    asked = [Asked(family, 2)]
    drawn = [draw_exam("exam", 7, f"student {n}", asked).questions[0] for n in range(12)]
    assert uneven([q.difficulty for q in drawn], LARGEST[family]) == []
    assert len({json.dumps(q.parameters) for q in drawn}) == len(drawn)
    share = 0.6 if family in ("receptive", "zones") else 0.3
    assert max(Counter(json.dumps(q.key) for q in drawn).values()) <= max(2, share * len(drawn))


@pytest.mark.parametrize("family", FAMILIES)
def test_every_number_of_a_question_stands_in_its_texts(family):
    for q in questions(family):
        for text in (q.statement, q.latex):
            there = set(re.findall(r"\d+", text))
            asked = {size for one in _leaves(q.parameters) for size in re.findall(r"\d+", str(one))}
            assert asked - {"0", "1"} <= there, text


@pytest.mark.parametrize("family", FAMILIES)
def test_every_formula_can_be_read_as_mathml(family):
    for q in questions(family):
        assert len(q.solution) >= 2
        for text in (q.latex, *q.solution):
            displayed, inline = re.findall(r"\$\$(.+?)\$\$", text, re.DOTALL), re.sub(r"\$\$.+?\$\$", "", text)
            assert inline.count("$") % 2 == 0, text
            for source in [*displayed, *re.findall(r"\$(.+?)\$", inline)]:
                assert formula(source), source
                assert not re.search(r"[+-]\s?[+-]|[-+]$", source.replace("_+", "")), source


@pytest.mark.parametrize("family", FAMILIES)
def test_the_key_is_right_in_any_exact_form_and_each_part_alone(family):
    found = known_families()[family]
    for q in questions(family):
        written = {name: exact.numbers(value) for name, value in q.key.items()}
        for name in q.key:
            lines = found.right(name, q.parameters, q.key, {name: written[name]})
            assert all(lines)
            assert all(found.right(name, q.parameters, q.key, written))
            assert len(lines) == (len(q.key[name]) if name in found.lines else 1)
            wrong = written | {name: exact.numbers(_one_changed(q.key[name]))}
            assert not all(found.right(name, q.parameters, q.key, wrong)), (family, name)


FOLLOWS = {  # a slip in the first, and what follows from it
    "backprop": ("output", ["loss", "b2", "w2", "b1", "w1"]),
    "softmax": ("p", ["gradient", "loss"]),
    "attention": ("scores", ["weights", "output"]),
    "kinks": ("b", ["w"]),
}


@pytest.mark.parametrize("family", FOLLOWS)
def test_what_follows_from_a_slip_is_right(family):
    found, (slip, behind) = known_families()[family], FOLLOWS[family]
    followed = 0
    for q in questions(family):
        written = {slip: exact.numbers(_one_changed(q.key[slip]))}
        for name in behind:
            value = found.follow(name, q.parameters, written)
            if value is not None:
                written[name] = exact.numbers(value)
                followed += written[name] != exact.numbers(q.key[name])
                assert all(found.right(name, q.parameters, q.key, written))
        assert not any(found.right(slip, q.parameters, q.key, written))
    assert followed >= len(behind)


@pytest.mark.parametrize("family", ["sizes", "optimizer"])
def test_a_slip_in_one_line_costs_that_line(family):
    found = known_families()[family]
    for q in questions(family):
        (name,) = q.key
        rows = [exact.numbers(_one_changed(q.key[name][0]))]
        while len(rows) < len(q.key[name]):
            rows.append(exact.numbers(found.next_line(name, q.parameters, rows)))
        lines = found.right(name, q.parameters, q.key, {name: rows})
        assert lines == [False, *[True] * (len(rows) - 1)]


def test_any_network_that_computes_g_is_right():
    found = known_families()["mlp"]
    for q in questions("mlp"):
        (w1, w2, w3), (c1, c2, c3) = exact.numbers(q.key["weights"]), exact.numbers(q.key["biases"])
        half = Fraction(1, 2)
        scaled = {
            "weights": [[[half * w for w in row] for row in w1], [[4 * w for w in row] for row in w2], [[half, half]]],
            "biases": [c1, [2 * c for c in c2], c3],
        }  # another network with the same values
        assert all(found.right(name, q.parameters, q.key, scaled)[0] for name in scaled)
        exchanged = {"weights": [w1, w2[::-1], w3]}
        assert found.right("weights", q.parameters, q.key, exchanged) == [True]
        slip = {"weights": [w1, w2, w3], "biases": [c1, [c2[0] + 1, c2[1]], c3]}
        assert [found.right(name, q.parameters, q.key, slip)[0] for name in slip] == [True, False]


def test_the_seed_of_a_student_is_the_one_that_is_told():
    assert student_seed(5, "anna") == int.from_bytes(hashlib.sha256(b"5/anna").digest()[:6])
    anna = draw_exam("exam", 5, "anna", [Asked("signs", 2), Asked("softmax", 3)])
    assert anna == draw_exam("exam", 5, "anna", [Asked("signs", 2), Asked("softmax", 3)])
    assert anna.questions != draw_exam("exam", 5, "ben", [Asked("signs", 2), Asked("softmax", 3)]).questions
    assert anna.points == 5


def test_a_broken_rule_is_told():
    family, q = known_families()["softmax"], questions("softmax")[0]
    bad = q.parameters | {"odds": [2, 4, 6]}
    key = family.key(bad)
    assert first_broken(family, bad, key, q.difficulty) == "the odds have no common factor"
    assert difficulty(bad, key, None).numbers == 7
