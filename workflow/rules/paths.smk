# Functions that rules share. A cell's and a study's names come from the plan.


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


def cell_of(wildcards):
    """The cell of a training job."""
    return PLAN.cells[wildcards.study, wildcards.cell]


def split_of(wildcards):
    """The split that a cell learns from."""
    return f"data/{wildcards.dataset}/splits/{cell_of(wildcards).split}.safetensors"


# Snakemake records no params that take `output`; what decides no content shall run no job again.
def where_to_fetch(wildcards, output):
    """Options that say where archives come from."""
    return ["--mirror", PLAN.params.mirror] if PLAN.params.mirror else []


def where_to_train(wildcards, output):
    """Options that say which trials of a cell to train, and where."""
    seeds = [option for seed in SEEDS for option in ("--seed", seed)]
    return [*seeds, "--store", STORE.root, "--device", DEVICE]
