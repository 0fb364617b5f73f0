"""Question 11: the parameters of a convolution layer."""

from __future__ import annotations

from questions.model import Claim, FollowUp, Point, Question

ANSWER = """\
**Parameters = (K_h · K_w · C_in/g) · C_out + C_out**

- One filter has K_h · K_w weights for each of the C_in/g input channels that it sees (g groups).
- There are C_out filters.
- Each has one bias; there are none if the layer is stated without.

There is **no** dependence on the input's spatial size, on stride, padding or dilation. A dense layer after
flattening does depend on the size.

Example: 128 filters of 3×3 on 64 channels have 3·3·64·128 + 128 = **73,856** parameters (VGG's conv2_1); each
filter is 3×3×64.
"""


QUESTION = Question(
    number=11,
    slug="parameters",
    title="Calculate parameters in a conv layer?",
    level="medium",
    topics=("convolution arithmetic",),
    answer=ANSWER,
    formula="K_h·K_w·(C_in/g)·C_out + C_out",
    latex=r"K_h \cdot K_w \cdot \frac{C_{in}}{g} \cdot C_{out} + C_{out}",
    claims=(
        Claim(
            says="A layer has K_h·K_w·(C_in/g)·C_out weights and, with bias, C_out more.",
            experiment="formula_counts_arrays",
            source="PyTorch documentation of Conv2d",
        ),
        Claim(
            says="Input size, stride, padding and dilation change shapes, not the parameters.",
            experiment="nothing_but_shapes_changes",
        ),
        Claim(
            says="A dense layer after flattening does depend on the input's size.",
            experiment="dense_layer_depends_on_size",
        ),
        Claim(says="128 filters of 3×3×64 have 3·3·64·128 + 128 = 73,856 parameters.", experiment="vgg_conv2_1"),
        Claim(
            says="Groups divide C_in: AlexNet's conv2 has half the weights that it would have ungrouped.",
            experiment="groups_divide_inputs",
            source="Krizhevsky, Sutskever & Hinton 2012, §3.5",
        ),
        Claim(
            says="124 of VGG-16's 138 million parameters sit in its three dense layers, 102.8 million in fc6.",
            experiment="vgg_is_mostly_dense",
            source="Simonyan & Zisserman 2015, Table 2",
        ),
        Claim(says="A parameter takes 4 bytes in float32.", experiment="four_bytes_each"),
        Claim(
            says="Training with Adam holds about four values a parameter: weight, gradient and two moments.",
            source="Kingma & Ba 2015, Algorithm 1",
        ),
    ),
    follow_ups=(
        FollowUp(
            ask="Which layers hold VGG-16's parameters?",
            answer="124 of 138 million sit in the three fully connected layers, 102.8 million in fc6 alone.",
        ),
        FollowUp(
            ask="Does stride change the parameter count?",
            answer="No. Stride, padding, dilation and input size change shapes and work only.",
        ),
        FollowUp(
            ask="How much memory is that?",
            answer="4 bytes each in float32. Training with Adam needs about four times as much: weights, gradients and "
            "two moments.",
        ),
    ),
    rubric=(
        Point(
            text="K_h·K_w·C_in weights per filter",
            essential=True,
            words=("K_h·K_w·C_in|K_h×K_w×C_in|K²·C_in|K·K·C_in|K×K×C_in|3·3·C|3×3×3|kernel size input channels",),
        ),
        Point(
            text="times C_out filters",
            essential=True,
            words=("C_out|number filters|output channels|out channels|times filters",),
        ),
        Point(
            text="plus one bias per filter, unless bias=False",
            essential=True,
            words=("bias", "per filter|one|each|bias=False|unless|plus"),
        ),
        Point(
            text="independent of input size, stride, padding and dilation",
            words=("independent|not depend|regardless", "input size|stride|padding|dilation|image size|resolution"),
        ),
        Point(text="groups divide C_in", words=("group", "divid|/g|split|fewer")),
        Point(text="a worked example", words=("example|instance|1792|896|9408",)),
    ),
    trap="The number of parameters depends on the image size (a convolution's does not).",
    sources=(
        "PyTorch documentation of Conv2d and BatchNorm2d",
        "LeCun, Bottou, Bengio & Haffner 1998, Gradient-based learning applied to document recognition, §II.B",
        "Krizhevsky, Sutskever & Hinton 2012, ImageNet classification with deep convolutional networks, §3.5",
        "Simonyan & Zisserman 2015, Very deep convolutional networks, Tables 1 and 2",
        "Iandola et al. 2016, SqueezeNet, Table 1",
        "Kingma & Ba 2015, Adam: a method for stochastic optimization, Algorithm 1",
        "Szegedy et al. 2015, Going deeper with convolutions, Table 1",
    ),
    related=(2, 4, 16, 18),
)
