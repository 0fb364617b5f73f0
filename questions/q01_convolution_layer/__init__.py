"""Question 1: what a convolution layer is and how it works."""

from __future__ import annotations

from questions.model import Claim, CommonWording, FollowUp, Point, Question

ANSWER = """\
A convolution layer applies **learnable filters** (kernels) that slide across the input along height and width. At
each position a filter multiplies its weights with the patch under it, element by element, **sums over the window and
over all input channels**, and adds its bias. The results over all positions form **one feature map per filter**.

`O[o, i, j] = Σ_c Σ_m Σ_n X[c, iS + m, jS + n]·W[o, c, m, n] + b[o]` (stride S; X padded where the layer pads)

- The same filter is used at every position: the layer **shares parameters**.
- An output sees only its window: the layer works **locally** and keeps the neighbourhood order, not the size.
- It is translation **equivariant**: shift the input, and the response shifts with it. That is exact at stride 1 away
  from padded borders; at stride S for shifts by multiples of S.
- What frameworks compute is **cross-correlation**: the kernel is not flipped.

Stacked, with non-linearities between, such layers learn a hierarchy: edges, then textures and parts, then objects.
"""


QUESTION = Question(
    number=1,
    slug="convolution-layer",
    title="What is a convolution layer? How does it work?",
    level="easy",
    topics=("filters and kernels",),
    answer=ANSWER,
    formula="O[o, i, j] = Σ_c Σ_m Σ_n X[c, iS + m, jS + n]·W[o, c, m, n] + b[o]",
    latex=r"O_{o,i,j} = \sum_{c}\sum_{m}\sum_{n} X_{c,\,iS+m,\,jS+n}\, W_{o,c,m,n} + b_o",
    common_wording=(
        CommonWording(
            says="Convolution is translation invariant.",
            but="It is equivariant: the output shifts with the input. Exactly so only at stride 1 away from padded "
            "borders; at stride S for shifts by multiples of S.",
        ),
        CommonWording(
            says="O(i, j) = Σ_m Σ_n I(i + m, j + n)·K(m, n) + bias",
            but="That is what frameworks compute for one channel at stride 1, but it is cross-correlation; "
            "convolution has I(i − m, j − n). The sum over the input channels and the stride are missing.",
        ),
        CommonWording(
            says="Convolution preserves spatial structure.",
            but="It keeps the order of neighbours, not the size: 32×32 becomes 14×14 with kernel 5, stride 2 and no "
            "padding.",
        ),
    ),
    claims=(
        Claim(
            says="Every output is the sum of products over the window and all channels, plus the filter's bias.",
            experiment="sum_of_products",
            source="Goodfellow, Bengio & Courville 2016, §9.1 and §9.5",
        ),
        Claim(says="Each filter gives one feature map.", experiment="one_map_a_filter"),
        Claim(
            says="The same filter is used at every position.",
            experiment="same_filter_everywhere",
            source="Goodfellow, Bengio & Courville 2016, §9.2",
        ),
        Claim(says="A pixel reaches only the outputs whose windows cover it.", experiment="only_near_outputs_change"),
        Claim(
            says="Convolution is equivariant to translation, not invariant.",
            experiment="equivariant_not_invariant",
            source="Goodfellow, Bengio & Courville 2016, §9.2",
            refutes=True,
        ),
        Claim(
            says="In a single layer zero padding breaks equivariance at the borders only.",
            experiment="borders_break_it",
            source="Kayhan & van Gemert 2020",
        ),
        Claim(
            says="At stride 2 shifts by multiples of 2 survive; others do not.",
            experiment="stride_keeps_multiples",
            source="Azulay & Weiss 2019; Zhang 2019",
        ),
        Claim(
            says="Layers cross-correlate: the kernel is not flipped.",
            experiment="not_flipped",
            source="Goodfellow, Bengio & Courville 2016, §9.1; PyTorch documentation of Conv2d",
            refutes=True,
        ),
        Claim(
            says="Without padding a kernel larger than 1 shrinks the map, and so does a stride.",
            experiment="size_is_not_kept",
            source="Dumoulin & Visin 2016, ch. 2",
            refutes=True,
        ),
        Claim(
            says="Two convolutions with no activation between them are one convolution with a larger kernel.",
            experiment="linear_stack_is_one_layer",
        ),
        Claim(
            says="Stacked layers learn a hierarchy of features, from edges to objects.",
            source="Zeiler & Fergus 2014, §4 and Figure 2",
        ),
    ),
    follow_ups=(
        FollowUp(
            ask="Is it convolution or cross-correlation, and does it matter?",
            answer="Cross-correlation. Learned weights absorb the flip; it matters when loading weights from a "
            "library that "
            "flips, when reading filters, and in the backward pass, where the flip appears.",
        ),
        FollowUp(
            ask="When is equivariance lost?",
            answer="At zero-padded borders, with a stride (only shifts by multiples of S survive), after a "
            "flattened dense "
            "layer, and with any position-dependent input.",
        ),
        FollowUp(
            ask="Why is a plain stack of convolutions without activations useless?",
            answer="It is one linear map: borders aside, a single convolution with a larger kernel. Depth adds nothing "
            "that a single layer could not compute.",
        ),
    ),
    rubric=(
        Point(
            text="filters slide over height and width, the same weights everywhere (sharing)",
            essential=True,
            words=("slid|sweep|move|scan", "share|sharing|same weights|same filter|same kernel|every position"),
        ),
        Point(
            text="element-wise product with the patch, summed over window and channels, plus bias",
            essential=True,
            words=("product|multipl|dot", "sum|add", "bias"),
        ),
        Point(
            text="one feature map per filter; output depth = number of filters",
            essential=True,
            words=("map", "per filter|each filter|number filters|many filters"),
        ),
        Point(
            text="local connectivity keeps the neighbourhood structure",
            words=("local", "connectiv|neighbour|neighbor|patch|structure"),
        ),
        Point(text="equivariant to translation, not invariant", essential=True, words=("equivarian|shifts with",)),
        Point(
            text="it is cross-correlation (kernel not flipped)",
            words=("cross-correlation|correlation|not flipped|unflipped|without flip",),
        ),
        Point(
            text="followed by a non-linearity; weights learned by backpropagation",
            words=("non-linear|non linear|activation|relu", "backprop|learn|train|gradient"),
        ),
    ),
    trap="Convolution is translation invariant (it is equivariant).",
    sources=(
        "Goodfellow, Bengio & Courville 2016, Deep Learning, §9.1, §9.2 and §9.5",
        "Dumoulin & Visin 2016, A guide to convolution arithmetic for deep learning, ch. 2",
        "PyTorch documentation of Conv2d",
        "Azulay & Weiss 2019, Why do deep convolutional networks generalize so poorly to small image transformations?",
        "Zhang 2019, Making convolutional networks shift-invariant again",
        "Kayhan & van Gemert 2020, On translation invariance in CNNs",
        "Zeiler & Fergus 2014, Visualizing and understanding convolutional networks, §4 and Figure 2",
    ),
    related=(2, 3, 4, 13),
)
