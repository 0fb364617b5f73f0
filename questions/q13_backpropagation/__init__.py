"""Question 13: backpropagation through a convolution."""

from __future__ import annotations

from questions.model import Claim, CommonWording, FollowUp, Point, Question

ANSWER = """\
Let dY be the gradient of the loss with respect to the output.

- **Weights**: cross-correlate the *padded* input with dY, for each pair of output and input channel, and add up over
  the batch: `dW[o,c,m,n] = Σ_{b,i,j} dY[b,o,i,j] · Xpad[b,c,iS+mD,jS+nD]`.
- **Input**: the transposed convolution of dY, `dX = convᵀ(dY, W)`. At stride 1, without padding, it is the full
  cross-correlation of dY with the kernel rotated by 180°, its two channel axes exchanged.
- **Bias**: `db[o] = Σ dY[:,o]`, over batch and positions.

A weight is shared by all positions and images, so its gradient sums over them.

With **stride** S, S − 1 zeros go between the entries of dY in both formulas. With **padding** P and dilation D, dX pads
dY by D(K − 1) − P, plus (I + 2P − D(K − 1) − 1) mod S at the end for the padded samples
after the last window.

Commonly, not necessarily, this is done with im2col and matrix products. Each of dW and dX takes as many
multiply-adds as the forward pass, the inserted zeros not counted.
"""


QUESTION = Question(
    number=13,
    slug="backpropagation",
    title="How is backpropagation computed in convolution?",
    level="hard",
    topics=("backpropagation",),
    answer=ANSWER,
    formula="dW[o,c,m,n] = Σ dY[b,o,i,j]·Xpad[b,c,iS+mD,jS+nD], dX = convᵀ(dY, W), db[o] = Σ dY[:,o]",
    latex=r"\frac{\partial L}{\partial W_{ocmn}} = \sum_{b,i,j} dY_{boij}\, \hat X_{b,c,\,iS+mD,\,jS+nD}, \quad "
    r"dX = \mathrm{conv}^{\top}(dY, W), \quad \frac{\partial L}{\partial b_o} = \sum_{b,i,j} dY_{boij}",
    common_wording=(
        CommonWording(
            says="dW is the convolution of the input with the output gradient.",
            but="It is a cross-correlation with the padded input, for each pair of channels, summed over the batch. "
            "With stride S, dY is dilated by S: a 7×7 input, kernel 3, stride 2 would else give 5×5, not 3×3.",
        ),
        CommonWording(
            says="dX is the full convolution of dY with the rotated kernel.",
            but="Rotating and then convolving in the strict sense would rotate twice: correlate with the rotated "
            "kernel. That holds at stride 1 without padding; else zeros go into dY and its padding changes.",
        ),
        CommonWording(
            says="It is implemented with im2col and GEMM.",
            but="That is one way. Others are implicit GEMM, FFT, Winograd and direct loops.",
        ),
    ),
    claims=(
        Claim(
            says="dW correlates the padded input with dY, dilated by S and read with stride D, summed over the batch.",
            experiment="weight_gradient_is_a_correlation",
            source="Goodfellow et al. 2016, §9.5, eq. 9.11",
        ),
        Claim(
            says="dX correlates dY, zeros inserted and padded by D(K − 1) − P and the remainder, with the rotated "
            "kernel, channels exchanged.",
            experiment="input_gradient_is_a_correlation",
            source="Goodfellow et al. 2016, §9.5, eq. 9.13; Dumoulin & Visin 2016, §4",
        ),
        Claim(says="db is the sum of dY over batch and positions.", experiment="bias_gradient_is_a_sum"),
        Claim(
            says="With a stride, correlating the input with dY as it stands gives the wrong shape.",
            experiment="naive_weight_correlation_fails",
            refutes=True,
        ),
        Claim(
            says="Without the rotation dX is wrong, and without the remainder too short.",
            experiment="rotation_and_remainder_matter",
            source="Dumoulin & Visin 2016, §4",
            refutes=True,
        ),
        Claim(says="The transposed convolution is the adjoint: ⟨conv(x), v⟩ = ⟨x, convᵀ(v)⟩.", experiment="adjoint"),
        Claim(
            says="im2col and a matrix product give the convolution; col2im adds overlaps.", experiment="im2col_and_gemm"
        ),
        Claim(
            says="Other implementations than im2col with GEMM are in use.",
            source="Chetlur et al. 2014 (implicit GEMM); Lavin & Gray 2016 (Winograd)",
            refutes=True,
        ),
        Claim(
            says="dW and dX take as many multiply-adds each as the forward pass.", experiment="each_as_dear_as_forward"
        ),
    ),
    follow_ups=(
        FollowUp(
            ask="Why the rotation?",
            answer="Output i reads x[i + m] with w[m]; so x[a] meets output i with w[a − i]: the kernel's index runs "
            "backwards.",
        ),
        FollowUp(
            ask="How do you check it?",
            answer="Central differences on every input and weight in float64, step 1e-6, relative error below "
            "1e-6; and the "
            "adjoint test ⟨conv(x), v⟩ = ⟨x, convᵀ(v)⟩.",
        ),
        FollowUp(
            ask="What else than im2col?",
            answer="Implicit GEMM, which makes no copy; Winograd for 3×3; FFT for large kernels; direct loops for "
            "depthwise.",
        ),
    ),
    rubric=(
        Point(
            text="dW: correlate the input with dY",
            essential=True,
            words=(
                "dW|weight gradient|gradient weights|filter gradient|gradient filter",
                "correlat|convol",
                "input|dY",
            ),
        ),
        Point(
            text="dX: transposed convolution of dY (rotated kernel, full padding)",
            essential=True,
            words=("dX|input gradient|gradient input", "transpose|rotat|flip|180|full"),
        ),
        Point(
            text="sums over batch and positions, because weights are shared",
            essential=True,
            words=("sum|add|accumulat", "positions|batch|shared|windows"),
        ),
        Point(text="db: the sum of dY", words=("db|bias", "sum")),
        Point(
            text="stride and padding: zeros inserted, padding changed", words=("stride", "zeros|insert|dilat|padding")
        ),
        Point(text="implementation: im2col + GEMM, col2im", words=("im2col|col2im|GEMM|matrix multipl|matmul",)),
        Point(
            text="a gradient check", words=("gradient check|finite difference|numerical|gradcheck|central difference",)
        ),
    ),
    trap="dX is dY correlated with the kernel as it is (it is rotated by 180°).",
    sources=(
        "Goodfellow, Bengio & Courville 2016, Deep learning, §9.5",
        "Dumoulin & Visin 2016, A guide to convolution arithmetic for deep learning, §4",
        "Chetlur et al. 2014, cuDNN: efficient primitives for deep learning",
        "Lavin & Gray 2016, Fast algorithms for convolutional neural networks",
    ),
    related=(1, 10, 18),
)
