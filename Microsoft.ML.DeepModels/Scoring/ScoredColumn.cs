using Microsoft.ML.Data;

namespace Microsoft.ML.DeepModels.Scoring;

/// <summary>A column that a transformer adds, read from the outputs of the network.</summary>
internal abstract class ScoredColumn(string name, DataViewType type, DataViewSchema.Annotations? annotations)
{
    public string Name { get; } = name;

    public DataViewType Type { get; } = type;

    public DataViewSchema.Annotations? Annotations { get; } = annotations;

    /// <summary>A <see cref="ValueGetter{TValue}"/> of the raw type of <see cref="Type"/>.</summary>
    public abstract Delegate CreateGetter(OutputRow row);
}
