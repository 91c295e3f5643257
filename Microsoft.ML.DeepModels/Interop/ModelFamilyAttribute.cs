namespace Microsoft.ML.DeepModels.Interop;

/// <summary>Names the family of a transformer, as it stands in network.json, so that the loader finds its <see cref="ISavedModel"/>.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
internal sealed class ModelFamilyAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}
