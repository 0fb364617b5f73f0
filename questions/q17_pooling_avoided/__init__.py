"""Question 17: why some modern networks avoid pooling."""

from __future__ import annotations

from questions.model import Claim, CommonWording, FollowUp, Point, Question

ANSWER = """\
They downsample with **strided convolutions**, so that the reduction is **learned** instead of fixed; the
all-convolutional net (Springenberg et al. 2015) replaced its pools in this way without losing accuracy.

- **ResNet does not avoid pooling altogether.** conv3_x to conv5_x halve the map by stride, but a 3×3 max pool with
  stride 2 follows conv1, and global average pooling precedes the classifier.
- **A strided convolution discards as well.** With stride 2 it is the dense convolution with three of four outputs
  dropped; ResNet's 1×1 shortcut with stride 2 never reads 75% of its input positions.
- **Cost:** a pool has no parameters, a replacement C → C has K²·C² weights. But putting the stride *into* a
  convolution, instead of a pool after it, saves three quarters of that convolution's work.
- Average pooling is a strided convolution with fixed weights (1/K², each channel by itself). Max pooling is not: it
  is not linear.
"""


QUESTION = Question(
    number=17,
    slug="pooling-avoided",
    title="Why do some modern CNNs (ResNet) avoid pooling?",
    level="medium",
    topics=("pooling", "stride and padding"),
    answer=ANSWER,
    formula="pool ⌊I/2⌋, 0 weights; 3×3/2 convolution ⌈I/2⌉, 9C² weights",
    latex=r"\left\lfloor I/2 \right\rfloor \text{ and } 0 \text{ weights against } "
    r"\left\lceil I/2 \right\rceil \text{ and } 9C^2",
    common_wording=(
        CommonWording(
            says="ResNet avoids pooling.",
            but="conv3_x to conv5_x reduce by stride, yet a 3×3 max pool with stride 2 follows conv1 and global "
            "average pooling precedes the classifier.",
        ),
        CommonWording(
            says="Strided convolution avoids losing information.",
            but="Any such reduction can lose some. Stride 2 drops three of four outputs of the dense convolution, "
            "and a 1×1 convolution with stride 2 ignores 75% of the positions.",
        ),
    ),
    claims=(
        Claim(
            says="ResNet-50 keeps a max pool after conv1 and a global average pool; later stages reduce by stride.",
            experiment="resnet_keeps_pools",
            source="He et al. 2016, Table 1, §3.3",
            refutes=True,
        ),
        Claim(
            says="A stride-2 convolution is the dense one with three of four outputs dropped.",
            experiment="strided_is_subsampled",
        ),
        Claim(
            says="A 1×1 convolution with stride 2 reads a quarter of the positions, 2×2 and 3×3 read all.",
            experiment="pointwise_stride_skips",
            source="He et al. 2019, §4.2",
            refutes=True,
        ),
        Claim(
            says="A strided convolution can lose information: a 1×1 with stride 2 gives different images the same "
            "output, and any that leaves fewer numbers than it was given must.",
            experiment="stride_forgets",
            refutes=True,
        ),
        Claim(
            says="Average pooling is a strided convolution with fixed weights.",
            experiment="average_is_a_strided_convolution",
            source="Springenberg et al. 2015, §2",
        ),
        Claim(says="Max pooling is not linear, so it is no convolution.", experiment="max_is_not_linear"),
        Claim(says="The learned replacement costs K²·C² weights.", experiment="learning_costs_parameters"),
        Claim(
            says="Stride 2 in the convolution takes a quarter of the work of a pool after it.",
            experiment="stride_quarters_work",
        ),
        Claim(says="Strided convolutions and pools both alias under odd shifts.", experiment="both_alias"),
        Claim(
            says="Pools can be replaced by strided convolutions without loss of accuracy on several benchmarks.",
            source="Springenberg et al. 2015, §3",
        ),
    ),
    follow_ups=(
        FollowUp(
            ask="How was ResNet's shortcut mended?",
            answer="ResNet-D puts a 2×2 average pool with stride 2 before a 1×1 with stride 1, so that every "
            "position counts. On the bottleneck's own path the first 1×1 with stride 2 skips as many: ResNet-B moves "
            "the stride into the 3×3 (He et al. 2019, §4.2). As ResNet v1.5, torchvision has it for its accuracy.",
        ),
        FollowUp(
            ask="When is pooling still the better choice?",
            answer="It has no parameters, which helps with little data; and global average pooling before the "
            "classifier is "
            "nearly universal, since it takes any input size.",
        ),
        FollowUp(
            ask="What about aliasing?",
            answer="Both subsample, so a shift by one pixel changes more than the position. A blur before the "
            "subsampling "
            "restores much of the robustness to shifts (Zhang 2019).",
        ),
    ),
    rubric=(
        Point(
            text="strided convolutions replace pooling between stages",
            essential=True,
            words=("strid", "replac|instead|convolution|in place"),
        ),
        Point(
            text="the reduction is learned, not fixed",
            essential=True,
            words=("learn", "reduc|downsampl|subsampl|fixed|pool"),
        ),
        Point(
            text="ResNet keeps one max pool and global average pooling",
            essential=True,
            words=("resnet", "max pool|maxpool|stem", "global average|GAP|average pooling|avg"),
        ),
        Point(
            text="cost: more parameters; but the stride saves the dense convolution's work",
            words=("parameters|weights|cost|comput|MACs", "stride|work|saves|more|cheaper"),
        ),
        Point(
            text="information is lost either way (1×1 with stride 2 reads a quarter)",
            words=("information|detail|lost|lose|loss|discard|throw", "quarter|1×1|either|both|still|skip"),
        ),
        Point(
            text="evidence: the all-convolutional net",
            words=("all-convolutional|all convolutional|springenberg|striving",),
        ),
    ),
    trap="A strided convolution loses no information (a 1×1 with stride 2 reads a quarter).",
    sources=(
        "He, Zhang, Ren & Sun 2016, Deep residual learning for image recognition, §3.3 and Table 1",
        "Springenberg et al. 2015, Striving for simplicity: the all convolutional net",
        "He et al. 2019, Bag of tricks for image classification, §4.2",
        "Zhang 2019, Making convolutional networks shift-invariant again",
        "torchvision, source of ResNet, which points to NVIDIA's ResNet-50 v1.5",
    ),
    related=(5, 6),
)
