"""What may stand in the fields of a notebook that somebody else wrote, for tests that draw them."""

from hypothesis import strategies as st

ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=6,
)
SOURCES = st.sampled_from(
    ["x = 1", "%%time\nx", "!ls", "x?", "def double(x:", "\0", "\ud800", "(" * 500, "1" + "+1" * 9999]
)
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "cell_type": st.sampled_from(["code", "markdown", "raw"]) | ODD,
        "source": SOURCES | ODD,
        "metadata": st.fixed_dictionaries({}, optional={"nbgrader": ODD | st.dictionaries(
            st.sampled_from(["grade_id", "grade", "points", "schema_version"]), ODD | st.just("double")),
            "tags": ODD}) | ODD,
        "id": ODD, "outputs": ODD, "execution_count": ODD, "attachments": ODD,
    },
)  # fmt: skip
