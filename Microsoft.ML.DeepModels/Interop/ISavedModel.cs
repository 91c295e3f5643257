using Microsoft.ML.Runtime;

namespace Microsoft.ML.DeepModels.Interop;

/// <summary>A transformer that can be read back from its model file.</summary>
internal interface ISavedModel
{
    /// <summary>Reads the transformer.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or not of this family.</exception>
    static abstract ITransformer Load(IHostEnvironment env, IModelReader reader);
}
