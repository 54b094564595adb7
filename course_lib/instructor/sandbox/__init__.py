"""Processes: candidate, examiner, zygote, and what goes over the wire. Knows no grade and no nbgrader."""
