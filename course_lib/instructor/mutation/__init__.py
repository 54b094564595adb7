"""The tests are tested: mutants of every right answer, which the tests must tell from it."""
