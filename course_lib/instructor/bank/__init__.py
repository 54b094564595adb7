"""Wrong and right answers, and how one is examined."""
