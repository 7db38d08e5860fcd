"""Every file of a data set and its results, held against what records say of it."""
