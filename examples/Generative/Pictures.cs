using Microsoft.ML.DeepModels.Examples.Arguments;
using Microsoft.ML.DeepModels.Examples.Images;

namespace Microsoft.ML.DeepModels.Examples.Generative;

/// <summary>Writes pictures of images into the output folder, and says where they are.</summary>
/// <param name="arguments">the command line</param>
/// <param name="data">whose images have the same size</param>
internal sealed class Pictures(ExampleArguments arguments, PixelDataSet data)
{
    /// <param name="name">of the file, after that of the data</param>
    /// <param name="what">there is to see</param>
    /// <param name="images">row by row</param>
    /// <param name="columns">images side by side</param>
    public void Save(string name, string what, IReadOnlyList<float[]> images, int columns)
    {
        string path = arguments.OutputFile($"{data.Name}-{name}.png");
        ImageSheet.Save(path, images, data.Shape[1], data.Shape[2], columns);
        Console.WriteLine($"picture: {path}, {what}");
    }
}
