using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Benchmarks.Harness;

/// <summary>The reference case of a family: a network and made data; its script in benchmarks/pytorch has the same.</summary>
internal sealed record ReferenceCase
{
    /// <summary>Classes, and rows of a step, of every reference case.</summary>
    public const int Classes = 10, BatchSize = 32;

    /// <summary>The family's name, in the lines and of the script.</summary>
    public required string Name { get; init; }

    /// <summary>The number of rows.</summary>
    public required int Rows { get; init; }

    /// <summary>The shape of a row's features.</summary>
    public required TensorShape Shape { get; init; }

    /// <summary>Whether a batch has labels to learn.</summary>
    public required bool HasLabels { get; init; }

    /// <summary>A fresh network with the step that trains it.</summary>
    public required Func<ModuleContext, NetworkInTraining> Network { get; init; }

    /// <summary>What a user trains: from a context and the number of epochs.</summary>
    public required Func<MLContext, int, IEstimator<ITransformer>> Trainer { get; init; }

    /// <summary>From rows as the view has them, one after the other, to a batch's layout in memory.</summary>
    public Func<Tensor, Tensor> Layout { get; init; } = rows => rows;

    /// <summary>Epochs of one measurement of the bare loop, and of a Fit; passes of one measurement of scoring, which is left out at 0.</summary>
    public required (int Train, int Fit, int Score) Passes { get; init; }

    /// <summary>libtorch's threads on our side; PyTorch always has <see cref="FamilySpeed.Threads"/>.</summary>
    public int Threads { get; init; } = FamilySpeed.Threads;

    /// <summary>Images as a Fit has them: channels last in memory.</summary>
    public static Tensor ChannelsLast(Tensor rows) => rows.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
}
