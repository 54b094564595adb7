"""A lesson executed, released, compared, bundled; and what CI runs."""
