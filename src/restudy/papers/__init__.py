"""papers/NAME.yaml: what a work published, or what its author expects of an experiment of their own."""
