namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>The types of column that a model can make. The names stand in model files.</summary>
internal enum ExampleKind
{
    /// <summary>Single.</summary>
    Scalar,

    /// <summary>A vector of Single.</summary>
    Vector,

    /// <summary>A vector of Byte: pixels.</summary>
    Pixels,

    /// <summary>An image.</summary>
    Image,

    /// <summary>A VarVector of Byte: an encoded image.</summary>
    Encoded,

    /// <summary>A key: as many values as it has, the largest of which it is.</summary>
    Key,
}
