"""Layers of published networks, and the part of their numbers that a variant draws from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from questions.drawing import Pool


@dataclass(frozen=True, slots=True)
class RealConv:
    """A convolution of a published network; square input, kernel and stride."""

    name: str
    in_channels: int
    out_channels: int
    kernel: int
    stride: int
    padding: int
    size: int
    groups: int = 1
    bias: bool = True


CONVOLUTIONS = (
    RealConv("LeNet-5 C1", 1, 6, 5, 1, 0, 32),
    RealConv("LeNet-5 C3 (all pairs connected)", 6, 16, 5, 1, 0, 14),
    RealConv("AlexNet conv1", 3, 96, 11, 4, 0, 227),
    RealConv("AlexNet conv2", 96, 256, 5, 1, 2, 27, groups=2),
    RealConv("AlexNet conv3", 256, 384, 3, 1, 1, 13),
    RealConv("AlexNet conv4", 384, 384, 3, 1, 1, 13, groups=2),
    RealConv("AlexNet conv5", 384, 256, 3, 1, 1, 13, groups=2),
    RealConv("torchvision AlexNet conv1", 3, 64, 11, 4, 2, 224),
    RealConv("ZFNet conv1", 3, 96, 7, 2, 1, 224),
    RealConv("VGG conv1_1", 3, 64, 3, 1, 1, 224),
    RealConv("VGG conv2_1", 64, 128, 3, 1, 1, 112),
    RealConv("VGG conv3_1", 128, 256, 3, 1, 1, 56),
    RealConv("VGG conv4_1", 256, 512, 3, 1, 1, 28),
    RealConv("VGG conv5_1", 512, 512, 3, 1, 1, 14),
    RealConv("ResNet conv1", 3, 64, 7, 2, 3, 224, bias=False),
    RealConv("GoogLeNet conv2", 64, 192, 3, 1, 1, 56),
    RealConv("SqueezeNet 1.0 conv1", 3, 96, 7, 2, 0, 224),
    RealConv("Inception v3 Conv2d_1a", 3, 32, 3, 2, 0, 299, bias=False),
    RealConv("Inception v3 Conv2d_2a", 32, 32, 3, 1, 0, 149, bias=False),
    RealConv("Inception v3 Conv2d_2b", 32, 64, 3, 1, 1, 147, bias=False),
    RealConv("Inception v3 Conv2d_4a", 80, 192, 3, 1, 0, 73, bias=False),
    RealConv("ResNet-50 first 3×3 of conv3_x (torchvision)", 128, 128, 3, 2, 1, 56, bias=False),
    RealConv("ResNet-50 projection shortcut", 256, 512, 1, 2, 0, 56, bias=False),
    RealConv("MobileNet conv0", 3, 32, 3, 2, 1, 224, bias=False),
    RealConv("EfficientNet-B0 depthwise 5×5", 144, 144, 5, 2, 2, 56, groups=144, bias=False),
    RealConv("ConvNeXt stem", 3, 96, 4, 4, 0, 224),
    RealConv("ConvNeXt-T depthwise 7×7", 96, 96, 7, 1, 3, 56, groups=96),
    RealConv("ViT-B/16 patch embedding", 3, 768, 16, 16, 0, 224),
    RealConv("DCGAN discriminator conv1", 3, 64, 4, 2, 1, 64, bias=False),
    RealConv("U-Net conv1", 1, 64, 3, 1, 0, 572),
    RealConv("YOLOv3 down 1", 32, 64, 3, 2, 1, 416, bias=False),
)


def real_layers(*fields: str, where: Callable[[RealConv], bool] = lambda layer: True) -> Pool:
    """Return the named numbers of all real convolutions that satisfy the condition."""
    return Pool(
        fields,
        [(layer.name, tuple(getattr(layer, field) for field in fields)) for layer in CONVOLUTIONS if where(layer)],
    )
