"""LeNet-5: LeCun et al. 1998, Gradient-based learning applied to document recognition, §II.B.

Three usual changes: S2 and S4 are max pools, C3 connects all maps, and the output is dense.
"""

from solvers.networks.architectures.shorthand import conv, dense, pool
from solvers.networks.network import Network

LENET5 = Network(
    (
        conv("C1", 6, 5),
        pool("S2", 2, 2),
        conv("C3", 16, 5),
        pool("S4", 2, 2),
        conv("C5", 120, 5),
        dense("F6", 84),
        dense("output", 10),
    ),
    (1, 32, 32),
)
