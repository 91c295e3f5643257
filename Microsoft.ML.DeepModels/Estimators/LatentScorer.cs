using Microsoft.ML.DeepModels.Scoring;
using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;
using Device = TorchSharp.torch.Device;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>Rows made of latent vectors, as scoring sees it.</summary>
/// <param name="model">it outlives this; disposed by its owner</param>
/// <param name="interleaved">whether the values of an image come in the order (height, width, channels)</param>
/// <param name="condition">the label under which rows are made; null: none</param>
internal sealed class LatentScorer(GenerativeModel model, bool interleaved, ConditionColumn? condition) : INetworkScorer
{
    public int OutputWidth => model.Definition.DataShape.ElementCount;

    public Device Device => model.Device;

    public void Score(Batch batch, ReadOnlySpan<bool> wanted, Span<float> outputs)
    {
        using var use = model.Enter();
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var rows = use.Module.Generate(batch.Features, batch.Labels); // (batch, ...)
        if (interleaved && rows.dim() == 4) rows = rows.permute(0, 2, 3, 1); // (batch, height, width, channels)
        TensorValues.CopyTo(rows, outputs);
        condition?.Forget(batch, outputs, OutputWidth);
    }
}
