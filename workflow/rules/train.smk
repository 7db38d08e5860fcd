# Takes  the training images and a cell's split; a cell's folder is named by what decides its content.
# Leaves results/DATASET/cells/STUDY/CELL/seedN/, the files of one trial.


def cell_of(wildcards):
    return PLAN.cells[wildcards.study, wildcards.cell]


def split_of(wildcards):
    return f"data/{wildcards.dataset}/splits/{cell_of(wildcards).split}.safetensors"


rule train:
    """Train {wildcards.cell} of {wildcards.study} with every seed."""
    # ancient(): a folder that exists is right by its name, whatever the times of files say.
    input:
        images=ancient("data/{dataset}/train.safetensors"),
        split=ancient(split_of),
    output:
        expand(
            "results/{{dataset}}/cells/{{study}}/{{cell}}/seed{seed}/{file}",
            seed=SEEDS,
            file=TRIAL_FILES,
        ),
    params:
        settings=lambda wildcards: json.dumps(cell_of(wildcards).settings),
        digest=lambda wildcards: cell_of(wildcards).digest,
    threads: lambda wildcards: cell_of(wildcards).settings["threads"]
    log:
        "logs/{dataset}/train/{study}/{cell}.log",
    benchmark:
        "logs/{dataset}/train/{study}/{cell}.tsv"
    shell:
        r"""
        python -m restudy train \
            --images {input.images:q} \
            --split {input.split:q} \
            --settings {params.settings:q} \
            --digest {params.digest:q} \
            {SEED_OPTIONS} \
            --store {STORE.root:q} \
            --device {DEVICE:q} \
            --output results/{wildcards.dataset:q}/cells/{wildcards.study:q}/{wildcards.cell:q} \
            > {log:q} 2>&1
        """
