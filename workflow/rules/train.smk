# Takes  the training images and a cell's split; a cell's files are named by what decides their content.
# Leaves results/DATASET/evidence/training/STUDY/CELL.seedN.json, what all that follows reads of a trial, and the trial
#        itself, with its weights, in results/DATASET/cells/STUDY/CELL/seedN/.

# What training leaves is no output: Snakemake deletes outputs before a job runs and when it fails. A trial's files are
# right by their names, and a job trains those trials alone that have no evidence. Its mark says that all have.


rule train:
    """Train {wildcards.cell} of {wildcards.study} with every seed that has no evidence."""
    input:
        # ancient(): what exists is right by its name, whatever the times of files say.
        ancient(images_to_learn),
    output:
        done("train/{study}/{cell}"),
    log:
        "logs/{dataset}/train/{study}/{cell}.log",
    benchmark:
        "logs/{dataset}/train/{study}/{cell}.tsv"
    # One trial's; a profile may give more (set-threads), on which seeds are trained side by side.
    threads: lambda wildcards: cell_of(wildcards).settings["threads"]
    resources:
        # Where no scheduler has set CUDA_VISIBLE_DEVICES. RESTUDY_GPUS names the GPUs to choose from, else all are.
        jobs_per_gpu=1,
    params:
        images=layout.Data.of(DATASET).images("train"),
        split=split_of,
        settings=lambda wildcards: json.dumps(cell_of(wildcards).given),
        digest=lambda wildcards: cell_of(wildcards).digest,
        where=where_to_train,
    shell:
        r"""
        python -m restudy train \
            --images {params.images:q} \
            --split {params.split:q} \
            --settings {params.settings:q} \
            --digest {params.digest:q} \
            {params.where:q} \
            --cores {threads} \
            --jobs-per-gpu {resources.jobs_per_gpu} \
            --results results/{wildcards.dataset:q} \
            --cell {wildcards.study:q}/{wildcards.cell:q} \
            >{log:q} 2>&1
        """


# Trials that have evidence but no weights here, trained again.
use rule train as retrain with:
    input:
        ancient(training_images),
    output:
        done("retrain/{study}/{cell}"),
    log:
        "logs/{dataset}/retrain/{study}/{cell}.log",
    benchmark:
        "logs/{dataset}/retrain/{study}/{cell}.tsv"
    params:
        images=layout.Data.of(DATASET).images("train"),
        split=split_of,
        settings=lambda wildcards: json.dumps(cell_of(wildcards).given),
        digest=lambda wildcards: cell_of(wildcards).digest,
        where=where_to_retrain,
