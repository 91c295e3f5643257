using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Training.Losses;

/// <summary>
/// Cross-entropy between class indices and the softmax of logits. With label smoothing s the target is 1 - s for the
/// true class plus s / classes for every class (Szegedy et al., 2016, https://arxiv.org/abs/1512.00567).
/// Class weights multiply the example weights.
/// </summary>
internal sealed class CrossEntropy : Loss
{
    private readonly double _labelSmoothing;
    private readonly float[]? _classWeights;
    private Tensor? _deviceWeights;

    /// <param name="labelSmoothing">in [0, 1)</param>
    /// <param name="classWeights">a weight for each class in the order of the class indices; null: all are 1</param>
    public CrossEntropy(double labelSmoothing = 0, IReadOnlyList<float>? classWeights = null)
    {
        _labelSmoothing = Require.BelowOne(labelSmoothing);
        if (classWeights is null) return;
        for (int i = 0; i < classWeights.Count; i++) Require.AtLeastZero(classWeights[i], $"classWeights[{i}]");
        if (classWeights.All(w => w == 0))
            throw new ArgumentException("All class weights are zero: no class would teach anything. Give at least one a weight above 0.", nameof(classWeights));
        _classWeights = [.. classWeights];
    }

    /// <inheritdoc/>
    public override void Dispose() => _deviceWeights?.Dispose();

    /// <inheritdoc/>
    protected override Tensor Each(Tensor outputs, Tensor labels) => Compute(outputs, labels, nn.Reduction.None); // (batch)

    /// <inheritdoc/>
    protected override Tensor Mean(Tensor outputs, Tensor labels) => Compute(outputs, labels, nn.Reduction.Mean); // ()

    /// <inheritdoc/>
    protected override Tensor? Weigh(Tensor outputs, Tensor labels, Tensor? weights)
    {
        if (_classWeights is null) return weights;
        if (_classWeights.Length != outputs.shape[^1])
        {
            throw new ArgumentException($"There are {_classWeights.Length} class weights, but the network has {outputs.shape[^1]} classes. " +
                "Give one weight for each class, in the order of the classes.");
        }
        _deviceWeights ??= tensor(_classWeights).to(labels.device).DetachFromDisposeScope();
        var ofClass = _deviceWeights.index_select(0, labels); // (batch)
        return weights is null ? ofClass : ofClass * weights;
    }

    private Tensor Compute(Tensor outputs, Tensor labels, nn.Reduction reduction)
    {
        if (outputs.dim() != 2 || labels.dim() != 1 || labels.shape[0] != outputs.shape[0])
        {
            throw new ArgumentException($"Cross-entropy needs outputs (batch, classes) and labels (batch), got " +
                $"({string.Join(", ", outputs.shape)}) and ({string.Join(", ", labels.shape)}).");
        }
        // The class weights are not passed on: with label smoothing PyTorch would weigh by all classes, not by the true one.
        return nn.functional.cross_entropy(outputs, labels, null, -100, reduction, _labelSmoothing);
    }
}
