using Microsoft.ML.DeepModels.Examples.Arguments;

namespace Microsoft.ML.DeepModels.Examples.SequenceData;

/// <summary>A folder with a pair of files in sktime's format, <c>NAME_TRAIN.ts</c> and <c>NAME_TEST.ts</c>, such as JapaneseVowels.</summary>
public static class TsFolder
{
    private const string TrainEnding = "_TRAIN.ts", TestEnding = "_TEST.ts";

    /// <summary>Reads the pair.</summary>
    /// <exception cref="ExampleException">There is none, or more than one, or the files are damaged or do not fit each other.</exception>
    public static SequenceDataSet Read(string folder)
    {
        string[] files = [.. Directory.EnumerateFiles(folder, "*" + TrainEnding).Order(StringComparer.Ordinal)];
        if (files.Length != 1)
        {
            throw new ExampleException($"'{folder}' has {files.Length} files NAME{TrainEnding}; it must have one, and NAME{TestEnding} beside it, " +
                "or the four IDX files of MNIST.");
        }
        string test = files[0][..^TrainEnding.Length] + TestEnding;
        if (!File.Exists(test)) throw new ExampleException($"'{files[0]}' is there but '{Path.GetFileName(test)}' is not; there must be sequences to judge by.");
        return Read(files[0], test);
    }

    private static SequenceDataSet Read(string trainFile, string testFile)
    {
        TsFile train = TsFile.Read(trainFile), test = TsFile.Read(testFile);
        if (train.Dimensions != test.Dimensions)
            throw new ExampleException($"'{trainFile}' has {train.Dimensions} dimensions and '{testFile}' has {test.Dimensions}; they must have the same.");
        if (test.Rows.Select(row => row.Label).Except(train.Rows.Select(row => row.Label)).FirstOrDefault() is { } label)
            throw new ExampleException($"'{testFile}' has the class '{label}', of which '{trainFile}' has no sequence to learn from.");
        return new SequenceDataSet(Path.GetFileName(trainFile)[..^TrainEnding.Length], train.Dimensions, train.Rows, test.Rows);
    }
}
