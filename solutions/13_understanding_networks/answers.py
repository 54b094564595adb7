"""The bank of lesson 13: wrong answers with the hint that each must get, and other right answers."""
