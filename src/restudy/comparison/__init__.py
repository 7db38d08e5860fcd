"""What changed between two sets of results: params, cells, numbers and verdicts."""
