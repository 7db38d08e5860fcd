# Takes  trained cells and, here alone, the test images.
# Leaves results/DATASET/evidence/test/STUDY/CELL.seedN.CODE.npz, small and all that follows reads, and each trial's
#        whole predictions in results/DATASET/predictions/STUDY/; then numbers, choices and claims.


rule evaluate:
    """Measure on the test images every trial of {wildcards.study} that has no evidence of them."""
    input:
        ancient(trained),
        to_be_evaluated,
        ancient(test_images),
        plan=ancient(".restudy/plan/{dataset}/{study}.json"),
        wanted=wanted("evaluate/{study}"),
    # Evidence is no output, for the same reason as a trial.
    output:
        record("evaluate/{study}"),
        done("evaluate/{study}"),
    log:
        "logs/{dataset}/evaluate/{study}.log",
    benchmark:
        "logs/{dataset}/evaluate/{study}.tsv"
    params:
        test=f"data/{DATASET}/test.safetensors",
    shell:
        r"""
        python -m restudy evaluate \
            --plan {input.plan:q} \
            --results results/{wildcards.dataset:q} \
            --test {params.test:q} \
            --made-from {input.wanted:q} \
            >{log:q} 2>&1
        """


rule predict:
    """Make predictions of {wildcards.study} again that are not here, though their evidence is."""
    input:
        lambda wildcards: retrained(files_of(wildcards), files_of(wildcards).lacks_weights),
        behind("evaluate/{study}"),
        ancient("data/{dataset}/unpacked_by.json"),
        plan=ancient(".restudy/plan/{dataset}/{study}.json"),
        test=ancient("data/{dataset}/test.safetensors"),
    output:
        done("predict/{study}"),
    log:
        "logs/{dataset}/predict/{study}.log",
    benchmark:
        "logs/{dataset}/predict/{study}.tsv"
    shell:
        r"""
        python -m restudy predict \
            --plan {input.plan:q} \
            --results results/{wildcards.dataset:q} \
            --test {input.test:q} \
            >{log:q} 2>&1
        """


rule measure:
    """Work out the numbers of {wildcards.study}'s trials, which follow from their evidence."""
    input:
        behind("evaluate/{study}"),
        behind("excerpt"),
        plan=ancient(".restudy/plan/{dataset}/{study}.json"),
        wanted=wanted("measure/{study}"),
    output:
        "results/{dataset}/evaluation/{study}/trials.csv",
        "results/{dataset}/evaluation/{study}/epochs.csv",
        record("measure/{study}"),
        done("measure/{study}"),
    log:
        "logs/{dataset}/measure/{study}.log",
    benchmark:
        "logs/{dataset}/measure/{study}.tsv"
    shell:
        r"""
        python -m restudy measure \
            --plan {input.plan:q} \
            --results results/{wildcards.dataset:q} \
            --made-from {input.wanted:q} \
            >{log:q} 2>&1
        """


rule judge:
    """Compare the claims of {wildcards.study} with its results."""
    input:
        ancient("results/{dataset}/evaluation/{study}/trials.csv"),
        ancient("results/{dataset}/evaluation/{study}/epochs.csv"),
        ancient("results/{dataset}/selection/{study}.json"),
        behind("measure/{study}"),
        behind("select/{study}"),
        plan=ancient(".restudy/plan/{dataset}/{study}.json"),
        wanted=wanted("judge/{study}"),
    output:
        shown(
            "results/{dataset}/claims/{study}.json",
            caption="claims",
            part="Choices and claims",
            shows="every claim and published number with its verdict",
        ),
        shown(
            "results/{dataset}/metrics/{study}.json",
            caption="metrics",
            part="Choices and claims",
            shows="headline numbers with their intervals",
        ),
        record("judge/{study}"),
        done("judge/{study}"),
    log:
        "logs/{dataset}/judge/{study}.log",
    benchmark:
        "logs/{dataset}/judge/{study}.tsv"
    shell:
        r"""
        python -m restudy judge \
            --plan {input.plan:q} \
            --results results/{wildcards.dataset:q} \
            --made-from {input.wanted:q} \
            >{log:q} 2>&1
        """
