using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Examples.Arguments;
using Microsoft.ML.DeepModels.Examples.Digits;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Examples.Images;

/// <summary>Grey images to learn from and to judge by, as pixels.</summary>
/// <param name="Name">short, without blanks</param>
/// <param name="Shape">of an image: (1, height, width)</param>
/// <param name="Train">to learn from</param>
/// <param name="Test">to judge by</param>
public sealed record PixelDataSet(string Name, TensorShape Shape, IReadOnlyList<LabeledPixels> Train, IReadOnlyList<LabeledPixels> Test)
{
    /// <summary>The names of the classes, in order.</summary>
    public IReadOnlyList<string> Classes { get; } = [.. Train.Select(row => row.Label).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The data in a folder with the four IDX files of MNIST, or, where there is none, digits that the program draws.</summary>
    /// <exception cref="ExampleException">The folder has no such files, or one is damaged.</exception>
    public static PixelDataSet Of(string? folder, int seed)
    {
        if (folder is null) return GreyDigits.Create(GreyDigits.TrainingImages, GreyDigits.TestImages, seed);
        (IdxPart train, IdxPart test) = IdxPart.ReadBoth(folder);
        return new PixelDataSet(new DirectoryInfo(folder).Name, TensorShape.Image(1, train.Height, train.Width), Rows(train), Rows(test));
    }

    /// <summary>Rows as a view whose column of features has the shape of an image.</summary>
    public IDataView View<TRow>(MLContext mlContext, IEnumerable<TRow> rows)
        where TRow : class
    {
        SchemaDefinition schema = SchemaDefinition.Create(typeof(TRow));
        schema[nameof(LabeledPixels.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, Shape.ToArray());
        return mlContext.Data.LoadFromEnumerable(rows, schema);
    }

    /// <summary>Rows as such a view, with the label as a key: the same key for the same class in every view.</summary>
    public IDataView KeyedView(MLContext mlContext, IEnumerable<LabeledPixels> rows)
    {
        IDataView view = View(mlContext, rows);
        IDataView classes = mlContext.Data.LoadFromEnumerable(Classes.Select(name => new ClassName { Label = name }));
        return mlContext.Transforms.Conversion.MapValueToKey(nameof(LabeledPixels.Label), keyData: classes).Fit(view).Transform(view);
    }

    private static List<LabeledPixels> Rows(IdxPart part)
    {
        var rows = new List<LabeledPixels>(part.Count);
        for (int i = 0; i < part.Count; i++)
        {
            ReadOnlySpan<byte> image = part.Image(i);
            float[] pixels = new float[image.Length];
            for (int p = 0; p < pixels.Length; p++) pixels[p] = image[p] / 255f;
            rows.Add(new LabeledPixels { Features = pixels, Label = part.Labels[i].ToString() });
        }
        return rows;
    }

    private sealed class ClassName
    {
        public string Label { get; set; } = "";
    }
}
