"""SLURM's programs behind gates: while one is closed, a program fails as it does where SLURM is out of reach."""

import os
from dataclasses import dataclass
from pathlib import Path

from slurm_cluster import SlurmCluster
from slurm_settings import program, write_program
from workflow_project import Project

CLOSED = """#!/bin/sh
[ -e {gate} ] && {{ echo "{name}: error: Unable to contact slurm controller (connect failure)" >&2; exit 1; }}
exec {program} "$@"
"""
# What a site says that lets a user have few jobs at a time; its rules need a database of accounts.
LIMITED = """#!/bin/sh
if [ -e {gate} ] && [ $({squeue} --noheader --states=PENDING,RUNNING | wc -l) -ge $(cat {gate}) ]; then
    echo "sbatch: error: AssocMaxSubmitJobLimit" >&2
    echo "sbatch: error: Batch job submission failed: Job violates accounting/QOS policy (job submit limit)" >&2
    exit 1
fi
exec {program} "$@"
"""


@dataclass(frozen=True)
class Gates:
    """Programs that stand before squeue, scancel and sbatch in the path of those who get `variables`."""

    folder: Path

    @classmethod
    def made(cls, folder: Path) -> "Gates":
        """The programs, in a new folder, all gates open."""
        folder.mkdir()
        for name, text in (("squeue", CLOSED), ("scancel", CLOSED), ("sbatch", LIMITED)):
            words = {"gate": folder / f"{name}.gate", "name": name, "program": program(name)}
            write_program(folder / name, text.format(squeue=program("squeue"), **words))
        return cls(folder)

    def close(self, name: str) -> None:
        """Let squeue or scancel fail."""
        (self.folder / f"{name}.gate").touch()

    def limit(self, jobs: int) -> None:
        """Let sbatch refuse more jobs than this at a time."""
        (self.folder / "sbatch.gate").write_text(str(jobs))

    def variables(self, cluster: SlurmCluster, project: Project) -> dict[str, str]:
        """What a process needs in its environment, beside what it needs for the cluster."""
        path = cluster.variables(project.environment)["PATH"]
        return {"PATH": os.pathsep.join([str(self.folder), path])}
