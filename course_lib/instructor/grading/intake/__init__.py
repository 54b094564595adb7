"""What was handed in: found, told whose it is, read and repaired."""
