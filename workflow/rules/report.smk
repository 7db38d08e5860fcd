# Takes  what was evaluated and judged.
# Leaves results/DATASET/tables/STUDY/ID.csv, figures/STUDY/ID.svg and report/report.html.

TEMPLATES = [str(path) for path in sorted(Path("src/restudy/report/templates").iterdir())]

# One rule for each study, since each has tables and figures of its own; one job makes them all.
for study_name, study_plan in PLAN.studies.items():

    rule:
        name:
            f"present_{study_name.replace('-', '_')}"
        input:
            plan=f".restudy/plan/{DATASET}/{study_name}.json",
            evaluation=expand(
                "results/{dataset}/evaluation/{study}/{file}",
                dataset=DATASET,
                study=study_name,
                file=["trials.csv", "epochs.csv", "predictions.safetensors"],
            ),
            trials=trial_files(study_name, ["checkpoint.safetensors", "steps.csv"]),
            train=f"data/{DATASET}/train.safetensors",
            test=f"data/{DATASET}/test.safetensors",
            code=code_of("restudy.report.tables", "restudy.report.figures"),
        output:
            tables=table_files(study_name),
            figures=figure_files(study_name),
        log:
            f"logs/{DATASET}/present/{study_name}.log",
        benchmark:
            f"logs/{DATASET}/present/{study_name}.tsv"
        params:
            dataset=DATASET,
        shell:
            r"""
            python -m restudy present \
                --plan {input.plan:q} \
                --results results/{params.dataset:q} \
                --train {input.train:q} \
                --test {input.test:q} \
                >{log:q} 2>&1
            """


rule report:
    """Put everything on one page."""
    input:
        [table_files(study) + figure_files(study) for study in PLAN.studies],
        plans=expand(".restudy/plan/{{dataset}}/{study}.json", study=PLAN.studies),
        evaluation=expand("results/{{dataset}}/evaluation/{study}/trials.csv", study=PLAN.studies),
        claims=expand("results/{{dataset}}/claims/{study}.json", study=PLAN.studies),
        code=code_of("restudy.report.page"),
        templates=TEMPLATES,
    output:
        "results/{dataset}/report/report.html",
    log:
        "logs/{dataset}/report.log",
    benchmark:
        "logs/{dataset}/report.tsv"
    params:
        plans=lambda wildcards, input: [option for plan in input.plans for option in ("--plan", plan)],
    shell:
        r"""
        python -m restudy report \
            {params.plans:q} \
            --results results/{wildcards.dataset:q} \
            --output {output:q} \
            >{log:q} 2>&1
        """
