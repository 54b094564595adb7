"""Exam questions in families, drawn from a seed until all rules hold, with exact keys; the papers: instructor/exam."""
