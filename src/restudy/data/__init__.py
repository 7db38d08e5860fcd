"""Data sets: what they are, how they are fetched, unpacked and split."""
