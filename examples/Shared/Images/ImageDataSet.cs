using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Examples.Images;

/// <summary>Images to learn from and images to judge by.</summary>
/// <param name="Name">short, without blanks</param>
/// <param name="Shape">to which images are brought: (channels, height, width)</param>
/// <param name="Train">to learn from</param>
/// <param name="Test">to judge by</param>
public sealed record ImageDataSet(string Name, TensorShape Shape, IReadOnlyList<LabeledImage> Train, IReadOnlyList<LabeledImage> Test)
{
    /// <summary>The data in a folder: the four IDX files of MNIST, or image files in one sub-folder a class.</summary>
    /// <exception cref="Arguments.ExampleException">It is neither.</exception>
    public static ImageDataSet FromFolder(string folder, int seed) => IdxPart.IsIn(folder) ? IdxData.Read(folder) : ImageFolder.Read(folder, seed);
}
