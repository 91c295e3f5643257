namespace Microsoft.ML.DeepModels.Batching;

/// <summary>How one value of a row is kept until it becomes one of a tensor.</summary>
internal enum RowElement
{
    /// <summary>As it is.</summary>
    Single,

    /// <summary>As the byte of a pixel, 0 to 255: a quarter of the memory; it is scaled to 0..1 on the way into the tensor.</summary>
    Byte,

    /// <summary>As the index of a token, an Int32 counted from 0; it becomes an Int64 of the tensor.</summary>
    Token,
}
