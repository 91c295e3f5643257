namespace Microsoft.ML.DeepModels.Interop;

/// <summary>Where a transformer reads itself from: the named streams of one model file.</summary>
internal interface IModelReader
{
    /// <summary>Reads a stream.</summary>
    /// <exception cref="InvalidDataException">There is no stream of that name.</exception>
    T Read<T>(string name, Func<Stream, T> read);
}
