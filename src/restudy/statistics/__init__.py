"""Intervals, tests and resamples over arrays of numbers; knows nothing of studies.

Throughout, a *run* is one training with a seed of its own, and *images* are those that every run was measured on. A
number of a run, such as its accuracy, varies for two reasons, which are kept apart:

- between runs on the same images, since weights and order of images are drawn anew (spread of seeds);
- between sets of images, in what all runs have in common: an image that is hard for one run is hard for most.
"""
