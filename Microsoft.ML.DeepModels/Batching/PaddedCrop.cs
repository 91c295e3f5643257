namespace Microsoft.ML.DeepModels.Batching;

/// <summary>The picture with a border, cropped to its size at a random place, so that it moves by some pixels: usual for small pictures.</summary>
public sealed record PaddedCrop : RandomCrop
{
    /// <summary>The width of the border, in pixels on each side, 1 or above.</summary>
    public int Pixels { get; init; } = 4;

    /// <summary>Whether what lies outside of the picture is its mirror image, also where it is turned or moved further; otherwise 0.</summary>
    public bool Reflect { get; init; }
}
