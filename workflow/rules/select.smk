# Takes  the evidence that training left, which knows nothing of the test images.
# Leaves results/DATASET/selection/STUDY.json, the chosen cell under each protocol that validation decides.


rule select:
    """Choose the best cell of {wildcards.study} on validation images."""
    input:
        ancient(trained),
        plan=ancient(".restudy/plan/{dataset}/{study}.json"),
        wanted=wanted("select/{study}"),
    output:
        shown(
            "results/{dataset}/selection/{study}.json",
            caption="selection",
            part="Choices and claims",
            shows="the chosen cell under each protocol",
        ),
        record("select/{study}"),
        done("select/{study}"),
    log:
        "logs/{dataset}/select/{study}.log",
    benchmark:
        "logs/{dataset}/select/{study}.tsv"
    shell:
        r"""
        python -m restudy select \
            --plan {input.plan:q} \
            --results results/{wildcards.dataset:q} \
            --made-from {input.wanted:q} \
            >{log:q} 2>&1
        """
