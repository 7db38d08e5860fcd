"""What the tests' SLURM cluster is told: its settings, its devices, and programs that stand before others."""

import os
import platform
import shutil
import socket
import sys
from contextlib import ExitStack
from pathlib import Path

WHERE = os.pathsep.join([os.environ["PATH"], "/usr/local/sbin", "/usr/sbin", "/sbin"])
GPUS = 2
# Loopback ports, fake devices and no cgroups; states are looked at often, since tests wait for them.
SETTINGS = """
ClusterName=tests
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={ports[0]}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
CryptoType=crypto/munge
AuthInfo=socket={folder}/munge.socket,cred_expire=15
CommunicationParameters=NoAddrCache,NoInAddrAny,NoCtldInAddrAny
StateSaveLocation={folder}/state
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd-%n.pid
SlurmdSpoolDir={folder}/spool-%n
ProctrackType=proctrack/pgid
TaskPlugin=task/none
TaskProlog={folder}/task_begins
TaskEpilog={folder}/task_ends
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=task=1
JobAcctGatherParams=OverMemoryKill,NoShared
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/filetxt
JobCompLoc={folder}/jobs
MpiDefault=none
MessageTimeout=5
SwitchType=switch/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=1,bf_interval=1,batch_sched_delay=1
GresTypes=gpu
SlurmdParameters=config_overrides
ReturnToService=2
PropagateResourceLimits=NONE
KillWait=3
InactiveLimit=0
SlurmdTimeout=5
CompleteWait=0
NodeName=DEFAULT CPUs=8 Boards=1 SocketsPerBoard=1 CoresPerSocket=8 ThreadsPerCore=1 RealMemory=32000
NodeName=DEFAULT Gres=gpu:fake:2
NodeName=n1 NodeHostname={host} NodeAddr=127.0.0.1 Port={ports[1]}
NodeName=n2 NodeHostname={host} NodeAddr=127.0.0.1 Port={ports[2]}
PartitionName=cpu Nodes=n1,n2 Default=YES
PartitionName=gpu Nodes=n1,n2
"""
DEVICES = """
AutoDetect=off
NodeName=n[1-2] Name=gpu Type=fake File={folder}/gpu[0-1]
"""
# Snakemake's step of each job leaves a line when it begins and when it ends; the batch script around it has no number.
TASK_LOG = """#!/bin/sh
[ -z "$SLURM_STEP_ID" ] ||
    echo {word} $SLURM_JOB_ID $SLURMD_NODENAME ${{CUDA_VISIBLE_DEVICES:--}} $(date +%s.%N) >>{folder}/tasks
"""
# The SLURM plugin takes every SLURM_ variable away before it calls srun, which then looks for /etc/slurm/slurm.conf.
SRUN = """#!/bin/sh
SLURM_CONF={folder}/slurm.conf exec {srun} "$@"
"""
SNAKEMAKE = """#!/bin/sh
exec {python} {program} "$@"
"""


def program(name: str) -> str:
    """Where one of SLURM's programs lies."""
    found = shutil.which(name, path=WHERE)
    assert found is not None
    return found


def _free_ports(number: int) -> list[int]:
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(number)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]


def write_settings(folder: Path) -> None:
    """Write all that the cluster needs into its folder."""
    host = platform.node().partition(".")[0]
    (folder / "slurm.conf").write_text(SETTINGS.format(folder=folder, host=host, ports=_free_ports(3)))
    (folder / "gres.conf").write_text(DEVICES.format(folder=folder))
    (folder / "munge.key").write_bytes(os.urandom(1024))
    (folder / "munge.key").chmod(0o600)
    (folder / "state").mkdir()
    for number in range(GPUS):
        # The same as /dev/null.
        os.mknod(folder / f"gpu{number}", 0o20600, os.makedev(1, 3))
    quick = Path(__file__).with_name("quick_polls.py")
    write_program(folder / "task_begins", TASK_LOG.format(word="begins", folder=folder))
    write_program(folder / "task_ends", TASK_LOG.format(word="ends", folder=folder))
    (folder / "bin").mkdir()
    write_program(folder / "bin/srun", SRUN.format(folder=folder, srun=program("srun")))
    write_program(folder / "bin/snakemake", SNAKEMAKE.format(python=sys.executable, program=quick))


def write_program(file: Path, text: str) -> None:
    """Write a shell script that can be run."""
    file.write_text(text)
    file.chmod(0o755)
