"""Memory that torch gives back stays with the process, as glibc's own statistics have it."""

import subprocess
import sys

import pytest

PROGRAM = """
import ctypes, sys
from restudy.training.allocator import keep_freed_memory

class Statistics(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in
                "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost".split()]

libc = ctypes.CDLL(None)
libc.mallinfo2.restype = Statistics
libc.malloc.restype = ctypes.c_void_p
libc.malloc.argtypes = [ctypes.c_size_t]
libc.free.argtypes = [ctypes.c_void_p]
if sys.argv[1] == "keep":
    keep_freed_memory()
libc.free(libc.malloc(64 << 20))
print(libc.mallinfo2().fordblks >> 20)
"""


def kept_mebibytes(mode: str) -> int:
    """MiB that a fresh process still has after it took 64 and gave them back."""
    run = subprocess.run([sys.executable, "-c", PROGRAM, mode], capture_output=True, text=True, check=True)
    return int(run.stdout)


@pytest.mark.slow
def test_freed_memory_stays_with_the_process() -> None:
    assert kept_mebibytes("as usual") < 64
    assert kept_mebibytes("keep") >= 64
