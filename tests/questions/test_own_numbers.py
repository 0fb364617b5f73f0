"""Asks with numbers of one's own that no draw has, by both witnesses; what cannot be set is told in words."""

import pytest

from quiz.deck import catalog

SETTABLE = {
    "1.1 image=0,1;2,3;4,5;6,7;8,9 kernel=1;2 bias=0 row=0 column=0": 4,
    "2.6 in_channels=2 out_channels=3 kernel=2,2,2 size=2,3,4": {"parameters": 51, "MACs": 48 * 6},
    "3.7 layers=7/2p3,pool3/2p1": 1,
    "4.1 size=8 in_channels=1 out_channels=2 kernel=4 padding=valid": 25 * 2 * 17,
    "4.2 size=3 in_channels=2 out_channels=1 kernel=2 padding=valid": {"convolution": 9, "fully connected": 19 * 4},
    "4.3 size=3 in_channels=2 out_channels=1 kernel=2 padding=valid": 8 * 4,
    "6.2 size=32 kernel=1 stride=2 ceil_mode=true": 16,
    "6.4 channels=1 side=100 outputs=2": {"flatten": 20_002, "pooled": 4},
    "7.6 module=4,1,2,3,1,2,5": {"depth": 1 + 3 + 2 + 5, "weights": 4 * (1 + 2 + 1 + 5) + 9 * 6 + 25 * 2},
    "13.3 size=2 kernel=3 stride=2 padding=2": (3, 0, 1),
    "9.3 kernel=4 dilations=1,1,2,2,4,4,8,8,16,16,32,32,64,64": 763,
}


@pytest.mark.parametrize(("words", "value"), SETTABLE.items())
def test_what_can_be_set_is_answered_and_run(words, value):
    variant = catalog.ask(words).variant
    assert variant.answer().value == value
    assert variant.answer().accepts(variant.measure().value)
    assert variant.scene().frame(0).caption
    for slip in variant.slips():
        assert not slip.run or variant.answer().same(slip.value, slip.run().value), slip.tag
    assert catalog.ask(f"{words.split()[0]} {' '.join(variant.words())}").variant == variant


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("9.3 kernel=2 dilations=" + ",".join("1" * 33), "dilations takes at most 32 entries, not 33"),
        ("4.1 size=8 in_channels=1 out_channels=2 kernel=3 padding=none", "padding must be 'same' or 'valid'"),
        ("1.1 image=1,2;3 kernel=1 bias=0 row=0 column=0", "equally long"),
        ("7.6 module=192,0,96,128,16,32,32", "seven widths from 1 to 2048"),
        ("2.6 in_channels=2 out_channels=3 kernel=2,2 size=3,4", "one number, of a line, or three"),
        ("3.7 layers=3/64 output=64", "here it may be 1024"),
        ("7.1 in_channels=3 out_channels=8 bias=maybe", "bias must be true or false, not 'maybe'"),
        ("16.5 resolution=½ width=1", "resolution must be a number, not '½'"),
        ("20.3 in_channels=8 out_channels=8 alpha=0", r"alpha must be above 0\.0, not 0"),
        ("18.6 values=4,4,2,2 asked=0 running_mean=0 running_deviation=1 momentum=1 gamma=1 beta=0", "must be below 1"),
    ],
)
def test_what_cannot_be_set_is_told_in_words(words, told):
    with pytest.raises(ValueError, match=told):
        catalog.ask(words)


def test_the_copies_of_a_large_kernel_are_demonstrated_in_a_moment():
    """All of a map were run one by one, 33² inputs of 64² taps: for many minutes."""
    frames = catalog.ask("10.5 kernel=64 stride=2").variant.scene()
    assert frames.length < 64
    assert "32, 32" in frames.frame(frames.length - 1).caption
