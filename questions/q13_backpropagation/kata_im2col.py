from typing import Any

from questions.model import FollowUp, mutant
from questions.q13_backpropagation.columns import OfColumns
from solvers import engine


class Im2col(OfColumns):
    """K13.2 Write every window as a column."""

    level = "medium"
    minutes = 12
    says = "Write im2col: every window as a column, so that a convolution becomes one matrix product."
    signature = "def im2col(x: np.ndarray, kernel_size: int, stride: int, padding: int) -> np.ndarray:"
    shapes = (
        "Write the windows of zero-padded x (n, c, h, w) as columns (n, c · k "
        "· k, oh · ow): a column is a window, channel "
        "by channel and row by row, and windows go row by row."
    )
    hints = (
        "window.ravel() goes channel by channel and row by row, as wanted.",
        "Row u·k + v of a channel is the image moved by (u, v): k² slices with "
        "a step do without a loop over positions.",
    )
    loops = """
    n, c, h, w = x.shape
    k = kernel_size
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    rows, cols = ((size + 2 * padding - k) // stride + 1 for size in (h, w))
    out = np.zeros((n, c * k * k, rows * cols))
    for b in range(n):
        for i in range(rows):
            for j in range(cols):
                window = padded[b, :, i * stride : i * stride + k, j * stride : j * stride + k]
                out[b, :, i * cols + j] = window.ravel()
    return out
    """
    vectorised = """
    n, c = x.shape[:2]
    k = kernel_size
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (k, k), axis=(2, 3))[:, :, ::stride, ::stride]
    return windows.transpose(0, 1, 4, 5, 2, 3).reshape(n, c * k * k, -1)
    """
    must_be_fast = True
    complexity = "Time and memory O(n · c · k² · oh · ow): about k² copies of the image at stride 1."
    asked_next = FollowUp(
        ask="How large does it get for a 3×3 layer on 64 channels of 224×224, in float32?",
        answer="64·9·224² numbers, 116 MB an image; that is why libraries take it tile by tile.",
    )
    mutants = (
        mutant(
            "im2col.channels_last",
            "window.ravel()",
            "window.transpose(1, 2, 0).ravel()",
            message="Your columns go tap by tap and then through the channels: the channel comes first.",
        ),
        mutant(
            "im2col.columns_first",
            "i * cols + j]",
            "j * rows + i]",
            message="Your windows go column by column; they are to go row by row.",
        ),
        mutant(
            "axes.swapped",
            "window.ravel()",
            "window.swapaxes(1, 2).ravel()",
            message="Your windows are written column by column; they are to be read row by row.",
        ),
        mutant(
            "im2col.rows_not_columns",
            "return out",
            "return out.swapaxes(1, 2)",
            message="You made every window a row; it is to be a column.",
        ),
        mutant(
            "kernel.flipped",
            "window.ravel()",
            "window[:, ::-1, ::-1].ravel()",
            message="You turned every window by 180°; a layer reads it as it is.",
        ),
        mutant("stride.ignored", "i * stride", "i", "j * stride", "j", "// stride", "// 1"),
        mutant("pad.ignored", "(padding, padding), (padding, padding)", "(0, 0), (0, 0)", "2 * padding", "0"),
        mutant(
            "im2col.not_transposed",
            "return out",
            "return out.reshape(n, c, k * k, -1).swapaxes(2, 3).reshape(n, c * k * k, -1)",
            message="You reshaped windows whose positions come before their taps: transpose first, taps in front.",
        ),
    )
    large = {"channels": 3, "height": 32, "width": 32, "kernel_size": 3, "padding": 1}

    def arguments(self) -> dict[str, Any]:
        x = self.array("x", self.batch, self.channels, self.height, self.width)
        return {"x": x, "kernel_size": self.kernel_size, "stride": self.stride, "padding": self.padding}

    def expected(self) -> Any:
        x, kernel_size, stride, padding = self.arguments().values()
        return engine.unfold(x, kernel_size, 1, padding, stride)
