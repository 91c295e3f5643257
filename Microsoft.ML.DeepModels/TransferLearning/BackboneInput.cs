using Microsoft.ML.DeepModels.Backbones;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.TransferLearning;

/// <summary>The check of an input shape that is given beside a backbone.</summary>
internal static class BackboneInput
{
    /// <exception cref="ArgumentException">The backbone takes one shape, and that is another.</exception>
    public static void Check(Backbone backbone, TensorShape? inputShape)
    {
        if (inputShape is null || backbone.Source.RequiredInput is not { } required || required.Shape.Equals(inputShape)) return;
        throw new ArgumentException($"InputShape is {inputShape}, but the backbone, {backbone}, was trained on {required.Shape} and takes nothing else. Leave it out.", nameof(inputShape));
    }
}
