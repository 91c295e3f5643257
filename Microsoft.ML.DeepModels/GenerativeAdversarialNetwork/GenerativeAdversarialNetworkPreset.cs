namespace Microsoft.ML.DeepModels.GenerativeAdversarialNetwork;

/// <summary>Networks for those who do not write their layers themselves.</summary>
public enum GenerativeAdversarialNetworkPreset
{
    /// <summary>
    /// For images whose sides divide by 4, 28x28 for instance: the generator is <c>Dense(7*7*128)</c>, <c>Reshape</c>, <c>ConvTranspose2D(64, 3x3, stride 2, Relu)</c>,
    /// <c>ConvTranspose2D(1, 3x3, stride 2, Sigmoid)</c>; the discriminator <c>Flatten</c>, <c>Dense(128, Relu)</c>, <c>Dense(1)</c>. Adam, learning rate 0.001.
    /// </summary>
    Reference,

    /// <summary>
    /// For images whose sides are 4 to 7 times a power of 2 (28, 32, 64, 128): transposed convolutions and convolutions with a stride of 2, batch normalisation and
    /// leaky ReLUs (Radford et al., 2016, https://arxiv.org/abs/1511.06434), from <c>Filters</c> filters next to the image to as many times as many in the
    /// middle. The discriminator normalises no batch where its loss or a penalty looks at single rows. Adam with a beta1 of 0.5, learning rate 0.0002, as in the paper.
    /// </summary>
    Dcgan,

    /// <summary>
    /// For vectors and tables, and for any other rows: two layers of 128 units, in the generator with batch normalisation and ReLUs, in the discriminator with leaky
    /// ReLUs. Adam with a beta1 of 0.5, learning rate 0.0002.
    /// </summary>
    Dense,
}
