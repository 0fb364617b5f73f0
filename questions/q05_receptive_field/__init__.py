"""Question 5: the receptive field and how to compute it."""

from __future__ import annotations

from questions.model import Claim, CommonWording, FollowUp, Point, Question

ANSWER = """\
The receptive field of a unit is **the region of the input that can affect it**. Per axis, starting from
RF₀ = 1:

**RF_l = RF_{l−1} + D_l(K_l − 1) · S₁·S₂·…·S_{l−1}**

- Each layer adds its span times the *jump*: the product of the strides of the layers **before** it. Its own
  stride acts only on later layers.
- Dilation D multiplies K − 1.
- Pooling layers count like convolutions.

It matters wherever context matters: segmentation, detection.

Example: VGG-16 sees 196×196 pixels after conv5_3 and **212** only after pool5.

This is the *theoretical* field. The effective one, weighted by influence, is smaller and concentrated in the
middle.
"""


QUESTION = Question(
    number=5,
    slug="receptive-field",
    title="What is receptive field? How to compute?",
    level="hard",
    topics=("receptive field",),
    answer=ANSWER,
    formula="RF_l = RF_{l−1} + D_l(K_l − 1)·∏_{i<l} S_i, RF₀ = 1",
    latex=r"RF_l = RF_{l-1} + D_l\,(K_l - 1) \prod_{i=1}^{l-1} S_i, \qquad RF_0 = 1",
    common_wording=(
        CommonWording(
            says="The receptive field of VGG16 after conv5 is about 212.",
            but="212 belongs to pool5. After conv5_1 it is 132, after conv5_2 164, after conv5_3 196.",
        ),
        CommonWording(
            says="RF_l = RF_{l−1} + (K_l − 1)·∏ stride",
            but="The product stops at layer l − 1: 3×3/2 and then 3×3 see 7 samples. Taking a layer's own stride "
            "too gives 9. With dilation the term is D(K − 1).",
        ),
    ),
    claims=(
        Claim(
            says="RF_l = RF_{l−1} + D_l(K_l − 1)·∏_{i<l} S_i, from RF₀ = 1, is the extent of what affects an output.",
            experiment="recurrence_gives_footprint",
            source="Araujo, Norris & Sim 2019, eq. 2",
        ),
        Claim(
            says="VGG-16 has 196 after conv5_3; 212 is pool5.",
            experiment="vgg_has_196_then_212",
            source="Araujo, Norris & Sim 2019, released table",
            refutes=True,
        ),
        Claim(
            says="The product of strides stops at the layer before.",
            experiment="own_stride_acts_later",
            source="Araujo, Norris & Sim 2019, eq. 2",
            refutes=True,
        ),
        Claim(says="Pooling layers count like convolutions.", experiment="pooling_counts"),
        Claim(
            says="Dilation multiplies K − 1.",
            experiment="dilation_multiplies",
            source="Yu & Koltun 2016, Table 1",
        ),
        Claim(
            says="The effective receptive field is smaller than the theoretical one and lies in the middle.",
            experiment="influence_is_concentrated",
            source="Luo, Li, Urtasun & Zemel 2016",
        ),
        Claim(
            says="With branches the longest path sets the size: 483 or 427 for ResNet-50, by where the stride is.",
            experiment="longest_path_sets_the_size",
            source="Araujo, Norris & Sim 2019, released table (483)",
        ),
        Claim(
            says="It matters for context in segmentation and detection.",
            source="Chen et al. 2015 (LargeFOV)",
        ),
    ),
    follow_ups=(
        FollowUp(
            ask="Theoretical and effective receptive field?",
            answer="Influence falls off like a Gaussian from the centre: with all-ones weights 95% of the influence on "
            "VGG-16's conv5_3 lies in a third of its field's area.",
        ),
        FollowUp(
            ask="How do you enlarge it cheaply?",
            answer="Stride early, dilation, larger or depthwise large kernels, global pooling, attention.",
        ),
        FollowUp(
            ask="What about skip connections?",
            answer="Take the union over the paths: the longest sets the size (ResNet-50: 483 with the stride in the "
            "first 1×1 as in the paper, 427 with the stride in the 3×3 as in torchvision), but short paths carry "
            "most of the weight.",
        ),
    ),
    rubric=(
        Point(
            text="the region of the input that affects one unit",
            essential=True,
            words=("region|area|patch|part|window", "input", "affect|influenc|sees|depend|look"),
        ),
        Point(
            text="RF_l = RF_{l−1} + (K_l − 1) times the product of the earlier strides",
            essential=True,
            words=("K−1|K_l−1|kernel−1|kernel minus", "stride|jump"),
        ),
        Point(text="it starts at 1, and pooling counts", words=("start|begin|initial", "pool")),
        Point(text="dilation multiplies K − 1", words=("dilat", "K−1|effective|multipl|spread|holes")),
        Point(text="why it matters: context", words=("context|large objects|whole object|global|surround",)),
        Point(
            text="the effective receptive field is smaller, Gaussian-like",
            words=("effective", "gauss|smaller|centre|center"),
        ),
        Point(text="an example with the right number (VGG-16: conv5_3 196, pool5 212)", words=("196|212|VGG|example",)),
    ),
    trap="VGG-16's conv5 has a receptive field of 212 (that is pool5; conv5_3 has 196).",
    sources=(
        "Araujo, Norris & Sim 2019, Computing receptive fields of convolutional neural networks (Distill)",
        "Luo, Li, Urtasun & Zemel 2016, Understanding the effective receptive field",
        "Veit, Wilber & Belongie 2016, Residual networks behave like ensembles of relatively shallow networks",
        "Yu & Koltun 2016, Multi-scale context aggregation by dilated convolutions",
        "Simonyan & Zisserman 2015, Very deep convolutional networks",
        "Chen et al. 2015, Semantic image segmentation with deep convolutional nets and fully connected CRFs",
        "Long, Shelhamer & Darrell 2015, Fully convolutional networks (fc6 as a convolution)",
    ),
    related=(9, 12, 15, 17),
)
