# Takes  the metrics that training left, which know nothing of the test images.
# Leaves results/DATASET/selection/STUDY.json, the chosen cell under each protocol that validation decides.


rule select:
    """Choose the best cell of {wildcards.study} on validation images."""
    input:
        plan=".restudy/plan/{dataset}/{study}.json",
        metrics=lambda wildcards: trial_files(wildcards.study, ["metrics.json"]),
        code=code_of("restudy.selection"),
    output:
        "results/{dataset}/selection/{study}.json",
    log:
        "logs/{dataset}/select/{study}.log",
    benchmark:
        "logs/{dataset}/select/{study}.tsv"
    shell:
        r"""
        python -m restudy select \
            --plan {input.plan:q} \
            --cells results/{wildcards.dataset:q}/cells/{wildcards.study:q} \
            --output {output:q} \
            >{log:q} 2>&1
        """
