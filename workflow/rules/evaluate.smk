# Takes  trained cells and, here alone, the test images.
# Leaves results/DATASET/evaluation/STUDY/, then choices and claims, and the study's headline numbers.


rule evaluate:
    """Measure every trial of {wildcards.study} on the test images."""
    input:
        plan=".restudy/plan/{dataset}/{study}.json",
        wanted=wanted("evaluate/{study}"),
        trials=lambda wildcards: layout.trial_files(study_of(wildcards), EVALUATED_FILES),
        test="data/{dataset}/test.safetensors",
    output:
        trials="results/{dataset}/evaluation/{study}/trials.csv",
        epochs="results/{dataset}/evaluation/{study}/epochs.csv",
        predictions="results/{dataset}/evaluation/{study}/predictions.safetensors",
        record=record("evaluate/{study}"),
    log:
        "logs/{dataset}/evaluate/{study}.log",
    benchmark:
        "logs/{dataset}/evaluate/{study}.tsv"
    shell:
        r"""
        (python -m restudy evaluate \
            --plan {input.plan:q} \
            --cells results/{wildcards.dataset:q}/cells/{wildcards.study:q} \
            --test {input.test:q} \
            --output results/{wildcards.dataset:q}/evaluation/{wildcards.study:q} \
            && cp {input.wanted:q} {output.record:q}) \
            >{log:q} 2>&1
        """


rule judge:
    """Compare the claims of {wildcards.study} with its results."""
    input:
        rules.evaluate.output,
        plan=".restudy/plan/{dataset}/{study}.json",
        wanted=wanted("judge/{study}"),
        selection="results/{dataset}/selection/{study}.json",
        counted=lambda wildcards: layout.counted_files(study_of(wildcards)),
    output:
        claims=shown(
            "results/{dataset}/claims/{study}.json",
            caption="claims",
            part="Choices and claims",
            shows="every claim and published number with its verdict",
        ),
        metrics=shown(
            "results/{dataset}/metrics/{study}.json",
            caption="metrics",
            part="Choices and claims",
            shows="headline numbers with their intervals",
        ),
        record=record("judge/{study}"),
    log:
        "logs/{dataset}/judge/{study}.log",
    benchmark:
        "logs/{dataset}/judge/{study}.tsv"
    shell:
        r"""
        (python -m restudy judge \
            --plan {input.plan:q} \
            --selection {input.selection:q} \
            --evaluation results/{wildcards.dataset:q}/evaluation/{wildcards.study:q} \
            --data data/{wildcards.dataset:q} \
            --claims {output.claims:q} \
            --metrics {output.metrics:q} \
            && cp {input.wanted:q} {output.record:q}) \
            >{log:q} 2>&1
        """
