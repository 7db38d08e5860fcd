# Takes  params.yaml's data set, from the network, a mirror folder or scikit-learn.
# Leaves data/DATASET/raw/, train.safetensors, test.safetensors and splits/SPLIT.safetensors, and
#        results/DATASET/evidence/images.CODE.npz.

# Inputs are ancient(): what these files hold is fixed by checksums, seeds and names, whatever their times say. And
# where a job runs again on the far side of another ancient() input, Snakemake 9.27 forgets all jobs behind that one.

ARCHIVES = [f"data/{{dataset}}/raw/{file.name}" for file in archive_files(DATASET)]


rule download:
    """Fetch the archives of {wildcards.dataset} and check their md5 sums."""
    output:
        ARCHIVES,
    log:
        "logs/{dataset}/download.log",
    benchmark:
        "logs/{dataset}/download.tsv"
    params:
        origin=where_to_fetch,
    shell:
        r"""
        python -m restudy download {wildcards.dataset:q} \
            --raw data/{wildcards.dataset:q}/raw \
            {params.origin:q} \
            2>&1 | tee {log:q}
        """


rule unpack:
    """Write the training and the test images of {wildcards.dataset} to separate files."""
    input:
        ancient(ARCHIVES),
    output:
        train="data/{dataset}/train.safetensors",
        test="data/{dataset}/test.safetensors",
        origin="data/{dataset}/unpacked_by.json",
    log:
        "logs/{dataset}/unpack.log",
    benchmark:
        "logs/{dataset}/unpack.tsv"
    shell:
        r"""
        python -m restudy unpack {wildcards.dataset:q} \
            --raw data/{wildcards.dataset:q}/raw \
            --train {output.train:q} \
            --test {output.test:q} \
            >{log:q} 2>&1
        """


rule split:
    """Divide the training images as {wildcards.split} says."""
    input:
        ancient("data/{dataset}/unpacked_by.json"),
        train=ancient("data/{dataset}/train.safetensors"),
    output:
        "data/{dataset}/splits/{split}.safetensors",
    log:
        "logs/{dataset}/split/{split}.log",
    benchmark:
        "logs/{dataset}/split/{split}.tsv"
    params:
        sizes=lambda wildcards: json.dumps(PLAN.splits[wildcards.split]),
    shell:
        r"""
        python -m restudy split \
            --train {input.train:q} \
            --sizes {params.sizes:q} \
            --output {output:q} \
            >{log:q} 2>&1
        """


rule excerpt:
    """Keep labels, and the few images that tables and figures show, as evidence."""
    input:
        ancient(images_to_show),
        plan=ancient(layout.plan_file(DATASET, min(PLAN.studies))),
        wanted=wanted("excerpt"),
    output:
        layout.Results.of("{dataset}").images(PLAN.excerpt),
        record("excerpt"),
        done("excerpt"),
    log:
        "logs/{dataset}/excerpt.log",
    benchmark:
        "logs/{dataset}/excerpt.tsv"
    params:
        train=layout.Data.of(DATASET).images("train"),
        test=layout.Data.of(DATASET).images("test"),
    shell:
        r"""
        python -m restudy excerpt \
            --train {params.train:q} \
            --test {params.test:q} \
            --plan {input.plan:q} \
            --results results/{wildcards.dataset:q} \
            --made-from {input.wanted:q} \
            >{log:q} 2>&1
        """
