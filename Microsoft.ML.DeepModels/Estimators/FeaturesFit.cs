using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Interop;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.Runtime;
using static TorchSharp.torch;
using Generator = TorchSharp.torch.Generator;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>
/// From a column and a network whose weights are known to a model that adds what the network makes of rows. There is nothing to train: only the column's type is looked at.
/// </summary>
/// <param name="host">the estimator's host</param>
/// <param name="outputColumn">the name of the column that is added</param>
/// <param name="inputColumn">the name of the column that is read</param>
/// <param name="reading">how it is to be understood</param>
internal sealed class FeaturesFit(IHost host, string outputColumn, string inputColumn, InputOptions reading)
{
    private const string Role = "input";

    /// <summary>The input's columns and the one that the model will add.</summary>
    public SchemaShape OutputSchema(SchemaShape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        FeatureColumn.Check(SchemaErrors.Find(input, Role, inputColumn), Role, reading);
        var columns = input.ToDictionary(column => column.Name);
        columns[outputColumn] = SchemaColumns.Create(outputColumn, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single);
        return new SchemaShape(columns.Values);
    }

    /// <param name="data">whose schema is looked at</param>
    /// <param name="gpu">the index of the GPU; null: as the context says</param>
    /// <param name="fallbackToCpu">null: as the context says</param>
    /// <param name="batchSize">rows of one forward pass; null: as many as suits the size of a row</param>
    /// <param name="locate">finds the weights, until it is cancelled, and tells the network for an input and how to write the weights into it</param>
    /// <exception cref="OperationCanceledException">The context's execution was cancelled while the weights were looked for.</exception>
    public (NetworkModel Model, NetworkSettings Settings) Run(IDataView data, int? gpu, bool? fallbackToCpu, int? batchSize,
        Func<IChannel, CancellationToken, Func<TensorShape, (NetworkDefinition Network, Action<nn.Module> Load)>> locate)
    {
        ArgumentNullException.ThrowIfNull(data);
        using var channel = host.Start("Load");
        using var cancel = new HostCancellation(host, CancellationToken.None);
        OutputSchema(SchemaColumns.ShapeOf(data.Schema));
        var reader = FeatureReader.Create(data.Schema, inputColumn, reading);
        var (network, load) = locate(channel, cancel.Token)(reader.Shape);
        var device = NetworkTraining.DeviceOf(host, gpu, fallbackToCpu, channel);
        using var generator = new Generator(0); // what it draws is overwritten at once, unless the backbone is to be random
        var module = LayerStack.Create(network, new ModuleContext(generator, generator, device));
        try
        {
            load(module);
        }
        catch
        {
            module.Dispose();
            throw;
        }
        var settings = new NetworkSettings(inputColumn, reading.ChannelOrder, batchSize ?? ScoringBatch.Default(reader.Shape), new FeaturesTask(outputColumn, network.OutputShape.ElementCount), reader.Tokens);
        return (new NetworkModel(network, module, device, null), settings);
    }
}
