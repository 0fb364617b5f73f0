"""Counts and sizes that papers and libraries publish, by closed form and by a run."""

import pytest

from quiz.deck import catalog

PUBLISHED = {
    # https://github.com/facebookarchive/C3D, and every port of it
    "2.6 in_channels=3 out_channels=64 kernel=3,3,3 padding=1 size=16,112,112": ("parameters", 5_248),
    "2.6 in_channels=64 out_channels=128 kernel=3,3,3 padding=1 size=16,56,56": ("parameters", 221_312),
    # torchvision's AlexNet refuses 62×62, VGG and ResNet halve five times
    "3.7 layers=11/4p2,pool3/2,5/1p2,pool3/2,3/1p1,3/1p1,3/1p1,pool3/2": ("", 63),
    "3.7 layers=3/1p1,pool2/2,3/1p1,pool2/2,3/1p1,pool2/2,3/1p1,pool2/2,3/1p1,pool2/2": ("", 32),
    # pix2pix, whose discriminator looks at 70×70: the smallest input without padding is the field
    "3.7 layers=4/2,4/2,4/2,4/1,4/1": ("", 70),
    # PyTorch's DCGAN example: ConvTranspose2d(512, 256, 4, 2, 1, bias=False)
    "10.7 in_channels=512 out_channels=256 kernel=4 stride=2 padding=1 size=4": ("parameters", 2_097_152),
}


@pytest.mark.parametrize(("words", "part", "value"), [(words, *told) for words, told in PUBLISHED.items()])
def test_published(words, part, value):
    variant = catalog.ask(words).variant
    answer, measured = variant.answer().value, variant.measure().value
    assert (answer[part] if part else answer) == (measured[part] if part else measured) == value


@pytest.mark.parametrize("seed", range(20))
def test_shuffling_and_resizing_take_the_same_work(seed):
    """Only the weights differ, r² times: every output has its own K²·C_in products either way."""
    drawn = catalog.variant("10.9").draw(seed)
    value = drawn.answer().value
    assert value["shuffle MACs"] == value["resize MACs"]
    assert value["shuffle weights"] == drawn.factor**2 * value["resize weights"]


@pytest.mark.parametrize("seed", range(20))
def test_a_depthwise_layer_does_less_with_each_number_than_k_squared_halves(seed):
    """Input and output alone are two numbers for K² products: its intensity never reaches K²/2."""
    drawn = catalog.variant("8.7").draw(seed)
    value = drawn.answer().value
    assert value["depthwise"] < drawn.kernel**2 / 2
    assert value["pointwise"] < min(drawn.in_channels, drawn.out_channels)


@pytest.mark.parametrize("seed", range(40))
def test_the_order_of_axes_is_never_hidden(seed):
    """As many filters as rows or columns would make channels last look right."""
    filters, *sides = catalog.variant("2.2").draw(seed).answer().value
    assert filters not in sides
