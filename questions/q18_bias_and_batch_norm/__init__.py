"""Question 18: the bias of a convolution in front of batch norm."""

from __future__ import annotations

from questions.model import Claim, CommonWording, FollowUp, Point, Question

ANSWER = """\
**No**, where batch norm *directly follows* the convolution.

- Batch norm subtracts the mean of each channel. A bias adds the same constant to the channel and to its mean, so it
  **cancels exactly**.
- Its gradient is zero, and batch norm's **β takes its role**: β alone sets the channel's mean.
- Standard practice is therefore a convolution without bias (`bias=False`), then batch norm.
- At inference the same holds if the running mean was gathered with that bias.

It is **not** redundant where an activation stands between, where the normaliser does not subtract the channel's own
mean (layer norm, group norm with several channels in a group), or with frozen statistics that belong to another layer.

When batch norm is **folded** into the convolution for deployment, a bias comes back:
`w' = w·γ/√(σ²+ε)`, `b' = (b − μ)·γ/√(σ²+ε) + β`.
"""


QUESTION = Question(
    number=18,
    slug="bias-and-batch-norm",
    title="Should we use bias in conv followed by BatchNorm?",
    level="hard",
    topics=("batch norm",),
    answer=ANSWER,
    formula="γ·((z + b) − (μ + b))/√(σ² + ε) + β = γ·(z − μ)/√(σ² + ε) + β",
    latex=r"\gamma\,\frac{(z + b) - (\mu + b)}{\sqrt{\sigma^2 + \varepsilon}} + \beta"
    r" = \gamma\,\frac{z - \mu}{\sqrt{\sigma^2 + \varepsilon}} + \beta",
    common_wording=(
        CommonWording(
            says="The bias of a convolution after batch norm is redundant.",
            but="The bias of a convolution followed by batch norm is: the mean must be subtracted after the bias is "
            "added. A convolution after a batch norm keeps the use of its bias.",
        ),
    ),
    claims=(
        Claim(
            says="In training the bias of a convolution directly followed by batch norm cancels.",
            experiment="bias_cancels_in_training",
            source="Ioffe & Szegedy 2015, §3.2",
        ),
        Claim(says="Its gradient is zero.", experiment="gradient_is_zero"),
        Claim(says="β alone sets the mean of a channel.", experiment="beta_sets_the_mean"),
        Claim(
            says="At inference it cancels if the running mean was gathered with it, else not.",
            experiment="inference_needs_its_own_statistics",
        ),
        Claim(
            says="ReLU between, layer norm, group norm with several channels a group and foreign statistics keep the "
            "bias; instance norm removes it.",
            experiment="every_case_as_listed",
        ),
        Claim(
            says="In a convolution after batch norm the bias is not redundant.",
            experiment="after_batch_norm_is_another_matter",
            refutes=True,
        ),
        Claim(says="A folded convolution does what convolution and batch norm did.", experiment="folding_is_exact"),
        Claim(
            says="Folding a batch norm into the zero-padded convolution after it is wrong at the border only.",
            experiment="folding_forward_fails_at_the_border",
        ),
        Claim(
            says="Standard practice is a convolution without bias, then batch norm.",
            source="torchvision, source of ResNet (bias=False in conv1x1 and conv3x3)",
        ),
    ),
    follow_ups=(
        FollowUp(
            ask="What if the bias stays?",
            answer="Nothing breaks: its gradient is zero (weight decay slowly shrinks it), a little memory and "
            "time are lost.",
        ),
        FollowUp(
            ask="Batch norm before the convolution (pre-activation)?",
            answer="Then that convolution's own bias is not cancelled by it. And folding batch norm into a following "
            "zero-padded convolution is wrong at the border, because the padding is not shifted.",
        ),
        FollowUp(
            ask="And a dense layer with batch norm?",
            answer="The same argument: the mean of each feature is subtracted.",
        ),
    ),
    rubric=(
        Point(
            text="redundant when batch norm directly follows",
            essential=True,
            words=("redundant|unnecessary|useless|no need|not needed|no effect|superfluous|wasted",),
        ),
        Point(
            text="the mean subtraction cancels a per-channel constant",
            essential=True,
            words=("mean", "subtract|cancel|remov|centre|center"),
        ),
        Point(text="β takes over", essential=True, words=("β|shift parameter|own bias|own shift",)),
        Point(
            text="standard practice: bias=False",
            words=("bias=False|bias false|without bias|no bias|turn off|omit|drop bias",),
        ),
        Point(
            text="exceptions: activation between, layer norm and group norm, frozen statistics",
            words=("layer norm|layernorm|group norm|groupnorm|instance norm|activation between|frozen|exception",),
        ),
        Point(
            text="folding brings a bias back at inference", words=("fold|fuse|merge|absorb", "bias|inference|deploy")
        ),
    ),
    trap="The bias is redundant in a convolution after a batch norm (in one before it).",
    sources=(
        "Ioffe & Szegedy 2015, Batch normalization, §3.2",
        "Simonyan & Zisserman 2015, Very deep convolutional networks, Table 1",
        "torchvision, source of ResNet",
    ),
    related=(11, 13),
)
