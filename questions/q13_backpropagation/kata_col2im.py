from typing import Any

from questions.model import FollowUp, mutant
from questions.q13_backpropagation.columns import OfColumns
from solvers import engine


class Col2im(OfColumns):
    """K13.3 Add columns back into an image."""

    level = "hard"
    minutes = 15
    says = "Write col2im, the way back through im2col: every column is added where its window lies."
    signature = (
        "def col2im(\n    columns: np.ndarray, height: int, width: int, kernel_size: int, stride: int, padding: int\n"
        ") -> np.ndarray:"
    )
    shapes = (
        "Add columns (n, c · k · k, oh · ow), laid out channel by channel and "
        "row by row, where their windows lie in the "
        "padded image, and cut the padding off: (n, c, height, width)."
    )
    hints = (
        "A column reshaped to (c, k, k) is a window.",
        "Where windows overlap, they add up: col2im(im2col(x)) is not x.",
    )
    loops = """
    n, k = len(columns), kernel_size
    c = columns.shape[1] // k**2
    high, wide = height + 2 * padding, width + 2 * padding
    out = np.zeros((n, c, high, wide))
    rows, cols = (high - k) // stride + 1, (wide - k) // stride + 1
    for b in range(n):
        for i in range(rows):
            for j in range(cols):
                window = columns[b, :, i * cols + j].reshape(c, k, k)
                out[b, :, i * stride : i * stride + k, j * stride : j * stride + k] += window
    return out[:, :, padding : padding + height, padding : padding + width]
    """
    vectorised = """
    n, k = len(columns), kernel_size
    high, wide = height + 2 * padding, width + 2 * padding
    rows, cols = (high - k) // stride + 1, (wide - k) // stride + 1
    taps = columns.reshape(n, -1, k, k, rows, cols)
    out = np.zeros((n, taps.shape[1], high, wide))
    for u in range(k):
        for v in range(k):
            read = out[:, :, u : u + rows * stride : stride, v : v + cols * stride : stride]
            read[..., :rows, :cols] += taps[:, :, u, v]
    return out[:, :, padding : padding + height, padding : padding + width]
    """
    complexity = "Time O(n · c · k² · oh · ow); memory O(image) beside the columns."
    asked_next = FollowUp(
        ask="What is col2im(im2col(x))?",
        answer="x times the number of windows that read each pixel: k² inside at stride 1, fewer at the border.",
    )
    mutants = (
        mutant(
            "overlap.overwritten",
            "+= window",
            "= window",
            message="Where windows overlap they add up; yours overwrite each other.",
        ),
        mutant(
            "col2im.averaged",
            "return out[",
            "counts = np.zeros((high, wide))\nfor i in range(rows):\n    for j in range(cols):\n"
            "        counts[i * stride : i * stride + k, j * stride : j * stride + k] += 1\n"
            "out /= np.maximum(counts, 1)\nreturn out[",
            message="You took the mean where windows overlap; the transpose of im2col adds.",
        ),
        mutant(
            "im2col.columns_first",
            "i * cols + j]",
            "j * rows + i]",
            message="Your windows come column by column; they go row by row.",
        ),
        mutant(
            "axes.swapped",
            "reshape(c, k, k)",
            "reshape(c, k, k).swapaxes(1, 2)",
            message="Your windows are written column by column; they are to be read row by row.",
        ),
        mutant(
            "im2col.channels_last",
            "reshape(c, k, k)",
            "reshape(k, k, c).transpose(2, 0, 1)",
            message="You read the channel last; in a column it comes first.",
        ),
        mutant(
            "pad.cut_wrongly",
            "out[:, :, padding : padding + height, padding : padding + width]",
            "out[:, :, :height, :width]",
            message="You cut the padding off at the end only; half of it is at the beginning.",
        ),
        mutant(
            "pad.not_cut",
            "out[:, :, padding : padding + height, padding : padding + width]",
            "out",
            message="You returned the padded image: cut the padding off.",
        ),
        mutant(
            "pad.empty_slice",
            "padding : padding + height, padding : padding + width",
            "padding:-padding, padding:-padding",
            message="Without padding your slice ends at −0, which is 0: nothing is left. End it at padding + height.",
        ),
    )

    def arguments(self) -> dict[str, Any]:
        k, padding = self.kernel_size, self.padding
        places = len(engine.axis(self.height, k, self.stride, padding).starts) * len(
            engine.axis(self.width, k, self.stride, padding).starts
        )
        return {
            "columns": self.array("columns", self.batch, self.channels * k * k, places),
            "height": self.height,
            "width": self.width,
            "kernel_size": k,
            "stride": self.stride,
            "padding": padding,
        }

    def expected(self) -> Any:
        columns, height, width, kernel_size, stride, padding = self.arguments().values()
        return engine.fold(columns, (height, width), kernel_size, 1, padding, stride)
