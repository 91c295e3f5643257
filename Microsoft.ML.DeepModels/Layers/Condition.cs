using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>Puts the class of a row beside its values, as one channel or feature for each class: 1 for the row's own, 0 for the others.</summary>
internal static class Condition
{
    /// <param name="x">(batch, features) or (batch, channels, height, width)</param>
    /// <param name="labels">(batch) Int64 class indices</param>
    /// <param name="classes">the number of classes; 0: there is no condition, and <paramref name="x"/> itself is returned</param>
    /// <returns>(batch, features + classes) or (batch, channels + classes, height, width)</returns>
    public static Tensor Beside(Tensor x, Tensor? labels, int classes)
    {
        if (classes == 0) return x;
        if (labels is null) throw new ArgumentException("The network takes the class of a row as a condition, and the batch has no labels.", nameof(labels));
        using var scope = NewDisposeScope();
        var one = zeros([x.shape[0], classes], x.dtype, x.device).scatter_(1, labels.unsqueeze(1), ones([x.shape[0], 1], x.dtype, x.device)); // (batch, classes)
        if (x.dim() == 2) return cat([x, one], 1).MoveToOuterDisposeScope(); // (batch, features + classes)
        long height = x.shape[2], width = x.shape[3];
        var rows = x.permute(0, 2, 3, 1); // (batch, height, width, channels)
        var planes = one.reshape(x.shape[0], 1, 1, classes).expand(x.shape[0], height, width, classes);
        return cat([rows, planes], 3).permute(0, 3, 1, 2).MoveToOuterDisposeScope(); // (batch, channels + classes, height, width)
    }
}
