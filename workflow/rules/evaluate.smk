# Takes  trained cells and, here alone, the test images.
# Leaves results/DATASET/evaluation/STUDY/, then choices and claims, and the study's headline numbers.


rule evaluate:
    """Measure every trial of {wildcards.study} on the test images."""
    input:
        ancient(lambda wildcards: files_of(wildcards).asked(layout.EVALUATED_FILES)),
        plan=ancient(".restudy/plan/{dataset}/{study}.json"),
        record=ancient("data/{dataset}/unpacked_by.json"),
        test=ancient("data/{dataset}/test.safetensors"),
        wanted=wanted("evaluate/{study}"),
    output:
        "results/{dataset}/evaluation/{study}/trials.csv",
        "results/{dataset}/evaluation/{study}/epochs.csv",
        "results/{dataset}/evaluation/{study}/predictions.safetensors",
        record("evaluate/{study}"),
        done("evaluate/{study}"),
    log:
        "logs/{dataset}/evaluate/{study}.log",
    benchmark:
        "logs/{dataset}/evaluate/{study}.tsv"
    shell:
        r"""
        python -m restudy evaluate \
            --plan {input.plan:q} \
            --results results/{wildcards.dataset:q} \
            --test {input.test:q} \
            --made-from {input.wanted:q} \
            >{log:q} 2>&1
        """


rule judge:
    """Compare the claims of {wildcards.study} with its results."""
    input:
        ancient("results/{dataset}/evaluation/{study}/trials.csv"),
        ancient("results/{dataset}/evaluation/{study}/epochs.csv"),
        ancient("results/{dataset}/evaluation/{study}/predictions.safetensors"),
        ancient("results/{dataset}/selection/{study}.json"),
        ancient(lambda wildcards: files_of(wildcards).data_read("tables")),
        behind("evaluate/{study}"),
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
            --data data/{wildcards.dataset:q} \
            --made-from {input.wanted:q} \
            >{log:q} 2>&1
        """
