"""Question 9: the dilated convolution."""

from __future__ import annotations

from questions.model import Claim, FollowUp, Point, Question

ANSWER = """\
A dilated (*atrous*) convolution leaves **D − 1 holes between neighbouring taps**, as if zeros stood there; nothing is
computed for them.

- Effective kernel: **K + (K − 1)(D − 1) = D(K − 1) + 1**.
- The receptive field grows without more weights, without more MACs per output and without downsampling: a stack at
  stride 1 sees 1 + (K − 1)·ΣD.
- To keep the size at stride 1, pad by D(K − 1)/2 on each side.
- Dilations that share a factor skip samples (*gridding*): three 3-tap layers with 2, 2, 2 read 7 of 13. Doubling them,
  1, 2, 4, …, reads every sample.

Example: 3×3 with D = 4 spans **9×9** with 9 weights. Used where the output is dense: DeepLab (segmentation), WaveNet
(sound).
"""


QUESTION = Question(
    number=9,
    slug="dilated",
    title="What is dilated convolution? Why use it?",
    level="hard",
    topics=("dilated convolution",),
    answer=ANSWER,
    formula="K_e = K + (K − 1)(D − 1) = D(K − 1) + 1",
    latex=r"K_e = K + (K - 1)(D - 1) = D(K - 1) + 1",
    claims=(
        Claim(
            says="A dilated kernel acts as one with D − 1 zeros between its weights.",
            experiment="holes_are_zeros",
            source="Dumoulin & Visin 2016, §5.1; Yu & Koltun 2016, §2",
        ),
        Claim(
            says="The effective kernel is K + (K − 1)(D − 1) = D(K − 1) + 1.",
            experiment="span_is_effective_kernel",
            source="Dumoulin & Visin 2016, §5.1",
        ),
        Claim(
            says="It sees further with the same parameters, MACs per output and resolution.",
            experiment="wider_for_nothing",
            source="Yu & Koltun 2016",
        ),
        Claim(says="At stride 1, padding D(K − 1)/2 on each side keeps the size.", experiment="padding_keeps_size"),
        Claim(
            says="Dilations with a common factor leave gaps.",
            experiment="common_factor_leaves_gaps",
            source="Wang et al. 2018, §3.2",
        ),
        Claim(
            says="Without a common factor there can still be gaps, where a dilation outgrows the field before it.",
            experiment="no_common_factor_is_not_enough",
            source="Wang et al. 2018, §3.2",
        ),
        Claim(
            says="Where they share a factor, neighbouring outputs read disjoint samples.",
            experiment="neighbours_read_apart",
        ),
        Claim(
            says="Doubling dilations let the field grow exponentially with depth, and every sample is read.",
            experiment="doubling_covers_all",
            source="van den Oord et al. 2016, §2.1; Yu & Koltun 2016, §2",
        ),
        Claim(
            says="Near the size of the map most taps fall into the padding.",
            experiment="large_rates_fall_into_padding",
            source="Chen et al. 2017, Rethinking atrous convolution, §3.3 and Figure 4",
        ),
        Claim(
            says="DeepLab uses it for segmentation, WaveNet for sound.",
            source="Chen et al. 2015; van den Oord et al. 2016",
        ),
    ),
    follow_ups=(
        FollowUp(
            ask="What is gridding, and the cure?",
            answer="With a common factor, neighbouring outputs read disjoint samples, and fine detail falls apart. Use "
            "dilations without one, such as 1, 2, 5, or end with smaller ones.",
        ),
        FollowUp(
            ask="Why not always use it instead of pooling?",
            answer="The maps stay large, and so do memory and work. DeepLab's ASPP therefore runs on features at "
            "stride 8 or "
            "16.",
        ),
        FollowUp(
            ask="What happens when the rate nears the size of the map?",
            answer="The outer taps fall into the padding: on 65×65 a 3×3 kernel has on average 4.3 of its 9 taps "
            "inside at "
            "rate 30, and about one at rate 64. It becomes a 1×1 convolution.",
        ),
    ),
    rubric=(
        Point(
            text="D − 1 holes between neighbouring taps",
            essential=True,
            words=("hole|gap|zeros|spac|skip|atrous", "taps|D−1|weights|kernel|between|samples"),
        ),
        Point(
            text="effective kernel D(K − 1) + 1",
            essential=True,
            words=("D(K−1)+1|K+(K−1)(D−1)|effective kernel|effective",),
        ),
        Point(
            text="larger receptive field with the same parameters and resolution",
            essential=True,
            words=("receptive", "parameters|weights", "resolution|size|pooling|downsampl"),
        ),
        Point(
            text="padding D(K − 1)/2 keeps the size at stride 1",
            words=("padding|pad", "D(K−1)/2|keeps size|same size|same"),
        ),
        Point(text="gridding, and how the choice of dilations avoids it", words=("grid|checker|artefact|artifact",)),
        Point(text="DeepLab with ASPP, WaveNet", words=("deeplab|ASPP|wavenet|segmentation|audio",)),
    ),
    trap="The effective kernel is K·D (it is D(K − 1) + 1).",
    sources=(
        "Yu & Koltun 2016, Multi-scale context aggregation by dilated convolutions",
        "Dumoulin & Visin 2016, A guide to convolution arithmetic for deep learning, §5.1",
        "Chen et al. 2015, Semantic image segmentation with deep convolutional nets and fully connected CRFs",
        "Chen et al. 2017, Rethinking atrous convolution for semantic image segmentation, §3.3",
        "van den Oord et al. 2016, WaveNet, §2.1",
        "Wang et al. 2018, Understanding convolution for semantic segmentation, §3.2",
    ),
    related=(3, 5, 15),
)
