"""What the notebooks of the course import: reference code, data, checks and figures."""
