"""What stands behind the checks: what is data, which slips people make, whose work an answer is."""
