"""Versions of results: what changed between two, and one table or figure of any of them made again."""
