"""Before anything is loaded: one thread a process, since the tests run in parallel, and nobody's own settings."""

import os
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ["CONVQUIZ_CONFIG"] = str(Path(__file__).with_name("no-settings.toml"))

from hypothesis import settings  # after the number of threads

settings.register_profile("patient", deadline=None)  # a machine that does something else as well is no fault
settings.load_profile("patient")
