using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>How many rows go through a network at once where nobody says it.</summary>
internal static class ScoringBatch
{
    private const int Most = 64, Least = 8;

    // Values of all rows together. A network for photographs holds some hundred times its input at its widest: 64 photographs of 224x224 would take gigabytes in VGG.
    private const int Values = 1 << 21;

    /// <summary>64 rows; fewer, down to 8, where a row has more than 32,768 values.</summary>
    public static int Default(TensorShape row) => row.HasVariableLength ? Most : Math.Clamp(Values / row.ElementCount, Least, Most);
}
