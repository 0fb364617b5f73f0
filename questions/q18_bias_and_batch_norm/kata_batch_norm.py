from typing import Annotated, Any

from questions.drawing import Draw
from questions.model import FollowUp, Kata, mutant
from solvers import engine


class BatchNorm(Kata):
    """K18.1 Normalise a batch."""

    batch: Annotated[int, Draw(1, 2, 3)] = 2
    channels: Annotated[int, Draw(1, 2, 3)] = 2
    height: Annotated[int, Draw(1, 2, 3)] = 2
    width: Annotated[int, Draw(2, 3)] = 2
    eps: Annotated[float, Draw(1e-5, 1e-5, 0.5)] = 1e-5

    level = "medium"
    minutes = 10
    says = "Write batch norm's forward pass in training: normalise each channel by the batch, then scale and shift."
    signature = "def batch_norm(x: np.ndarray, gamma: np.ndarray, beta: np.ndarray, eps: float) -> np.ndarray:"
    shapes = (
        "Normalise each channel of x (n, c, h, w) by its mean and variance "
        "over the batch and all positions, eps added to "
        "the variance, then scale by gamma (c,) and shift by beta (c,): (n, c, h, w)."
    )
    hints = (
        "Mean and variance are over axes 0, 2 and 3: one of each a channel.",
        "The variance that normalises is the biased one: divided by N, not by N − 1.",
        "gamma[:, None, None] lines a vector up with the channels.",
    )
    loops = """
    out = np.zeros(x.shape)
    for k in range(x.shape[1]):
        channel = x[:, k]
        mean, variance = channel.mean(), channel.var()
        out[:, k] = gamma[k] * (channel - mean) / np.sqrt(variance + eps) + beta[k]
    return out
    """
    vectorised = """
    mean, variance = (reduce(x, axis=(0, 2, 3), keepdims=True) for reduce in (np.mean, np.var))
    return gamma[:, None, None] * (x - mean) / np.sqrt(variance + eps) + beta[:, None, None]
    """
    complexity = "Time O(n · c · h · w), two passes over the input; memory O(output)."
    asked_next = FollowUp(
        ask="What is different at test time?",
        answer="Running mean and variance take the place of the batch's; it is then one scale and shift a channel, and "
        "can be folded into the convolution before it.",
    )
    mutants = (
        mutant(
            "bn.unbiased",
            "channel.var()",
            "channel.var(ddof=1)",
            message="You divided by N − 1. What normalises is the biased variance, divided by N; the unbiased one goes "
            "into the running variance only.",
        ),
        mutant(
            "bn.eps_outside",
            "np.sqrt(variance + eps)",
            "(np.sqrt(variance) + eps)",
            message="eps belongs under the root: √(variance + eps).",
        ),
        mutant("bn.eps_forgotten", "variance + eps", "variance", message="eps is missing under the root."),
        mutant(
            "bn.variance_not_deviation",
            "np.sqrt(variance + eps)",
            "(variance + eps)",
            message="You divided by the variance; it is its root.",
        ),
        mutant(
            "bn.per_sample",
            "channel.mean(), channel.var()",
            "channel.mean((1, 2), keepdims=True), channel.var((1, 2), keepdims=True)",
            message="You normalised each image by itself: that is instance norm. Batch norm takes the batch together.",
        ),
        mutant(
            "bn.per_position",
            "channel.mean(), channel.var()",
            "channel.mean(0), channel.var(0)",
            message="You normalised each position by itself; all positions of a channel share one mean.",
        ),
        mutant(
            "bn.all_channels",
            "channel.mean(), channel.var()",
            "x.mean(), x.var()",
            message="You took all channels together; each has its own mean and variance.",
        ),
        mutant("bn.gamma_forgotten", "gamma[k] * ", "", message="You left γ out."),
        mutant("bn.beta_forgotten", " + beta[k]", "", message="You left β out."),
        mutant(
            "bn.shift_first",
            "gamma[k] * (channel - mean) / np.sqrt(variance + eps) + beta[k]",
            "gamma[k] * ((channel - mean) / np.sqrt(variance + eps) + beta[k])",
            message="Scale first, then shift: β is not multiplied by γ.",
        ),
    )
    edges = (
        {"batch": 1, "channels": 1, "height": 1, "width": 2, "eps": 0.5},
        {"batch": 2, "channels": 1, "height": 1, "width": 1},
        {"batch": 2, "channels": 1, "height": 1, "width": 2},
        {"channels": 2, "height": 1},
        {"batch": 1},
        {"eps": 0.5},
        {"batch": 3, "width": 3},
    )
    large = {"batch": 4, "channels": 8, "height": 24, "width": 24}

    def arguments(self) -> dict[str, Any]:
        return {
            "x": self.array("x", self.batch, self.channels, self.height, self.width),
            "gamma": self.array("gamma", self.channels),
            "beta": self.array("beta", self.channels),
            "eps": self.eps,
        }

    def expected(self) -> Any:
        x, gamma, beta, eps = self.arguments().values()
        return engine.batch_norm(x, 0 * beta, 0 * beta + 1, gamma, beta, training=True, eps=eps)[0]
