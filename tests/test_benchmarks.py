import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.process

LAYERS = Path(__file__).parents[1] / "benchmarks" / "layers.py"


def load(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where dataclasses look for it
    spec.loader.exec_module(module)
    return module


layers = load(LAYERS)


@pytest.mark.parametrize("pair", list(layers.pairs()), ids=lambda pair: f"{pair.name} {pair.size}")
def test_a_layer_and_its_peer_compute_the_same(pair):
    layers.require_equal(pair)


def test_the_table_has_a_row_for_each_pair():
    done = subprocess.run([sys.executable, LAYERS, "--rounds", "1"], capture_output=True, text=True, check=True)

    rows = [line for line in done.stdout.splitlines() if line.startswith("| `")]
    assert len(rows) == len(list(layers.pairs()))
    assert done.stderr == ""
