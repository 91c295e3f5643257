namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>What a trainer that learns how rows are made can be told: the condition and the latent vector, beside how rows are read and how it trains.</summary>
public abstract class GenerativeTrainerOptions : RowTrainerOptions
{
    private protected GenerativeTrainerOptions()
    {
    }

    /// <summary>
    /// The column of a label (Key of UInt32, 1-based, 0 is missing) under which rows are learned and can be generated; null: none. Rows without a label are
    /// skipped and counted in training.
    /// </summary>
    public string? LabelColumnName { get; init; }

    /// <summary>The column that training reads, whatever it is called in the options of a family.</summary>
    private protected abstract string FeatureColumn { get; }

    /// <summary>For families of tables: columns that training reads together as one row, rather than that one; null: that one alone.</summary>
    private protected virtual IReadOnlyList<string>? TableColumns => null;

    /// <summary>For this assembly.</summary>
    internal string RowColumn => TableColumns?[0] ?? FeatureColumn;

    /// <summary>For this assembly.</summary>
    internal IReadOnlyList<string>? RowColumns => TableColumns;
}
