using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Tensors;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Tests.Batching;

/// <summary>Reads one row at a time, as a scoring cursor does.</summary>
internal sealed class RowReading(FeatureReader reader, DataViewRow row)
{
    private readonly RowReader _row = reader.Bind(row);
    private readonly RowStore _store = RowStore.Create(reader.Layout, 1);

    /// <summary>The bytes of the row read last.</summary>
    public Span<byte> Bytes => _store.Row(0);

    public RowFault? Read() => _row.Read(_store, 0);

    /// <summary>The row read last, as a batch of one.</summary>
    public Tensor Tensor()
    {
        var tensor = reader.Layout.Gather(_store, [0], Devices.Cpu, out var lengths);
        Assert.IsNull(lengths, "one row has no padding");
        return tensor;
    }
}
