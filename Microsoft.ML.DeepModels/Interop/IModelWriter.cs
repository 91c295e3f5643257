namespace Microsoft.ML.DeepModels.Interop;

/// <summary>Where a transformer writes itself: named streams beside each other in the model file.</summary>
internal interface IModelWriter
{
    /// <summary>Adds a stream; <paramref name="write"/> is called once, at once.</summary>
    void Write(string name, Action<Stream> write);
}
