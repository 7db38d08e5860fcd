# Takes  the training images and a cell's split; a cell's folder is named by what decides its content.
# Leaves results/DATASET/cells/STUDY/CELL/seedN/, the files of one trial.


rule train:
    """Train {wildcards.cell} of {wildcards.study} with every seed."""
    input:
        ancient("data/{dataset}/unpacked_by.json"),
        # ancient(): a folder that exists is right by its name, whatever the times of files say.
        images=ancient("data/{dataset}/train.safetensors"),
        split=ancient(split_of),
    output:
        expand(
            "results/{{dataset}}/cells/{{study}}/{{cell}}/seed{seed}/{file}",
            seed=SEEDS,
            file=layout.TRIAL_FILES,
        ),
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
        settings=lambda wildcards: json.dumps(cell_of(wildcards).given),
        digest=lambda wildcards: cell_of(wildcards).digest,
        where=where_to_train,
    shell:
        r"""
        python -m restudy train \
            --images {input.images:q} \
            --split {input.split:q} \
            --settings {params.settings:q} \
            --digest {params.digest:q} \
            {params.where:q} \
            --cores {threads} \
            --jobs-per-gpu {resources.jobs_per_gpu} \
            --output results/{wildcards.dataset:q}/cells/{wildcards.study:q}/{wildcards.cell:q} \
            >{log:q} 2>&1
        """
