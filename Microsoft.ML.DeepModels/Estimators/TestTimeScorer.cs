using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Scoring;
using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;
using Device = TorchSharp.torch.Device;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>A trained network whose scores are the mean over several views of each image. The network is its owner's.</summary>
/// <param name="model">scores each view; it outlives this</param>
/// <param name="augmentation">says which views there are</param>
internal sealed class TestTimeScorer(INetworkScorer model, TestTimeAugmentation augmentation) : INetworkScorer
{
    public int OutputWidth => model.OutputWidth;

    public Device Device => model.Device;

    public void Score(Batch batch, ReadOnlySpan<bool> wanted, Span<float> outputs)
    {
        var sums = new float[outputs.Length];
        int views = 0;
        using var noGrad = no_grad();
        foreach (var view in Views(batch.Features))
        {
            using (view)
            using (var rows = new Batch(view.alias()))
            {
                model.Score(rows, wanted, outputs);
            }
            views++;
            for (int i = 0; i < sums.Length; i++) sums[i] += outputs[i];
        }
        for (int i = 0; i < sums.Length; i++) outputs[i] = sums[i] / views;
    }

    /// <summary>The views of a batch, (batch, channels, height, width) each; whoever enumerates owns them.</summary>
    private IEnumerable<Tensor> Views(Tensor images)
    {
        yield return images.alias().DetachFromDisposeScope();
        if (augmentation.HorizontalFlip) yield return images.flip(3).DetachFromDisposeScope();
        if (augmentation.FiveCrops == 0) yield break;
        long height = images.shape[2], width = images.shape[3], h = Side(height), w = Side(width);
        foreach (var (top, left) in new[] { (0, 0), (0, width - w), (height - h, 0), (height - h, width - w), ((height - h) / 2, (width - w) / 2) })
        {
            Tensor crop;
            using (var window = images.narrow(2, top, h))
            using (var part = window.narrow(3, left, w)) // (batch, channels, h, w)
            using (var tall = Resize(part, 2, height)) // (batch, channels, height, w)
            {
                crop = Resize(tall, 3, width); // (batch, channels, height, width)
            }
            using (crop)
            {
                yield return crop.alias().DetachFromDisposeScope();
                if (augmentation.HorizontalFlip) yield return crop.flip(3).DetachFromDisposeScope();
            }
        }
    }

    private long Side(long whole) => Math.Max(1, (long)Math.Round(augmentation.FiveCrops * whole));

    /// <summary>Bilinear along one axis: between the two nearest pixels, by elementwise operations, so that a row does not depend on those beside it.</summary>
    private static Tensor Resize(Tensor images, int axis, long size)
    {
        using var scope = NewDisposeScope();
        long from = images.shape[axis];
        var first = new long[size];
        var second = new long[size];
        var weights = new float[size];
        for (long i = 0; i < size; i++)
        {
            double place = Math.Clamp((i + 0.5) * from / size - 0.5, 0, from - 1);
            first[i] = (long)place;
            second[i] = Math.Min(first[i] + 1, from - 1);
            weights[i] = (float)(place - first[i]);
        }
        var device = images.device;
        var low = images.index_select(axis, tensor(first).to(device));
        var high = images.index_select(axis, tensor(second).to(device));
        var weight = tensor(weights).to(device);
        if (axis == 2) weight = weight.unsqueeze(1); // (height, 1)
        return low.PlusProduct(high - low, weight).DetachFromDisposeScope();
    }
}
