using Microsoft.ML.DeepModels.Examples.Images;

namespace Microsoft.ML.DeepModels.Examples.SequenceData;

/// <summary>Sequences to learn from and sequences to judge by.</summary>
/// <param name="Name">short, without blanks</param>
/// <param name="FeaturesPerStep">the number of values of one step</param>
/// <param name="Train">to learn from</param>
/// <param name="Test">to judge by</param>
public sealed record SequenceDataSet(string Name, int FeaturesPerStep, IReadOnlyList<LabeledSequence> Train, IReadOnlyList<LabeledSequence> Test)
{
    /// <summary>The numbers of steps of the shortest and the longest sequence.</summary>
    public (int Shortest, int Longest) Lengths
    {
        get
        {
            IEnumerable<int> lengths = Train.Concat(Test).Select(row => row.Steps.Length / FeaturesPerStep);
            return (lengths.Min(), lengths.Max());
        }
    }

    /// <summary>The data in a folder: the four IDX files of MNIST, whose images are read row by row, or a pair of .ts files.</summary>
    /// <exception cref="Arguments.ExampleException">It is neither.</exception>
    public static SequenceDataSet FromFolder(string folder) => IdxPart.IsIn(folder) ? ImageRows.Read(folder) : TsFolder.Read(folder);
}
