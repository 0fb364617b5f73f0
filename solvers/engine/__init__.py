"""The convolution engine: the real ops on (n, c, h, w) arrays, under PyTorch's names and semantics."""

from .axes import windows, windows1d
from .conv import conv1d, conv2d, conv_transpose2d
from .deform import deform_conv2d
from .dense import conv_as_matrix, fold, linear, locally_connected2d, unfold
from .gradients import (
    avg_pool2d_grad,
    batch_norm_grad,
    conv2d_bias_grad,
    conv2d_input_grad,
    conv2d_weight_grad,
    conv_transpose2d_input_grad,
    conv_transpose2d_weight_grad,
    max_pool2d_grad,
)
from .norm import batch_norm, channel_shuffle, fold_batch_norm, group_norm, instance_norm, layer_norm, relu
from .pool import avg_pool2d, global_avg_pool2d, global_max_pool2d, max_pool2d

__all__ = [
    "avg_pool2d",
    "avg_pool2d_grad",
    "batch_norm",
    "batch_norm_grad",
    "channel_shuffle",
    "conv1d",
    "conv2d",
    "conv2d_bias_grad",
    "conv2d_input_grad",
    "conv2d_weight_grad",
    "conv_as_matrix",
    "conv_transpose2d",
    "conv_transpose2d_input_grad",
    "conv_transpose2d_weight_grad",
    "deform_conv2d",
    "fold",
    "fold_batch_norm",
    "global_avg_pool2d",
    "global_max_pool2d",
    "group_norm",
    "instance_norm",
    "layer_norm",
    "linear",
    "locally_connected2d",
    "max_pool2d",
    "max_pool2d_grad",
    "relu",
    "unfold",
    "windows",
    "windows1d",
]
