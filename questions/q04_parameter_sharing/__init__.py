"""Question 4: parameter sharing."""

from __future__ import annotations

from questions.model import Claim, CommonWording, FollowUp, Point, Question

ANSWER = """\
**The same filter weights are used at every spatial position** of a feature map.

- *Fewer parameters*: K²·C_in·C_out + C_out, whatever the image size. Two effects work together, local connectivity
  and sharing: for 3×32×32 → 16×32×32 with 3×3 windows a convolution has **448** parameters, a locally connected
  layer (local, not shared) 458,752, a fully connected layer 50,348,032.
- *More data per weight*: each weight learns from every position; its gradient is the sum over all of them.
- *Translation equivariance*: a shifted input gives an equally shifted output (stride 1, away from borders), so a
  detector learned in one place works everywhere. That is **not** invariance.

It does not by itself save arithmetic: the locally connected layer needs the same multiply-adds. The price is that a
filter cannot adapt to its position.
"""


QUESTION = Question(
    number=4,
    slug="parameter-sharing",
    title="What is parameter sharing in CNN? Benefit?",
    level="easy",
    topics=("filters and kernels", "parameter sharing"),
    answer=ANSWER,
    formula="shared K²·C_in·C_out + C_out; unshared H²·C_out·(K²·C_in + 1)",
    latex=r"K^2 C_{in} C_{out} + C_{out} \quad\text{instead of}\quad H^2 C_{out} \left(K^2 C_{in} + 1\right)",
    common_wording=(
        CommonWording(
            says="Parameter sharing provides translation invariance.",
            but="It makes the layer equivariant: the output shifts with the input. Invariance, an output that stays "
            "the same, can come from global pooling of such maps.",
        ),
        CommonWording(
            says="Parameter sharing improves efficiency.",
            but="It saves memory and data, not arithmetic: a layer with unshared weights and the same windows "
            "takes exactly as many multiply-adds.",
        ),
    ),
    claims=(
        Claim(
            says="A shared filter is a copy at every position; its gradient is the sum of the copies' gradients.",
            experiment="copies_behave_as_one",
            source="Goodfellow, Bengio & Courville 2016, §9.2",
        ),
        Claim(
            says="3×32×32 → 16×32×32 takes 448 parameters shared, 458,752 unshared, 50,348,032 fully connected.",
            experiment="three_counts",
        ),
        Claim(says="The parameters do not depend on the image size.", experiment="indifferent_to_size"),
        Claim(
            says="Sharing makes the layer equivariant to translation, not invariant.",
            experiment="shifts_with_the_input",
            source="Goodfellow, Bengio & Courville 2016, §9.2",
            refutes=True,
        ),
        Claim(
            says="Equivariance to every shift holds at stride 1 and away from borders.",
            experiment="not_at_borders_nor_with_stride",
            refutes=True,
        ),
        Claim(
            says="Sharing does not reduce the multiply-adds.",
            experiment="as_many_products",
            source="Goodfellow, Bengio & Courville 2016, §9.2",
            refutes=True,
        ),
        Claim(says="A shared weight acts at every position.", experiment="many_positions_teach_one_weight"),
        Claim(
            says="A shared filter cannot adapt to its position, an unshared one can.",
            experiment="cannot_adapt",
            source="Goodfellow, Bengio & Courville 2016, §9.5",
        ),
        Claim(
            says="DeepFace uses locally connected layers, since parts of an aligned face differ by position.",
            source="Taigman, Yang, Ranzato & Wolf 2014, §3.1",
        ),
    ),
    follow_ups=(
        FollowUp(
            ask="When is sharing wrong?",
            answer="When statistics differ by position: aligned faces (the locally connected layers of DeepFace), "
            "images of a "
            "fixed camera.",
        ),
        FollowUp(
            ask="How does sharing appear in the gradient?",
            answer="The gradient of a shared weight is the sum of the gradients that its copies at all positions "
            "would have.",
        ),
        FollowUp(
            ask="Give the equivariance property in a formula.",
            answer="f(T_s x) = T_s f(x) for shifts s; invariance would be f(T_s x) = f(x).",
        ),
    ),
    rubric=(
        Point(
            text="the same weights at every position of a feature map",
            essential=True,
            words=(
                "same weights|same filter|same kernel|share|sharing|reus",
                "every position|all positions|each position|everywhere|every location|all locations|feature map",
            ),
        ),
        Point(
            text="far fewer parameters than fully connected, independent of the image size",
            essential=True,
            words=(
                "fewer parameters|less parameters|fewer weights|reduc parameters|fewer",
                "fully connected|dense|independent|image size|input size",
            ),
        ),
        Point(text="equivariance, not invariance", essential=True, words=("equivarian",)),
        Point(
            text="more data per weight, which helps generalisation",
            words=("generalis|generaliz|overfit|more data|regulari",),
        ),
        Point(
            text="contrast: locally connected (no sharing) and fully connected (no locality)",
            words=("locally connected|untied", "fully connected|dense"),
        ),
        Point(
            text="the limit: it cannot adapt to the position; arithmetic is not reduced",
            words=("limit|adapt|position dependent|cannot", "arithmetic|comput|MACs|FLOPs"),
        ),
    ),
    trap="Sharing gives invariance (it gives equivariance).",
    sources=(
        "Goodfellow, Bengio & Courville 2016, Deep Learning, §9.2 and §9.5",
        "Taigman, Yang, Ranzato & Wolf 2014, DeepFace, §3.1",
    ),
    related=(1, 11, 16),
)
