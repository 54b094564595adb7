"""Gradebook, rows, pages and files: what is written down."""
