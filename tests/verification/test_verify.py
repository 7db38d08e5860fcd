"""What `restudy verify` says of a finished run, of a part of one, and of files that nobody knows."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from safetensors.numpy import load_file, save

from damage import DAMAGES, KINDS, inflict
from finished_run import DATA, OTHER, RESULTS, STUDY, Run, run, whole_run
from restudy.data.origin import write_origin
from restudy.records import read_json, write_json
from verified_run import found, replace, verified

__all__ = ["run", "whole_run"]

ONLY = ("--config", f"only=[{STUDY}]")
CLEAN = re.compile(r"(\d+) files of 12 trials and 15 steps whole, in \d+\.\d s\n")


def test_a_whole_run_is_one_line(whole_run: Run) -> None:
    """Every file of it is counted."""
    said = whole_run.restudy("verify")
    assert (said.status, said.err) == (0, "")
    whole = CLEAN.fullmatch(said.out)
    assert whole and int(whole[1]) == len(whole_run.files())


def test_a_flipped_bit_is_a_line_a_sum_and_a_remedy(run: Run) -> None:
    file = inflict(run, DAMAGES["flipped"], "table").relative_to(run.folder)
    (run.folder / KINDS["page"].file(run)).unlink()
    said = run.restudy("verify")
    assert (said.status, said.err) == (1, "")
    missing, damaged, counts, remedy = said.out.splitlines()
    assert missing == f"missing  {RESULTS}/report/report.html"
    record = f"{RESULTS}/made_from/tabulate/{STUDY}.json"
    assert damaged == f"damaged  {file}: it differs from its SHA-256 in {record}"
    assert re.fullmatch(r"1 missing, 1 damaged, \d+ files of 12 trials and 15 steps whole, in \d+\.\d s", counts)
    assert remedy == "To make them again: restudy verify --set-aside, and run Snakemake as before"


def test_what_is_only_missing_needs_a_run_alone(run: Run) -> None:
    (run.folder / KINDS["page"].file(run)).unlink()
    said = run.restudy("verify")
    assert said.status == 1
    assert said.out.splitlines()[-1] == "To make them again: run Snakemake as before"


def test_what_to_do_is_said_with_the_same_config(run: Run) -> None:
    replace(run.folder / RESULTS / "notes.txt", b"mine")
    foreign, _, remedy = run.restudy("verify", "--config", "seeds=[0, 1]").out.splitlines()
    assert foreign == f"foreign  {RESULTS}/notes.txt: of no plan and no record"
    assert remedy == "To take them away: restudy verify --set-aside --config 'seeds=[0, 1]'"


@pytest.mark.tried("Damaged files", "`restudy verify`: files and folders that no plan and no record knows", "named")
def test_what_nobody_knows_is_foreign(run: Run, whole_run: Run) -> None:
    """A folder is one line; hidden files and those that jobs are writing are none."""
    cell = f"{RESULTS}/cells/{STUDY}/sgd-00000000"
    strangers = [f"{DATA}/notes.txt", cell, f"{RESULTS}/cells/{STUDY}/notes.txt", f"{RESULTS}/made_from/notes.json"]
    strangers += [f"{RESULTS}/old", f"{RESULTS}/tables/{STUDY}/T99.csv"]
    for name in strangers:
        replace(run.folder / name / ("seed0/run.json" if name in (cell, f"{RESULTS}/old") else ""), b"{}")
    for name in (".DS_Store", ".table.csv.123-00000000-00000000"):
        replace(run.folder / RESULTS / name, b"")
    assert found(run, whole_run) == [("foreign", name) for name in sorted(strangers, key=Path)]


def test_a_trial_under_another_name_is_foreign(run: Run, whole_run: Run) -> None:
    """Its record is whole, but says another cell."""
    name = f"{RESULTS}/cells/{STUDY}/{run.cell().name}"
    stranger = f"{RESULTS}/cells/{STUDY}/sgd-00000000"
    (run.folder / name).rename(run.folder / stranger)
    assert found(run, whole_run) == [("foreign", stranger)]


def test_what_other_plans_left_is_held_against_its_own_records(run: Run) -> None:
    """Their trials, their splits, and what their steps left."""
    said = run.restudy("verify", *ONLY)
    assert said.status == 0
    # Of another plan is the report too, which lacks a study.
    assert CLEAN.search(said.out)
    trial = next((run.folder / f"{RESULTS}/cells/{OTHER}").glob("*/seed0"))
    table = run.folder / f"{RESULTS}/tables/{OTHER}/T1.1.csv"
    for file in (trial / "history.csv", table):
        replace(file, file.read_bytes() + b" ")
    said = run.restudy("verify", *ONLY)
    assert said.status == 1
    lines = [line for line in said.out.splitlines() if line.startswith("damaged")]
    assert len(lines) == 2 and all(line.endswith("; no plan wants it") for line in lines)
    assert run.restudy("verify", *ONLY, "--set-aside").status == 1
    assert not any(file.is_file() for file in trial.rglob("*"))
    assert not any(file.startswith(f"{RESULTS}/tables/{OTHER}") for file in run.files())
    assert run.restudy("verify", *ONLY).status == 0


def test_what_a_changed_plan_wants_is_not_made_yet(run: Run) -> None:
    said = run.restudy("verify", "--config", "defaults={threads: 3}")
    assert said.status == 0, said
    assert "not made yet: " in said.out
    assert CLEAN.search(said.out)


def test_without_latex_nobody_waits_for_the_paper(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in ("paper", "record of the paper"):
        (run.folder / KINDS[kind].file(run)).unlink()
    assert f"not made yet: {RESULTS}/made_from/typeset.json and 1 more; run " in run.restudy("verify").out
    monkeypatch.setattr("restudy.verification.verify.can_typeset", lambda: False)
    assert len(run.restudy("verify").out.splitlines()) == 1


@pytest.mark.tried("Damaged files", "`restudy verify` in a clone without data and weights", "the rest is compared")
def test_a_clone_without_data_and_weights(run: Run, whole_run: Run) -> None:
    kept = [DATA, f"{RESULTS}/cells", f"{RESULTS}/predictions"]
    subprocess.run(["rm", "-r", *kept, ".restudy"], cwd=run.folder, check=True)
    lost = len(whole_run.files()) - len(run.files())
    said = run.restudy("verify")
    assert said.status == 0
    away, clean = said.out.splitlines()
    assert away.startswith(f"not here: {lost} files of {', '.join(kept)}, which Git does not hold; dvc pull brings ")
    assert clean.startswith(f"{len(run.files())} files of 12 trials and 15 steps whole")
    file = inflict(run, DAMAGES["flipped"], "figure on the page").relative_to(run.folder)
    assert found(run, whole_run) == [("damaged", str(file))]


def test_of_a_folder_of_which_some_is_here_the_rest_is_missing(run: Run, whole_run: Run) -> None:
    subprocess.run(["rm", "-r", f"{RESULTS}/evaluation/{OTHER}"], cwd=run.folder, check=True)
    names = ("epochs.csv", "trials.csv")
    assert found(run, whole_run) == [("missing", f"{RESULTS}/evaluation/{OTHER}/{name}") for name in names]


def test_before_any_run_nothing_is_wrong(run: Run, whole_run: Run) -> None:
    subprocess.run(["rm", "-r", "data", "results", ".restudy"], cwd=run.folder, check=True)
    said = run.restudy("verify")
    assert said.status == 0
    assert [line.partition(":")[0] for line in said.out.splitlines()[:-1]] == ["not here", "not made yet"]
    assert said.out.splitlines()[-1].startswith("0 files of 0 trials and 0 steps whole")


def test_records_from_before_there_were_sums_are_no_damage(run: Run) -> None:
    for record in (run.folder / f"{RESULTS}/made_from").rglob("*.json"):
        content = {key: value for key, value in read_json(record).items() if key not in ("files", "sha256")}
        record.unlink()
        write_json(record, content)
    said = run.restudy("verify")
    assert said.status == 0
    assert "files of 12 trials and 0 steps whole" in said.out
    assert re.search(r"^not compared: .* and \d+ more, from before records had SHA-256; a run ", said.out, re.MULTILINE)


def test_what_has_no_whole_record_is_said(run: Run) -> None:
    inflict(run, DAMAGES["cut"], "record of judging")
    said = run.restudy("verify")
    assert f"not compared: {RESULTS}/claims/{STUDY}.json and 1 more, whose record is not whole" in said.out


def test_images_of_another_number_are_foreign(run: Run, whole_run: Run) -> None:
    """Their record is whole: it was written after them."""
    file = run.folder / DATA / "test.safetensors"
    replace(file, save({name: tensor[:5].copy() for name, tensor in load_file(file).items()}))
    (run.folder / DATA / "unpacked_by.json").unlink()
    write_origin(run.folder / DATA, "digits")
    (finding,) = verified(run, whole_run).findings
    assert (finding.word, str(finding.file)) == ("foreign", f"{DATA}/test.safetensors")
    assert finding.wrong.startswith("images has the sizes [5, ")


def test_damage_goes_aside_and_nothing_else(run: Run, whole_run: Run) -> None:
    kinds = ["page", "checkpoint", "record of drawing"]
    files = [inflict(run, DAMAGES["flipped"], kind).relative_to(run.folder).as_posix() for kind in kinds]
    replace(run.folder / RESULTS / "notes.txt", b"mine")
    damaged = run.files()
    said = run.restudy("verify", "--set-aside")
    assert said.status == 1
    told = re.fullmatch(r"set aside: 4, in (\S+); run Snakemake as before; .*", said.out.splitlines()[-1])
    assert told
    left = run.files()
    gone = {*files, f"{RESULTS}/notes.txt"}
    assert damaged.keys() - left.keys() == gone
    assert left.items() <= whole_run.files().items()
    assert {name: (run.folder / told[1] / name).read_bytes() for name in gone} == {name: damaged[name] for name in gone}


def test_what_is_missing_is_not_set_aside(run: Run) -> None:
    """Of a trial that is lost, a folder may be left, with a file that is foreign."""
    trial = run.folder / f"{RESULTS}/cells/{STUDY}/{run.cell().name}/seed0"
    for file in trial.iterdir():
        file.unlink()
    lost = "not here: 7 files of results/digits/cells, which Git does not hold; dvc pull brings them"
    assert lost in run.restudy("verify", "--set-aside").out
    replace(trial / "notes.txt", b"mine")
    assert "\nset aside: 1, in " in run.restudy("verify", "--set-aside").out
    assert trial.is_dir()


def test_nothing_is_set_aside_while_snakemake_is_at_work(run: Run) -> None:
    file = inflict(run, DAMAGES["flipped"], "page")
    replace(run.folder / ".snakemake/locks/0.output.lock", b"")
    assert "Snakemake is at work in this folder: look again" in run.restudy("verify").out
    said = run.restudy("verify", "--set-aside")
    assert said.status == 2
    assert said.err.startswith("restudy: verify --set-aside: .snakemake/locks is not empty: ")
    assert file.is_file()


def test_no_torch_is_loaded(whole_run: Run) -> None:
    code = "import sys, json; from restudy.cli import main\ntry: main()\nexcept SystemExit: pass\n"
    # What is only promised is not loaded.
    code += "print(json.dumps([name for name, each in sys.modules.items() if type(each).__name__ != '_LazyModule']))"
    command = [sys.executable, "-c", code, "verify"]
    done = subprocess.run(command, cwd=whole_run.folder, capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in json.loads(done.stdout.splitlines()[-1])}
    assert "safetensors" in loaded
    assert loaded.isdisjoint({"torch", "pandas", "matplotlib", "scipy", "sklearn"})
