# Takes  the metrics that training left, which know nothing of the test images.
# Leaves results/DATASET/selection/STUDY.json, the chosen cell under each protocol that validation decides.


rule select:
    """Choose the best cell of {wildcards.study} on validation images."""
    input:
        plan=".restudy/plan/{dataset}/{study}.json",
        wanted=wanted("select/{study}"),
        metrics=lambda wildcards: layout.trial_files(study_of(wildcards), ["metrics.json"]),
    output:
        selection=shown(
            "results/{dataset}/selection/{study}.json",
            caption="selection",
            part="Choices and claims",
            shows="the chosen cell under each protocol",
        ),
        record=record("select/{study}"),
    log:
        "logs/{dataset}/select/{study}.log",
    benchmark:
        "logs/{dataset}/select/{study}.tsv"
    shell:
        r"""
        (python -m restudy select \
            --plan {input.plan:q} \
            --cells results/{wildcards.dataset:q}/cells/{wildcards.study:q} \
            --output {output.selection:q} \
            && cp {input.wanted:q} {output.record:q}) \
            >{log:q} 2>&1
        """
