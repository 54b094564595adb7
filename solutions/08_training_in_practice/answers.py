"""The bank of lesson 08: wrong answers with the hint that each must get, and other right answers."""
