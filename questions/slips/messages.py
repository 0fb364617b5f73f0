"""What a learner is told of mistakes that many variants share."""

from __future__ import annotations

MESSAGES = {
    "bias.forgotten": "You left out the bias: one per output channel.",
    "bias.flipped": "The ask says whether the layer has a bias; you counted the other case.",
    "bias.on_input_channels": "There is one bias per output channel, not per input channel.",
    "bias.per_channel": "A filter has one bias, added once after summing over channels, not once per channel.",
    "pad.single": "Padding acts on both sides: the term is 2P, you used P.",
    "pad.ignored": "You left the padding out.",
    "plus1.missing": "(I − K + 2P)/S counts the steps; the number of positions is one more.",
    "round.ceil": "A last window that does not fit is dropped: floor it (only pooling in ceil_mode rounds up).",
    "round.floor": "Here the size is rounded up: ⌈I/S⌉.",
    "stride.ignored": "You computed the stride-1 answer.",
    "stride.ratio_only": "Dividing by the stride is only right when the padding keeps the size; use the formula.",
    "dilation.ignored": "You used the undilated kernel: dilated by D it spans D(K − 1) + 1 samples, not K.",
    "keff.k_times_d": "The effective kernel is D(K − 1) + 1, not K·D: there are K − 1 gaps, not K.",
    "keff.zeros_counted": "D=1 means no holes: each gap holds D − 1 zeros, not D.",
    "depth.forgotten": "Every filter spans all input channels of its group: multiply by C_in/g.",
    "channels.forgotten": "You counted one input channel; the sum runs over all of them.",
    "kernel.side_not_area": "A K×K kernel has K² taps, not K.",
    "groups.ignored": "With g groups a filter sees only C_in/g of the C_in channels.",
    "groups.both_divided": "C_in is divided by g, C_out is not: the groups together still have C_out filters.",
    "mac.input_positions": "You took the input's positions: work is done once per output position.",
    "mac.positions_forgotten": "That is the number of weights; each is used at every output position.",
    "mac.one_axis": "The map has O×O positions; you multiplied by O.",
    "flops.doubled": "You counted multiplications and additions separately (FLOPs); the ask wants MACs.",
    "flops.macs": "You gave MACs; a FLOP count has two operations for each, a multiplication and an addition.",
    "rf.sum_kernels": "Kernels do not add up: each layer adds K − 1 (times the jump), starting from 1.",
    "rf.current_stride": "The jump for a layer is the product of the strides before it; "
    "its own stride acts only on later layers.",
    "rf.strides_ignored": "After a stride of S each step of a later layer covers S input samples.",
    "rf.started_at_zero": "A single input sample already has a receptive field of 1; you started from 0.",
    "rf.product": "Receptive fields of stacked layers add, they do not multiply.",
    "invariance.confused": "That is invariance (the output does not change). "
    "Convolution is equivariant: the output shifts with the input.",
    "bn.four_learned": "Batch norm learns γ and β only: 2 per channel. Running mean and variance are buffers.",
    "bn.forgotten": "You left out batch norm's two parameters per channel.",
    "bn.with_conv_bias": "The convolution is stated without bias; batch norm's β takes its role.",
    "ds.standard_conv": "That is the dense convolution.",
    "ratio.inverted": "You gave the reciprocal.",
    "ratio.of_remaining": "You gave what remains, not what is saved.",
    "axes.swapped": "Rows and columns are exchanged.",
    "batch.forgotten": "The gradient sums over the batch as well.",
}
"""What a learner is told when a typed value equals the slip's, by tag."""
