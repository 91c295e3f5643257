namespace Microsoft.ML.DeepModels.Interop;

/// <summary>
/// Names the family of a transformer, as it stands in network.json, so that the loader finds it. The transformer has a method
/// <c>internal static ITransformer Load(IHostEnvironment, IModelReader)</c> that reads it from its model file, or throws
/// <see cref="InvalidDataException"/> where the file is damaged.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
internal sealed class ModelFamilyAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}
