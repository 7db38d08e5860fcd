"""Who works on a trial: a lock for machines that share nothing but a disk.

The kernel's file locks end at the machine on some network disks. A lease is a file that its holder touches every few
seconds: a process of the same machine that finds the holder dead takes it over at once, and one of another machine
when it has seen no touch for the lease's duration by its own clock. A holder that was only out of reach learns that it
lost the lease at its next touch. Until then two may write, which does no harm: they write the same bytes, and each
file in one step.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import SoftFileLease, Timeout

from restudy.disk_clock import disk_time_ns

# Network disks may show another machine's touch up to a minute late.
LEASE_SECONDS = 90.0
TOUCHES_PER_LEASE = 6
POLL_SECONDS = 0.5
SECOND = 10**9
# The first try may only clear away what a dead holder of this machine left.
TRIES = 3
TRY_SECONDS = 0.02


class Hold:
    """The right to write a trial.

    Args:
        file: the lock's file, there while the trial is held, and after a holder's sudden death.
        lease_seconds: how long a holder may give no sign of life; the same for all contenders.
    """

    def __init__(self, file: Path, lease_seconds: float = LEASE_SECONDS) -> None:
        self.file, self.lease_seconds = file, lease_seconds

    @contextmanager
    def taken(self, say: Callable[[str], None], on_loss: Callable[[], None] | None = None) -> Iterator[None]:
        """Hold it within the `with` block, after waiting for whoever holds it.

        Args:
            say: is given a line that names who is waited for.
            on_loss: is called, from another thread, when the hold was lost.
        """
        lease = self._lease(on_loss)
        if not _had_at_once(lease):
            say(f"waits for {self.holder() or 'another process'}, who works on it")
            self._wait(lease)
        try:
            yield
        finally:
            lease.release()

    def _wait(self, lease: SoftFileLease) -> None:
        """Wait for others; a file that a full disk or a power cut left empty names nobody who would give it back."""
        while not lease.is_locked:
            self._remove_empty()
            with suppress(Timeout):
                lease.acquire(2 * self.lease_seconds, poll_interval=POLL_SECONDS)

    def _remove_empty(self) -> None:
        with suppress(FileNotFoundError):
            first = self.file.stat()
            if first.st_size == 0:
                time.sleep(POLL_SECONDS)
                later = self.file.stat()
                if (later.st_ino, later.st_size) == (first.st_ino, 0):
                    self.file.unlink()

    def holder(self) -> str | None:
        """The process that the lock's file names, dead or alive."""
        owner = self._lease(None).owner
        return f"process {owner.pid} on {owner.hostname.partition('?')[0]}" if owner else None

    def is_held(self) -> bool:
        """Whether a process that lives holds it; of other machines' processes, one that gave a sign of life lately."""
        try:
            age = (disk_time_ns(self.file.parent) - self.file.stat().st_mtime_ns) / SECOND
        except FileNotFoundError:
            return False
        if age > 2 * self.lease_seconds:
            return False
        lease = self._lease(None)
        try:
            if not _had_at_once(lease):
                return True
        except PermissionError:
            # Another user's, who may have it; this one may only look.
            return True
        lease.release()
        return False

    def _lease(self, on_loss: Callable[[], None] | None) -> SoftFileLease:
        return SoftFileLease(
            self.file,
            lease_duration=self.lease_seconds,
            heartbeat_interval=self.lease_seconds / TOUCHES_PER_LEASE,
            on_compromise=(lambda _: on_loss()) if on_loss else None,
        )


def _had_at_once(lease: SoftFileLease) -> bool:
    """Take a lease that nobody alive holds, as far as this machine can tell at once."""
    for _ in range(TRIES):
        try:
            lease.acquire(blocking=False)
        except Timeout:
            time.sleep(TRY_SECONDS)
        else:
            return True
    return False
