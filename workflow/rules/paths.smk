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


def trained(wildcards):
    """Marks of a study's cells that training is done."""
    return files_of(wildcards).trained_marks


def to_be_evaluated(wildcards):
    """Marks of those cells that weights are here again, without which they cannot be measured."""
    return retrained(files_of(wildcards), files_of(wildcards).lacks_weights_to_evaluate)


def retrained(files, lacks):
    """Marks that weights of those of a study's cells are here again which lack them."""
    return [absent(f"retrain/{files.plan.name}/{cell.name}") for cell in files.plan.cells if lacks(cell)]


def all_weights(wildcards):
    """Marks that all weights and predictions are here again, where they are not."""
    marks = [mark for files in FILES.values() for mark in retrained(files, files.lacks_weights)]
    # What is yet to be evaluated leaves its predictions then.
    done = [files for files in FILES.values() if files.is_done]
    lacking = [files for files in done if files.lost_predictions or any(map(files.lacks_weights, files.plan.cells))]
    return [*marks, *(absent(f"predict/{files.plan.name}") for files in lacking)]


def absent(job):
    """The mark of a job that is to be run, whether or not it was run before."""
    mark = layout.done_file(DATASET, job)
    mark.unlink(missing_ok=True)
    return mark


# A missing input makes the job that makes it run, and so all behind it, also an ancient() one. So a job asks for data
# only where it is yet to read it; a clone has none.
def training_images(wildcards):
    """The training images, and the split that a cell learns from."""
    return [layout.Data.of(DATASET).origin, layout.Data.of(DATASET).images("train"), split_of(wildcards)]


def images_to_learn(wildcards):
    """The same, if a trial of the cell is still to be trained."""
    return [] if files_of(wildcards).trained_mark(cell_of(wildcards)).is_file() else training_images(wildcards)


def images_to_show(wildcards):
    """All images, if those that are evidence are still to be taken out of them."""
    data = layout.Data.of(DATASET)
    return [] if layout.done_file(DATASET, "excerpt").is_file() else [data.origin, *map(data.images, ("train", "test"))]


def test_images(wildcards):
    """The test images, if a trial of the study is still to be measured on them."""
    if all(map(files_of(wildcards).is_evaluated, files_of(wildcards).plan.cells)):
        return []
    return [layout.Data.of(DATASET).origin, layout.Data.of(DATASET).images("test")]


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
    return [shown(file, caption, part, items[name].caption, name, study) for file, name in names.items()]


# Snakemake records no params that take `output`; what decides no content shall run no job again.
def where_to_fetch(wildcards, output):
    """Options that say where archives come from."""
    return ["--mirror", PLAN.params.mirror] if PLAN.params.mirror else []


def where_to_train(wildcards, output):
    """Options that say which trials of a cell to train, and where."""
    seeds = [option for seed in cell_of(wildcards).seeds for option in ("--seed", seed)]
    return [*seeds, "--store", STORE.root, "--device", DEVICE]


def where_to_retrain(wildcards, output):
    """The same for trials that have evidence but no weights."""
    return [*where_to_train(wildcards, output), "--weights"]
