"""The convolution engine: the real ops on (n, c, h, w) arrays, under PyTorch's names and semantics."""

# ruff: noqa: F401  # the names are offered, not used
# mypy: implicit-reexport

from typing import TYPE_CHECKING

from solvers.door import door

if TYPE_CHECKING:
    from solvers.engine.axes import axis, windows, windows1d
    from solvers.engine.conv import conv1d, conv2d, conv_transpose2d
    from solvers.engine.deform import deform_conv2d
    from solvers.engine.dense import conv_as_matrix, fold, linear, locally_connected2d, unfold
    from solvers.engine.enlarge import pixel_shuffle, upsample_bilinear2d, upsample_nearest2d
    from solvers.engine.gradients import (
        avg_pool2d_grad,
        batch_norm_grad,
        conv2d_bias_grad,
        conv2d_input_grad,
        conv2d_weight_grad,
        conv_transpose2d_input_grad,
        conv_transpose2d_weight_grad,
        max_pool2d_grad,
    )
    from solvers.engine.norm import (
        batch_norm,
        channel_shuffle,
        fold_batch_norm,
        group_norm,
        instance_norm,
        layer_norm,
        relu,
    )
    from solvers.engine.pool import avg_pool2d, global_avg_pool2d, global_max_pool2d, max_pool2d
    from solvers.engine.volume import conv3d
else:
    __getattr__, __dir__ = door(
        __name__,
        {
            "axes": "axis windows windows1d",
            "conv": "conv1d conv2d conv_transpose2d",
            "deform": "deform_conv2d",
            "dense": "conv_as_matrix fold linear locally_connected2d unfold",
            "enlarge": "pixel_shuffle upsample_bilinear2d upsample_nearest2d",
            "gradients": (
                "avg_pool2d_grad batch_norm_grad conv2d_bias_grad conv2d_input_grad conv2d_weight_grad "
                "conv_transpose2d_input_grad conv_transpose2d_weight_grad max_pool2d_grad"
            ),
            "norm": "batch_norm channel_shuffle fold_batch_norm group_norm instance_norm layer_norm relu",
            "pool": "avg_pool2d global_avg_pool2d global_max_pool2d max_pool2d",
            "volume": "conv3d",
        },
    )
