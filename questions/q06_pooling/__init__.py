"""Question 6: pooling, and what max, average and global pooling do."""

from __future__ import annotations

from questions.model import Claim, CommonWording, FollowUp, Point, Question

ANSWER = """\
**Pooling with a stride downsamples feature maps**: height and width shrink, the number of channels stays. That cuts
the cost of later layers, enlarges the receptive field, and adds some robustness to small shifts, which is approximate
and local, not exact.

- **Max pooling** keeps the strongest activation of each window. Its gradient goes to that input alone.
- **Average pooling** smooths: it takes the mean of each window. Its gradient is shared out evenly.
- **Global average pooling** reduces each map to one number. It replaces flatten and the wide dense layers; a final
  linear classifier normally stays. It has no parameters that could overfit, and accepts any input size.

Example: VGG-16's dense layers have 123,642,856 parameters; global average pooling and one linear layer to 1000
classes would have **513,000**.
"""


QUESTION = Question(
    number=6,
    slug="pooling",
    title="Why use pooling? Max vs Average vs Global?",
    level="medium",
    topics=("pooling",),
    answer=ANSWER,
    formula="max: yⱼ = max xᵢ; average: yⱼ = Σxᵢ/K², i in window j",
    latex=r"y_j = \max_{i \in W_j} x_i \quad\text{or}\quad y_j = \frac{1}{K^2} \sum_{i \in W_j} x_i",
    common_wording=(
        CommonWording(
            says="Pooling makes the network translation invariant.",
            but="Only approximately, for small shifts. Max pooling (2, stride 2) turns 0,0,1,1,0,0,1,1 into 0,1,0,1, "
            "and the row shifted by one sample into 1,1,1,1: strided pooling aliases. Global pooling alone is exactly "
            "invariant, to circular shifts of the map that it pools.",
        ),
        CommonWording(
            says="Max pooling keeps sharp features.",
            but="It keeps the largest value of each window, whatever that is: a bright line on dark ground stays, a "
            "dark line on bright ground vanishes.",
        ),
        CommonWording(
            says="Pooling reduces dimensions.",
            but="Height and width, and only with a stride above 1: Inception pools 3×3 at stride 1 and keeps 28×28. "
            "The number of channels stays.",
        ),
        CommonWording(
            says="Global pooling replaces fully connected layers.",
            but="It replaces flatten and the wide dense layers; a final linear classifier normally stays. Network in "
            "Network, which has none, is the exception.",
        ),
    ),
    claims=(
        Claim(
            says="Pooling reduces height and width with a stride above 1, and never the channels.",
            experiment="strided_pooling_shrinks",
            source="Szegedy et al. 2015, Figure 2",
            refutes=True,
        ),
        Claim(says="Halving both sides quarters the work of a later layer.", experiment="later_layers_get_cheaper"),
        Claim(
            says="Pooling adds K − 1 jumps to the receptive field, and its stride multiplies what later layers add.",
            experiment="pooling_enlarges_fields",
            source="Araujo, Norris & Sim 2019, eq. 2",
        ),
        Claim(
            says="Strided pooling is not invariant to shifts.",
            experiment="pooling_is_not_invariant",
            source="Zhang 2019, §3; Azulay & Weiss 2019",
            refutes=True,
        ),
        Claim(
            says="Global average pooling is invariant to circular shifts of its map.",
            experiment="global_pooling_is_invariant",
        ),
        Claim(
            says="Max pooling sends the gradient to the largest input, average pooling to all.",
            experiment="maximum_routes_gradient",
        ),
        Claim(
            says="Max pooling keeps the largest value, whatever it is: a dark line on bright ground vanishes.",
            experiment="largest_is_not_sharpest",
            refutes=True,
        ),
        Claim(says="Max pooling pads with −∞, not with zeros.", experiment="padding_never_wins"),
        Claim(
            says="Average pooling is a depthwise convolution with weights 1/K².",
            experiment="average_is_a_convolution",
        ),
        Claim(
            says="Average pooling at a border depends on whether padding counts.",
            experiment="padding_counts_or_not",
            source="PyTorch documentation of AvgPool2d, count_include_pad",
        ),
        Claim(
            says="VGG-16's dense layers have 123,642,856 parameters, global average pooling and a classifier 513,000.",
            experiment="head_of_vgg",
            source="Simonyan & Zisserman 2015, Table 1",
        ),
        Claim(
            says="Behind global average pooling one classifier accepts any input size.",
            experiment="any_input_size",
        ),
        Claim(
            says="Having no parameters, global average pooling reduces overfitting in the head.",
            source="Lin, Chen & Yan 2014, §3.2",
        ),
    ),
    follow_ups=(
        FollowUp(
            ask="What does max pooling pad with?",
            answer="−∞: zeros would win over negative activations.",
        ),
        FollowUp(
            ask="How do you make pooling more robust to shifts?",
            answer="Blur before subsampling (anti-aliased pooling): max pooling at stride 1, a low-pass filter, "
            "then the "
            "stride.",
        ),
        FollowUp(
            ask="Max or average before the classifier?",
            answer="Average as a rule: gradients reach all positions and noise is averaged out. Max keeps a single "
            "detection.",
        ),
    ),
    rubric=(
        Point(
            text="reduces height and width (with a stride), not channels",
            essential=True,
            words=("height width|spatial|resolution|size|downsampl", "channel|depth"),
        ),
        Point(
            text="max keeps the strongest response, average smooths",
            essential=True,
            words=("max", "strong|largest|maximum|highest|dominant", "average|mean"),
        ),
        Point(
            text="global average pooling: one value per channel, no parameters, replaces flatten + FC",
            essential=True,
            words=(
                "global",
                "one value|per channel|single|one number",
                "flatten|fully connected|FC|no parameters|dense",
            ),
        ),
        Point(
            text="enlarges the receptive field and saves computation",
            words=("receptive", "comput|cost|saves|cheaper|memory|faster"),
        ),
        Point(text="some invariance to small shifts, not exact", words=("invarian", "shift|translation|small|local")),
        Point(text="max routes the gradient to the maximum", words=("gradient|backprop|backward", "max|argmax|winner")),
    ),
    trap="Pooling makes the network translation invariant (roughly, to small shifts).",
    sources=(
        "Goodfellow, Bengio & Courville 2016, Deep Learning, §9.3",
        "Lin, Chen & Yan 2014, Network in network, §3.2",
        "Araujo, Norris & Sim 2019, Computing receptive fields of convolutional neural networks, eq. 2",
        "Simonyan & Zisserman 2015, Very deep convolutional networks, Table 1",
        "Szegedy et al. 2015, Going deeper with convolutions, §5 and Figure 2",
        "Zhang 2019, Making convolutional networks shift-invariant again, §3",
        "Azulay & Weiss 2019, Why do deep convolutional networks generalize so poorly to small image transformations?",
        "PyTorch documentation of MaxPool2d and AvgPool2d",
    ),
    related=(3, 17),
)
