# Lists of paths that several rules share. A cell's and a study's names come from the plan.


def trial_files(study, files):
    """These files of all of a study's trials."""
    return [
        f"results/{DATASET}/cells/{study}/{cell.name}/seed{seed}/{file}"
        for cell in PLAN.studies[study].cells
        for seed in SEEDS
        for file in files
    ]


def table_files(study):
    """A study's tables."""
    return [f"results/{DATASET}/tables/{study}/{name}.csv" for name in PLAN.studies[study].study.tables]


def figure_files(study):
    """A study's figures."""
    return [f"results/{DATASET}/figures/{study}/{name}.svg" for name in PLAN.studies[study].study.figures]


def code_of(*modules):
    """The package's files that these modules import: a change in one of them runs the step again."""
    return [str(path) for path in module_files(modules)]
