using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>The demand that all values of rows are from 0 to 1.</summary>
/// <param name="Needs">who demands it, for the message: <c>images need</c></param>
/// <param name="Advice">what to do about it, a sentence</param>
internal sealed record UnitRange(string Needs, string Advice)
{
    /// <summary>Looks at every row.</summary>
    /// <param name="batches">disposed by the call</param>
    /// <param name="column">the column of the rows, for the message</param>
    /// <param name="of">whose column it is, for the message: empty, or <c> of the validation set</c></param>
    /// <exception cref="InvalidOperationException">A value is outside; the message tells the range found.</exception>
    public void Check(IEnumerable<Batch> batches, string column, string of)
    {
        float least = 0, largest = 1;
        foreach (var next in batches)
        {
            using var batch = next;
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            least = Math.Min(least, batch.Features.min().cpu().item<float>());
            largest = Math.Max(largest, batch.Features.max().cpu().item<float>());
        }
        if (least >= 0 && largest <= 1) return;
        throw new InvalidOperationException(
            FormattableString.Invariant($"The values of column '{column}'{of} go from {least} to {largest}, but {Needs} values from 0 to 1. {Advice}"));
    }
}
