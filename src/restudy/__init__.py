"""Re-runs published studies of small image classifiers and says what holds."""
