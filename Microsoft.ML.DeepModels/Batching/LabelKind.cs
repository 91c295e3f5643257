namespace Microsoft.ML.DeepModels.Batching;

/// <summary>What a model learns from the label column.</summary>
internal enum LabelKind
{
    /// <summary>There is no label column.</summary>
    None,

    /// <summary>A class: Key of UInt32, 0 is missing.</summary>
    Key,

    /// <summary>A number: Single, NaN is missing.</summary>
    Single,
}
