using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>The name of a new column and of the one it is made of.</summary>
public sealed class InputOutputColumnPair
{
    /// <param name="outputColumnName">the new column</param>
    /// <param name="inputColumnName">the column it is made of; null: the one of the same name</param>
    public InputOutputColumnPair(string outputColumnName, string inputColumnName = null)
    {
        Contracts.CheckNonEmpty(outputColumnName, nameof(outputColumnName));
        (InputColumnName, OutputColumnName) = (inputColumnName ?? outputColumnName, outputColumnName);
    }

    public string InputColumnName { get; }
    public string OutputColumnName { get; }
}
