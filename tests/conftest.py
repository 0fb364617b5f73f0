"""Before NumPy is loaded: the tests run in parallel, so each process gets one thread."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
