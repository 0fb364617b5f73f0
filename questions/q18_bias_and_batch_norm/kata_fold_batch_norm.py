from typing import Annotated, Any

from questions.drawing import Draw
from questions.model import FollowUp, Kata, mutant
from solvers import engine


class FoldBatchNorm(Kata):
    """K18.3 Fold batch norm into a convolution."""

    channels: Annotated[int, Draw(1, 2)] = 1
    filters: Annotated[int, Draw(1, 2, 3)] = 2
    kernel_size: Annotated[int, Draw(1, 2, 3)] = 1
    eps: Annotated[float, Draw(1e-5, 1e-5, 0.5)] = 1e-5

    level = "medium"
    minutes = 10
    says = "At test time batch norm is one scale and shift a channel. Fold it into the convolution before it."
    signature = (
        "def fold_batch_norm(\n    weight: np.ndarray,\n    bias: np.ndarray,\n    mean: np.ndarray,\n"
        "    variance: np.ndarray,\n    gamma: np.ndarray,\n    beta: np.ndarray,\n    eps: float,\n"
        ") -> tuple[np.ndarray, np.ndarray]:"
    )
    shapes = (
        "Return weight (o, c, k, k) and bias (o,) with which the convolution "
        "alone does what it did with weight and bias "
        "and the batch norm after it, given its running mean and variance, gamma and beta, all (o,)."
    )
    returns = ("weight", "bias")
    hints = (
        "Write γ · (w ∗ x + b − mean)/√(variance + eps) + β and collect what multiplies x.",
        "The scale belongs to a filter: scale[:, None, None, None] lines it up.",
    )
    loops = """
    folded, shift = np.zeros(weight.shape), np.zeros(bias.shape)
    for f in range(len(weight)):
        scale = gamma[f] / np.sqrt(variance[f] + eps)
        folded[f] = weight[f] * scale
        shift[f] = (bias[f] - mean[f]) * scale + beta[f]
    return folded, shift
    """
    vectorised = """
    scale = gamma / np.sqrt(variance + eps)
    return weight * scale[:, None, None, None], (bias - mean) * scale + beta
    """
    complexity = "Time O(weights), once; afterwards the layer costs nothing."
    asked_next = FollowUp(
        ask="Can it be folded into the convolution after it?",
        answer="The scale can; the shift only without zero padding: the padded zeros were not shifted.",
    )
    mutants = (
        mutant(
            "fold.bias_unscaled",
            "(bias[f] - mean[f]) * scale + beta[f]",
            "bias[f] - mean[f] * scale + beta[f]",
            message="The convolution's bias goes through the scale as well.",
        ),
        mutant(
            "fold.mean_unscaled",
            "(bias[f] - mean[f]) * scale + beta[f]",
            "bias[f] * scale - mean[f] + beta[f]",
            message="The mean is taken off before the scale: it is scaled as well.",
        ),
        mutant(
            "fold.mean_forgotten",
            "(bias[f] - mean[f])",
            "bias[f]",
            message="The running mean is missing in the bias.",
        ),
        mutant(
            "fold.mean_added",
            "bias[f] - mean[f]",
            "bias[f] + mean[f]",
            message="The mean is taken off, not added.",
        ),
        mutant(
            "fold.weight_unscaled",
            "weight[f] * scale",
            "weight[f]",
            message="The weight has to be scaled, filter by filter.",
        ),
        mutant("bn.eps_forgotten", "variance[f] + eps", "variance[f]", message="eps is missing under the root."),
        mutant(
            "bn.variance_not_deviation",
            "np.sqrt(variance[f] + eps)",
            "(variance[f] + eps)",
            message="You divided by the variance; it is its root.",
        ),
        mutant("bn.beta_forgotten", " + beta[f]", "", message="You left β out."),
        mutant(
            "fold.beta_scaled",
            "(bias[f] - mean[f]) * scale + beta[f]",
            "(bias[f] - mean[f] + beta[f]) * scale",
            message="β comes after the scale; it is not scaled.",
        ),
        mutant(
            "fold.bias_forgotten",
            "(bias[f] - mean[f])",
            "-mean[f]",
            message="The convolution's own bias is missing in the new one.",
        ),
        mutant("bn.gamma_forgotten", "gamma[f] / np.sqrt", "1 / np.sqrt", message="You left γ out of the scale."),
        mutant(
            "bn.eps_outside",
            "np.sqrt(variance[f] + eps)",
            "(np.sqrt(variance[f]) + eps)",
            message="eps belongs under the root: √(variance + eps).",
        ),
    )
    edges = (
        {"filters": 1},
        {"filters": 2},
        {"filters": 1, "eps": 0.5},
        {"filters": 2, "kernel_size": 2},
        {"channels": 2, "filters": 3, "kernel_size": 1},
    )

    def arguments(self) -> dict[str, Any]:
        filters = self.filters
        return {
            "weight": self.array("weight", filters, self.channels, self.kernel_size, self.kernel_size),
            "bias": self.array("bias", filters),
            "mean": self.array("mean", filters),
            "variance": self.array("variance", filters) + 2.5,
            "gamma": self.array("gamma", filters),
            "beta": self.array("beta", filters),
            "eps": self.eps,
        }

    def expected(self) -> Any:
        return engine.fold_batch_norm(*self.arguments().values())
