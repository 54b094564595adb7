"""From a notebook to its marks."""
