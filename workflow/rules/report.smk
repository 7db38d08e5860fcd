# Takes  what was evaluated and judged.
# Leaves results/DATASET/tables/STUDY/ID.csv, figures/STUDY/ID.svg, .pdf and .csv, and report/.

# A rule of its own for each study, since each has tables and figures of its own; one job makes them all.
for study_name, study_plan in PLAN.studies.items():

    rule:
        name:
            f"tabulate_{study_name.replace('-', '_')}"
        input:
            layout.evaluation_files(study_plan),
            layout.counted_files(study_plan),
            plan=layout.plan_file(study_plan),
            wanted=wanted_file(DATASET, f"tabulate/{study_name}"),
        output:
            tables=shown_each(layout.table_files(study_plan), "table", "Tables", study_name, study_plan.study.tables),
            record=record_file(DATASET, f"tabulate/{study_name}"),
        log:
            f"logs/{DATASET}/tabulate/{study_name}.log",
        benchmark:
            f"logs/{DATASET}/tabulate/{study_name}.tsv"
        params:
            dataset=DATASET,
            study=study_name,
        shell:
            r"""
            (python -m restudy tabulate \
                --plan {input.plan:q} \
                --results results/{params.dataset:q} \
                --data data/{params.dataset:q} \
                --output results/{params.dataset:q}/tables/{params.study:q} \
                && cp {input.wanted:q} {output.record:q}) \
                >{log:q} 2>&1
            """

    rule:
        name:
            f"draw_{study_name.replace('-', '_')}"
        input:
            layout.evaluation_files(study_plan),
            layout.trial_files(study_plan, layout.DRAWN_TRIAL_FILES),
            layout.image_files(DATASET),
            plan=layout.plan_file(study_plan),
            wanted=wanted_file(DATASET, f"draw/{study_name}"),
        output:
            figures=shown_each(
                layout.figure_files(study_plan), "figure", "Figures", study_name, study_plan.study.figures
            ),
            numbers=layout.number_files(study_plan),
            record=record_file(DATASET, f"draw/{study_name}"),
        log:
            f"logs/{DATASET}/draw/{study_name}.log",
        benchmark:
            f"logs/{DATASET}/draw/{study_name}.tsv"
        params:
            dataset=DATASET,
            study=study_name,
        shell:
            r"""
            (python -m restudy draw \
                --plan {input.plan:q} \
                --results results/{params.dataset:q} \
                --data data/{params.dataset:q} \
                --output results/{params.dataset:q}/figures/{params.study:q} \
                --numbers results/{params.dataset:q}/plots \
                && cp {input.wanted:q} {output.record:q}) \
                >{log:q} 2>&1
            """


rule report:
    """Put everything on one page and into a paper's source."""
    input:
        [layout.table_files(study) + layout.figure_files(study) for study in PLAN.studies.values()],
        [layout.trial_files(study, ["run.json"]) for study in PLAN.studies.values()],
        expand(
            "results/{{dataset}}/made_from/{step}/{study}.json",
            step=["evaluate", "tabulate", "draw"],
            study=PLAN.studies,
        ),
        plans=expand(".restudy/plan/{{dataset}}/{study}.json", study=PLAN.studies),
        wanted=wanted("report"),
        evaluation=expand("results/{{dataset}}/evaluation/{study}/trials.csv", study=PLAN.studies),
        claims=expand("results/{{dataset}}/claims/{study}.json", study=PLAN.studies),
    output:
        page=shown("results/{dataset}/report/report.html", "page", "Page", "all studies", study="Report"),
        others=[file.replace(DATASET, "{dataset}", 1) for file in layout.report_files(DATASET)[1:]],
        record=record("report"),
    log:
        "logs/{dataset}/report.log",
    benchmark:
        "logs/{dataset}/report.tsv"
    params:
        plans=lambda wildcards, input: [option for plan in input.plans for option in ("--plan", plan)],
    shell:
        r"""
        (python -m restudy report \
            {params.plans:q} \
            --results results/{wildcards.dataset:q} \
            --made-from {input.wanted:q} \
            --output results/{wildcards.dataset:q}/report \
            && cp {input.wanted:q} {output.record:q}) \
            >{log:q} 2>&1
        """


# `rule all` asks for it where LaTeX is installed.
rule typeset:
    """Typeset the paper."""
    input:
        [layout.figure_files(study) for study in PLAN.studies.values()],
        source="results/{dataset}/report/report.tex",
        report=record("report"),
        wanted=wanted("typeset"),
    output:
        paper="results/{dataset}/report/report.pdf",
        record=record("typeset"),
    log:
        "logs/{dataset}/typeset.log",
    benchmark:
        "logs/{dataset}/typeset.tsv"
    shell:
        r"""
        (python -m restudy typeset \
            --source {input.source:q} \
            --output {output.paper:q} \
            && cp {input.wanted:q} {output.record:q}) \
            >{log:q} 2>&1
        """
