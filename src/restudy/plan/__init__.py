"""What is to be run: cells with their settings, names and digests, made from params alone."""
