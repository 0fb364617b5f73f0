from typing import Annotated, Any

from questions.drawing import Draw
from questions.model import FollowUp, Kata, mutant
from solvers import engine, measure


class BilinearSample(Kata):
    """K15.1 Read between the pixels."""

    height: Annotated[int, Draw(2, 3, 4)] = 3
    width: Annotated[int, Draw(2, 3, 4)] = 3
    tenths_down: Annotated[int, Draw(range(-14, 45))] = 5
    tenths_right: Annotated[int, Draw(range(-14, 45))] = 5

    level = "medium"
    minutes = 12
    says = "Write bilinear sampling: the value of an image at a point between its pixels, zero outside."
    signature = "def bilinear_sample(image: np.ndarray, y: float, x: float) -> float:"
    shapes = (
        "Return the value of image (h, w) at row y and column x, pixel (i, j) "
        "lying at (i, j): the mean of the four pixels "
        "about it, weighed by nearness; pixels outside are 0."
    )
    hints = (
        "The four pixels are at ⌊y⌋, ⌊y⌋ + 1 and ⌊x⌋, ⌊x⌋ + 1.",
        "The nearer a pixel, the more it counts: its share is (1 − |Δy|)(1 − |Δx|).",
        "int() rounds towards zero: ⌊−0.5⌋ is −1.",
    )
    loops = """
    top, left = int(np.floor(y)), int(np.floor(x))
    total = 0.0
    for i in (top, top + 1):
        for j in (left, left + 1):
            if 0 <= i < image.shape[0] and 0 <= j < image.shape[1]:
                total += (1 - abs(y - i)) * (1 - abs(x - j)) * image[i, j]
    return total
    """
    complexity = "Time O(1): four pixels, whatever the image."
    asked_next = FollowUp(
        ask="What does a deformable convolution learn through it?",
        answer="Where to read: the value changes with y and x, so that offsets have a gradient.",
    )
    mutants = (
        mutant(
            "bilinear.nearest",
            "total = 0.0",
            "near, close = round(y), round(x)\n"
            "if 0 <= near < image.shape[0] and 0 <= close < image.shape[1]:\n    return image[near, close]\nreturn 0.0",
            message="You took the nearest pixel; four are weighed by nearness.",
        ),
        mutant(
            "bilinear.shares_swapped",
            "(1 - abs(y - i)) * (1 - abs(x - j))",
            "abs(y - i) * abs(x - j)",
            message="Your shares are the distances: the nearer a pixel, the more it counts.",
        ),
        mutant(
            "bilinear.clamped",
            "    if 0 <= i < image.shape[0] and 0 <= j < image.shape[1]:",
            "    i0, j0 = min(max(i, 0), image.shape[0] - 1), min(max(j, 0), image.shape[1] - 1)\n        if True:",
            "image[i, j]",
            "image[i0, j0]",
            message="You repeated the border; outside the image it is 0.",
        ),
        mutant(
            "bilinear.truncated",
            "int(np.floor(y)), int(np.floor(x))",
            "int(y), int(x)",
            message="int() rounds towards zero; above and left of the image you need the floor.",
        ),
        mutant(
            "axes.swapped",
            "top, left =",
            "y, x = x, y\ntop, left =",
            message="Rows and columns are exchanged: y goes down, x goes right.",
        ),
        mutant(
            "bilinear.wrapped",
            "0 <= i < image.shape[0] and 0 <= j < image.shape[1]",
            "i < image.shape[0] and j < image.shape[1]",
            message="Index −1 is the last pixel in Python: above and left of the image it is 0.",
        ),
        mutant(
            "bilinear.half_pixel",
            "top, left =",
            "y, x = y - 0.5, x - 0.5\ntop, left =",
            message="You moved by half a pixel; here pixel (i, j) lies at (i, j) itself.",
        ),
        mutant(
            "bilinear.cut_off",
            "total = 0.0",
            "h, w = image.shape\nif not (0 <= y <= h - 1 and 0 <= x <= w - 1):\n    return 0.0\ntotal = 0.0",
            message="Up to one pixel outside, the border still counts in part: only the pixels outside are 0.",
        ),
        mutant(
            "bilinear.truncated_shares",
            "int(np.floor(y)), int(np.floor(x))",
            "int(y), int(x)",
            "(1 - abs(y - i)) * (1 - abs(x - j))",
            "(1 - (y - i) if i == top else y - top) * (1 - (x - j) if j == left else x - left)",
            message="int() rounds towards zero; above and left of the image you need the floor.",
        ),
    )
    edges = (
        {"height": 1, "width": 1, "tenths_down": 0, "tenths_right": 0},
        {"height": 2, "width": 2, "tenths_down": 5, "tenths_right": 0},
        {"height": 2, "width": 2},
        {"height": 2, "width": 3, "tenths_down": 2, "tenths_right": 13},
        {"height": 2, "width": 2, "tenths_down": -5, "tenths_right": 5},
        {"height": 2, "width": 2, "tenths_down": 5, "tenths_right": 12},
        {"height": 2, "width": 2, "tenths_down": -20, "tenths_right": 5},
    )

    def arguments(self) -> dict[str, Any]:
        image = self.array("image", self.height, self.width)
        return {"image": image, "y": self.tenths_down / 10, "x": self.tenths_right / 10}

    def expected(self) -> Any:
        image, y, x = self.arguments().values()
        everywhere = measure.stack([[[y]], [[x]]])[None] + 0 * image[None, None]
        out = engine.deform_conv2d(image[None, None], everywhere, measure.image([[1.0]]))
        return float(out[0, 0, 0, 0])
