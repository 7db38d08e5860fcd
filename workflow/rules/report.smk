# Takes  what was evaluated and judged, and the papers.
# Leaves results/DATASET/tables/STUDY/ID.csv, figures/STUDY/ID.svg, .pdf and .csv, and report/.

# A rule of its own for each study, since each has tables and figures of its own; one job makes them all.
for study_name, study_files in FILES.items():

    rule:
        name:
            f"tabulate_{study_name.replace('-', '_')}"
        input:
            ancient(study_files.evaluation),
            layout.done_file(DATASET, f"measure/{study_name}"),
            plan=ancient(layout.plan_file(DATASET, study_name)),
            wanted=layout.wanted_file(DATASET, f"tabulate/{study_name}"),
        output:
            shown_each(study_files.tables, "table", "Tables", study_name, study_files.paper.tables),
            study_files.results.table_rows(study_name),
            study_files.results.record(f"tabulate/{study_name}"),
            touch(layout.done_file(DATASET, f"tabulate/{study_name}")),
        log:
            layout.log_file(DATASET, f"tabulate/{study_name}"),
        benchmark:
            layout.log_file(DATASET, f"tabulate/{study_name}", "tsv")
        params:
            dataset=DATASET,
            # Captions of Snakemake's own report name it.
            study=study_name,
        shell:
            r"""
            python -m restudy tabulate \
                --plan {input.plan:q} \
                --results results/{params.dataset:q} \
                --made-from {input.wanted:q} \
                >{log:q} 2>&1
            """

    rule:
        name:
            f"draw_{study_name.replace('-', '_')}"
        input:
            ancient(study_files.evaluation),
            layout.done_file(DATASET, f"measure/{study_name}"),
            plan=ancient(layout.plan_file(DATASET, study_name)),
            wanted=layout.wanted_file(DATASET, f"draw/{study_name}"),
        output:
            shown_each(study_files.figures, "figure", "Figures", study_name, study_files.paper.figures),
            study_files.plots,
            study_files.results.record(f"draw/{study_name}"),
            touch(layout.done_file(DATASET, f"draw/{study_name}")),
        log:
            layout.log_file(DATASET, f"draw/{study_name}"),
        benchmark:
            layout.log_file(DATASET, f"draw/{study_name}", "tsv")
        params:
            dataset=DATASET,
            # Captions of Snakemake's own report name it.
            study=study_name,
        shell:
            r"""
            python -m restudy draw \
                --plan {input.plan:q} \
                --results results/{params.dataset:q} \
                --made-from {input.wanted:q} \
                >{log:q} 2>&1
            """


rule report:
    """Put everything on one page and into a paper's source."""
    input:
        ancient([[*files.tabulated, *files.figures, *files.judgement] for files in FILES.values()]),
        ancient([files.evaluation[0] for files in FILES.values()]),
        [behind(f"{step}/{study}") for study in FILES for step in ("judge", "tabulate", "draw")],
        plans=ancient(expand(".restudy/plan/{{dataset}}/{study}.json", study=FILES)),
        wanted=wanted("report"),
    output:
        shown("results/{dataset}/report/report.html", "page", "Page", "all studies", study="Report"),
        [f"results/{{dataset}}/report/{name}" for name in layout.REPORT_FILES if name != layout.PAGE],
        record("report"),
        done("report"),
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
            --made-from {input.wanted:q} \
            >{log:q} 2>&1
        """


# `rule all` asks for it where LaTeX is installed.
rule typeset:
    """Typeset the paper."""
    input:
        ancient([files.figures for files in FILES.values()]),
        [behind(f"draw/{study}") for study in FILES],
        behind("report"),
        source=ancient("results/{dataset}/report/report.tex"),
        wanted=wanted("typeset"),
    output:
        record("typeset"),
        done("typeset"),
        paper="results/{dataset}/report/report.pdf",
    log:
        "logs/{dataset}/typeset.log",
    benchmark:
        "logs/{dataset}/typeset.tsv"
    shell:
        r"""
        python -m restudy typeset \
            --source {input.source:q} \
            --output {output.paper:q} \
            --made-from {input.wanted:q} \
            >{log:q} 2>&1
        """
