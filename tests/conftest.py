"""Before anything is loaded: one thread a process, as tests run in parallel, and nobody's own settings."""

import gc
import os
from pathlib import Path
from shutil import disk_usage

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ["CONVQUIZ_CONFIG"] = str(Path(__file__).with_name("no-settings.toml"))

from hypothesis import settings  # after the number of threads

from quiz.__main__ import SELDOM

settings.register_profile("patient", deadline=None)  # a machine that does something else as well is no fault
settings.load_profile("patient")

gc.set_threshold(*SELDOM)  # as in the program; a worker holds all tests, among which to look for garbage takes a third

# A log waits for the disk at every event; a folder in memory does not, where it has room and lets programs run.
MEMORY, ROOM = Path("/dev/shm"), 2 * 2**30
if MEMORY.is_dir() and disk_usage(MEMORY).free > ROOM and not os.statvfs(MEMORY).f_flag & os.ST_NOEXEC:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
