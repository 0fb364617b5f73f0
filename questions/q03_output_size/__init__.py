"""Question 3: the output size of a convolution."""

from __future__ import annotations

from questions.model import Claim, CommonWording, FollowUp, Point, Question

ANSWER = """\
**O = ⌊(I − K + 2P)/S⌋ + 1**, with input size I, kernel K, padding P *per side* and stride S.
In full, with dilation D and unequal padding: `O = ⌊(I + P_begin + P_end − D(K − 1) − 1)/S⌋ + 1`.

- I − K + 2P is the room to move; dividing by S and rounding **down** counts the steps; the first
  position adds 1.
- *Valid* padding means P = 0.
- *Same* padding at stride 1 keeps O = I with D(K − 1) samples of padding in all: P = D(K − 1)/2 on each side,
  (K − 1)/2 without dilation. Where D(K − 1) is odd, as for an even kernel without dilation, one side needs one more.
- At stride S, *SAME* (TensorFlow, ONNX) means O = ⌈I/S⌉, and its padding depends on I.

Example: I = 32, K = 5, P = 2, S = 1 gives (32 − 5 + 4)/1 + 1 = **32**.
"""


QUESTION = Question(
    number=3,
    slug="output-size",
    title="Formula: output size after convolution?",
    level="easy",
    topics=("stride and padding", "convolution arithmetic"),
    answer=ANSWER,
    formula="O = ⌊(I + 2P − D(K − 1) − 1)/S⌋ + 1",
    latex=r"O = \left\lfloor \frac{I + 2P - D(K-1) - 1}{S} \right\rfloor + 1",
    common_wording=(
        CommonWording(
            says="O = (I − K + 2P)/S + 1",
            but="The floor is missing: ResNet's stem (224, 7, 2, 3) would have a side of 112.5. It has 112.",
        ),
        CommonWording(
            says="Same padding: P = (K − 1)/2.",
            but="Only for odd kernels, without dilation, at stride 1. With K = 4, padding 1 turns 32 into 31 and "
            "padding 2 into 33; at stride 2, SAME halves the side and its padding depends on the input.",
        ),
    ),
    claims=(
        Claim(
            says="O = ⌊(I + 2P − D(K − 1) − 1)/S⌋ + 1 counts the windows.",
            experiment="windows_follow_formula",
            source="Dumoulin & Visin 2016, relationships 6 and 15",
        ),
        Claim(says="The division is rounded down.", experiment="stem_is_floored", refutes=True),
        Claim(
            says="Without dilation an even kernel keeps the size only with unequal padding.",
            experiment="even_kernel_needs_unequal_padding",
            source="Dumoulin & Visin 2016, §2.2",
            refutes=True,
        ),
        Claim(
            says="With a stride, SAME padding depends on the input's size.",
            experiment="same_depends_on_input",
            source="ONNX Conv, auto_pad; TensorFlow notes on padding",
            refutes=True,
        ),
        Claim(
            says="Valid padding means P = 0.",
            experiment="valid_is_no_padding",
            source="Dumoulin & Visin 2016, §2.1",
        ),
        Claim(says="I = 32, K = 5, P = 2, S = 1 gives 32.", experiment="example_keeps_32"),
        Claim(
            says="In a chain, rounding down after every layer or once at the end gives the same side.",
            experiment="floor_once_or_always",
        ),
    ),
    follow_ups=(
        FollowUp(
            ask="Why floor, and what is lost?",
            answer="The last (I + 2P − K) mod S samples are never read. With 224, 7, 2, 3 that is one padded column.",
        ),
        FollowUp(
            ask="Even kernels: why are they rare?",
            answer="They have no centre, so same padding is lopsided and features drift by half a pixel a layer.",
        ),
        FollowUp(
            ask="Where does the ceiling appear?",
            answer="In `ceil_mode` pooling (Caffe networks such as GoogLeNet): the last window may hang over the end, "
            "but must start inside the input or its leading padding.",
        ),
    ),
    rubric=(
        Point(
            text="the formula, with its floor",
            essential=True,
            words=("+2P|2P−K|2P−F|formula", "floor|round down|rounded down"),
        ),
        Point(
            text="2P, because both sides are padded",
            essential=True,
            words=("2P|both sides|two sides|twice padding|double padding|each side",),
        ),
        Point(text="the +1 for the first position", essential=True, words=("+1|plus one|first position|add one",)),
        Point(
            text="same and valid defined; same at stride 1 needs D(K − 1)/2, for an odd kernel (K − 1)/2",
            words=("same", "valid", "(K−1)/2|half kernel|keeps size"),
        ),
        Point(
            text="the effect of the stride: the floor drops the remainder",
            words=("stride", "floor|drop|remainder|round|lost|divid|skip"),
        ),
        Point(text="dilation through K_e = D(K − 1) + 1", words=("dilat", "D(K−1)|(K−1)D|effective kernel|holes|gaps")),
        Point(text="one worked example", words=("example|instance|32|224|gives",)),
    ),
    trap="Same padding always keeps the size (not with a stride).",
    sources=(
        "Dumoulin & Visin 2016, A guide to convolution arithmetic for deep learning, ch. 2 and 5",
        "PyTorch documentation of Conv2d",
        "ONNX operator Conv, auto_pad",
        "TensorFlow notes on padding (tf.nn)",
    ),
    related=(1, 6, 9, 10),
)
