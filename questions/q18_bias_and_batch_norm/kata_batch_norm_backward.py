from typing import Annotated, Any

from questions.drawing import Draw
from questions.model import FollowUp, Kata, mutant
from solvers import engine


class BatchNormBackward(Kata):
    """K18.2 Go back through batch norm."""

    batch: Annotated[int, Draw(1, 2, 3)] = 2
    channels: Annotated[int, Draw(1, 2, 3)] = 2
    height: Annotated[int, Draw(1, 2, 3)] = 2
    width: Annotated[int, Draw(2, 3)] = 2
    eps: Annotated[float, Draw(1e-5, 1e-5, 0.5)] = 1e-5

    level = "hard"
    minutes = 20
    says = "Write batch norm's backward pass in training. Mean and variance depend on the input, too."
    signature = (
        "def batch_norm_backward(\n    grad: np.ndarray, x: np.ndarray, gamma: np.ndarray, eps: float\n"
        ") -> tuple[np.ndarray, np.ndarray, np.ndarray]:"
    )
    shapes = (
        "Return the gradients (dx, dgamma, dbeta) of x (n, c, h, w), gamma (c,) and beta (c,) from grad (n, c, h, w), "
        "normalised over the batch and all positions with the biased variance plus eps."
    )
    returns = ("dx", "dgamma", "dbeta")
    hints = (
        "dbeta sums grad over a channel, dgamma sums grad times the normalised input.",
        "dx = γ/σ · (grad − mean(grad) − x̂ · mean(grad · x̂)), means over the channel.",
    )
    loops = """
    dx, dgamma, dbeta = np.zeros(x.shape), np.zeros(gamma.shape), np.zeros(gamma.shape)
    for k in range(x.shape[1]):
        g, channel = grad[:, k], x[:, k]
        sigma = np.sqrt(channel.var() + eps)
        normal = (channel - channel.mean()) / sigma
        dgamma[k] = np.sum(g * normal)
        dbeta[k] = np.sum(g)
        dx[:, k] = gamma[k] / sigma * (g - g.mean() - normal * np.mean(g * normal))
    return dx, dgamma, dbeta
    """
    complexity = "Time O(n · c · h · w), two passes; memory for the normalised input, kept since the forward pass."
    asked_next = FollowUp(
        ask="What do the entries of dx add up to over a channel?",
        answer="Zero: the output does not change when a constant is added to the channel. So a bias before batch norm "
        "gets no gradient.",
    )
    mutants = (
        mutant(
            "bn.statistics_constant",
            "(g - g.mean() - normal * np.mean(g * normal))",
            "g",
            message="You took mean and variance as constants; they depend on every x of the channel.",
        ),
        mutant(
            "bn.variance_constant",
            " - normal * np.mean(g * normal)",
            "",
            message="The variance depends on x as well: its term is missing in dx.",
        ),
        mutant(
            "bn.mean_constant",
            "g - g.mean() - normal",
            "g - normal",
            message="The mean depends on x as well: its term is missing in dx.",
        ),
        mutant(
            "grad.position_averaged",
            "np.sum(g * normal)",
            "np.mean(g * normal)",
            "np.sum(g)",
            "np.mean(g)",
            message="You took means; the gradients of γ and β are sums over batch and positions.",
        ),
        mutant("bn.gamma_forgotten", "gamma[k] / sigma", "1 / sigma", message="γ scales the output, and so dx."),
        mutant(
            "bn.dgamma_unnormalised",
            "dgamma[k] = np.sum(g * normal)",
            "dgamma[k] = np.sum(g * channel)",
            message="γ multiplies the normalised input, not the input.",
        ),
        mutant(
            "bn.unbiased",
            "channel.var()",
            "channel.var(ddof=1)",
            message="You divided by N − 1; what normalises is the biased variance, divided by N.",
        ),
    )
    edges = (
        {"batch": 1, "channels": 1, "height": 1, "width": 2, "eps": 0.5},
        {"batch": 2, "channels": 1, "height": 1, "width": 2},
        {"channels": 2, "height": 1},
        {"batch": 1},
        {"eps": 0.5},
        {"batch": 3, "width": 3},
    )
    large = {"batch": 4, "channels": 8, "height": 24, "width": 24}

    def arguments(self) -> dict[str, Any]:
        shape = self.batch, self.channels, self.height, self.width
        return {
            "grad": self.array("grad", *shape),
            "x": self.array("x", *shape),
            "gamma": self.array("gamma", self.channels),
            "eps": self.eps,
        }

    def expected(self) -> Any:
        grad, x, gamma, eps = self.arguments().values()
        return engine.batch_norm_grad(grad, x, 0 * gamma, 0 * gamma + 1, gamma, training=True, eps=eps)
