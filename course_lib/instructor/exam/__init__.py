"""Exams: drawn for each student, equally hard, with keys, and what they need to be graded."""
