"""Every command that the README and docs/ show, with what runs it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Here:
    """A command that is run here, in a copy of the project: what it says, and its exit status."""

    says: str = ""
    status: int = 0


@dataclass(frozen=True)
class Elsewhere:
    """A command that takes long, and the test that runs it."""

    test: str


WORKFLOW, DVC = "tests/workflow/test_workflow.py", "tests/workflow/test_dvc.py"
FIRST_RUN = Elsewhere(f"{WORKFLOW}::test_the_first_run_runs_every_job_once")
QUEUE = Elsewhere("tests/workflow/test_dvc_experiments.py::test_a_queue_of_experiments_with_two_workers")
EXPERIMENT = "tests/workflow/test_dvc_experiments.py::test_an_experiment_with_another_data_set_and_a_number_as_text"
FROM_A_CLONE = Elsewhere("tests/versions/test_rebuild.py::test_a_table_from_a_shallow_clone")
MAKE = Elsewhere("tests/test_docs.py::test_the_makefile_does_what_is_said")
PROFILE = Elsewhere("tests/workflow/test_profiles.py::test_a_profile_trains_every_cell_on_the_fastest_device")
DRY = Here("This was a dry-run")
REMOTE = Here("Setting 'box' as a default remote.")

COMMANDS: dict[str, Here | Elsewhere] = {
    "make report": MAKE,
    "make rebuild": MAKE,
    "make test": MAKE,
    "make slurm": MAKE,
    "make bench": MAKE,
    "source .venv/bin/activate": Here(),
    "snakemake --cores 4": FIRST_RUN,
    "snakemake -n": DRY,
    "snakemake -n --config dataset=digits 'seeds=[0, 1]'": DRY,
    "snakemake -n --config 'defaults={epochs: 3}'": DRY,
    "snakemake -n --config only=mlp-optimizers,dropout-cnn": DRY,
    "snakemake --cores all --config 'until={hours: 8}'": Elsewhere(
        "tests/workflow/test_rounds.py::test_rounds_go_on_until_no_claim_is_settled_by_more_runs"
    ),
    "snakemake --profile workflow/profiles/workstation -n": DRY,
    "snakemake --profile workflow/profiles/gpu": PROFILE,
    "snakemake --profile workflow/profiles/slurm": PROFILE,
    "snakemake --unlock": Elsewhere("tests/workflow/test_dvc_faults.py::test_two_runs_at_once_and_one_that_is_killed"),
    "snakemake --cores 1 --force results/mnist/tables/cnn-lstm-grid/T1.1.csv": FROM_A_CLONE,
    "snakemake --report report.zip": Elsewhere(
        "tests/workflow/test_snakemake_report.py::test_every_study_has_its_parts_and_the_page_stands_beside_them"
    ),
    "SNAKEMAKE_PROFILE=workflow/profiles/slurm dvc repro": Elsewhere(
        "tests/workflow/test_slurm.py::test_every_cell_and_evaluation_is_a_job"
    ),
    "dvc exp run -S studies.mlp-optimizers.base.epochs=10": Elsewhere(
        "tests/test_docs.py::test_the_experiment_changes_one_line_and_its_cells"
    ),
    "dvc metrics diff": Elsewhere(EXPERIMENT),
    "dvc plots diff": Elsewhere(f"{DVC}::test_plots_of_two_revisions"),
    'git add --all && git commit -m "Ten epochs" && dvc push': Elsewhere(
        "tests/workflow/test_remotes.py::test_a_clone_gets_everything_over_ssh"
    ),
    "git checkout -- . && git clean -d --force results && dvc checkout": Elsewhere(
        "tests/workflow/test_shipped_params.py::test_a_change_its_numbers_and_the_way_back"
    ),
    "dvc exp run --queue -S studies.mlp-optimizers.base.epochs=5": QUEUE,
    "dvc exp run --queue -S studies.mlp-optimizers.base.epochs=15": QUEUE,
    "dvc queue start --jobs 2": QUEUE,
    "dvc exp apply NAME": QUEUE,
    "dvc remote add --local --default box /mnt/shared/restudy": REMOTE,
    "dvc remote add --local --default box s3://bucket/restudy": REMOTE,
    "dvc remote add --local --default box ssh://user@host/srv/restudy": REMOTE,
    "dvc remote modify --local box keyfile ~/.ssh/id_ed25519": Here(),
    "restudy schema > workflow/schemas/params.schema.json": Here(),
    "restudy schema papers > workflow/schemas/papers.schema.json": Here(),
    "restudy check": Here("total                110     443         0  unknown   2,430.5"),
    "restudy why": Here("110 cells to be trained"),
    "restudy status": Here("total                 443     0"),
    "restudy status --watch": Elsewhere("tests/store/test_status.py::test_watching_ends_when_all_is_done"),
    "restudy status --failed": Here(),
    "restudy infer mlp-optimizers": Here("claims/mlp-optimizers.json: not there; run snakemake, which makes it", 2),
    "restudy infer STUDY": Here("STUDY: no study of params.yaml; allowed: cnn-lstm-grid, ", 2),
    "restudy decide --hours 2 --dry-run": Here("claims/cnn-lstm-grid.json: not there; run snakemake, which makes", 2),
    "restudy store": Here(".restudy/store: empty"),
    "restudy store --cells": Here(".restudy/store: empty"),
    "restudy store --empty": Elsewhere("tests/store/test_contents.py::test_the_command_asks_first"),
    "restudy adopt --dry-run": Here("Nothing to adopt"),
    "restudy adopt": Elsewhere(
        "tests/adoption/test_adopt.py::test_after_a_harmless_change_trials_are_placed_and_not_trained"
    ),
    "restudy verify": Here("not made yet: "),
    "restudy verify --set-aside": Elsewhere(
        "tests/workflow/test_verified_repair.py::test_what_no_job_reads_is_made_again_and_no_more"
    ),
    "restudy needs cnn-lstm-grid/T1.1": Here("results/mnist/tables/cnn-lstm-grid/T1.1.csv\n"),
    "snakemake weights": Elsewhere(
        "tests/workflow/test_from_git_alone.py::test_weights_are_trained_again_where_they_are_asked_for"
    ),
    "restudy weights": Elsewhere(
        "tests/workflow/test_from_git_alone.py::test_weights_are_trained_again_where_they_are_asked_for"
    ),
    "dvc pull": Elsewhere("tests/workflow/test_remotes.py::test_a_clone_gets_everything_over_ssh"),
    "snakemake --cores all weights": Elsewhere(
        "tests/workflow/test_from_git_alone.py::test_weights_are_trained_again_where_they_are_asked_for"
    ),
    "restudy rebuild": Elsewhere("tests/workflow/test_from_git_alone.py::test_all_is_made_again_byte_for_byte"),
    "restudy rebuild --config dataset=digits": Elsewhere(
        "tests/workflow/test_from_git_alone.py::test_all_is_made_again_byte_for_byte"
    ),
    "python benchmarks/verdicts": Elsewhere("tests/benchmarks/test_error_rates.py::test_it_runs"),
    "restudy bundle restudy.tar.gz": Elsewhere(
        "tests/workflow/test_from_git_alone.py::test_an_unpacked_archive_is_made_again_byte_for_byte"
    ),
    "restudy rebuild cnn-lstm-grid/T1.1 --rev HEAD": Elsewhere(
        "tests/versions/test_rebuild.py::test_the_command_does_the_whole_of_it"
    ),
    "restudy compare HEAD results/mnist": Elsewhere(
        "tests/versions/test_compare.py::test_the_command_writes_equal_pages_of_a_revision_and_a_folder"
    ),
    # Without images the whole of a configuration is still resolved.
    "restudy fit --model mlp --batch-size 128 --lr 0.001 --epochs 5": Here("no such file; make it with: snakemake", 2),
    "restudy fit --model custom.lenet --epochs 1": Elsewhere(
        "tests/test_docs_examples.py::test_a_network_that_one_already_has"
    ),
    # In the text between blocks.
    "snakemake --cores 4 --config mirror=FOLDER": Elsewhere(
        "tests/workflow/test_workflow_mistakes.py::test_a_wrong_mirror_is_said_on_the_terminal_and_leaves_nothing"
    ),
    "snakemake -n --config dataset=mnits": Here(
        "\nrestudy: --config: dataset: 'mnits' is not known (did you mean mnist?); allowed: digits, mnist\n", 2
    ),
    "restudy fit --help": Here("--patience"),
    "restudy why 'mlp-optimizers/*'": Here("13 cells to be trained"),
    "restudy adopt 'mlp-optimizers/*'": Here("Nothing to adopt"),
    "restudy adopt --from FOLDER": Elsewhere(
        "tests/adoption/test_adopt.py::test_results_of_another_copy_can_be_brought_in"
    ),
    "dvc queue status": QUEUE,
    "pip install --editable '.[bench]'": Elsewhere(
        "tests/benchmarks/test_bench.py::test_the_extra_has_what_programs_need"
    ),
}
