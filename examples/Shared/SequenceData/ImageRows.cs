using Microsoft.ML.DeepModels.Examples.Arguments;
using Microsoft.ML.DeepModels.Examples.Images;

namespace Microsoft.ML.DeepModels.Examples.SequenceData;

/// <summary>MNIST and its relatives as sequences: an image is read row by row from the top, and a row of pixels is a step.</summary>
public static class ImageRows
{
    /// <summary>Reads the four files; the pixels are scaled to 0..1.</summary>
    /// <exception cref="ExampleException">One is missing, damaged, or does not fit the others.</exception>
    public static SequenceDataSet Read(string folder)
    {
        (IdxPart train, IdxPart test) = IdxPart.ReadBoth(folder);
        return new SequenceDataSet(new DirectoryInfo(folder).Name, train.Width, Rows(train), Rows(test));
    }

    private static List<LabeledSequence> Rows(IdxPart part)
    {
        var rows = new List<LabeledSequence>(part.Count);
        for (int i = 0; i < part.Count; i++)
        {
            ReadOnlySpan<byte> pixels = part.Image(i);
            float[] steps = new float[pixels.Length]; // (rows, columns)
            for (int j = 0; j < steps.Length; j++) steps[j] = pixels[j] / 255f;
            rows.Add(new LabeledSequence { Steps = steps, Label = part.Labels[i].ToString() });
        }
        return rows;
    }
}
