"""A lesson.py read and linted."""
