# Functions that rules share. A cell's and a study's names come from the plan.


def wanted(job):
    """The description that a job's results should have; results with another one are made again."""
    return layout.wanted_file("{dataset}", job)


def record(job):
    """The copy of it that the job leaves among its results."""
    return layout.Results.of("{dataset}").record(job)


def done(job):
    """What a job leaves to say that its results have their description."""
    return touch(layout.done_file("{dataset}", job))


def behind(job):
    """The same as what another job waits for."""
    return layout.done_file("{dataset}", job)


def files_of(wildcards):
    """The files of a study's results."""
    return FILES[wildcards.study]


def cell_of(wildcards):
    """The cell of a training job."""
    return PLAN.cells[wildcards.study, wildcards.cell]


def split_of(wildcards):
    """The split that a cell learns from."""
    return layout.Data.of(wildcards.dataset).split(cell_of(wildcards).split)


def shown(file, caption, part, shows, name=None, study="{study}"):
    """A result with its place in Snakemake's own report."""
    labels = {"name": name or caption, "format": Path(file).suffix[1:], "shows": shows}
    return report(file, caption=f"../report/{caption}.rst", category=study, subcategory=part, labels=labels)


def shown_each(files, caption, part, study, items):
    """The files of a study's tables or figures, each with its ID and title; a figure's CSV holds its numbers."""
    names = {file: Path(file).stem for file in files}
    return [shown(file, caption, part, items[name].title, name, study) for file, name in names.items()]


# Snakemake records no params that take `output`; what decides no content shall run no job again.
def where_to_fetch(wildcards, output):
    """Options that say where archives come from."""
    return ["--mirror", PLAN.params.mirror] if PLAN.params.mirror else []


def where_to_train(wildcards, output):
    """Options that say which trials of a cell to train, and where."""
    seeds = [option for seed in SEEDS for option in ("--seed", seed)]
    return [*seeds, "--store", STORE.root, "--device", DEVICE]
