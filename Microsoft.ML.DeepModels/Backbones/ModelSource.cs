using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.DeepModels.Backbones;

/// <summary>A backbone made of the first layers of a model of this library. Each layer that has weights begins a block.</summary>
internal sealed class ModelSource : BackboneSource
{
    private readonly NetworkSnapshot _snapshot;
    private readonly TensorShape _output;

    public ModelSource(NetworkSnapshot snapshot)
    {
        _snapshot = snapshot;
        _output = new NetworkDefinition(snapshot.Input.Shape, snapshot.Layers).OutputShape;
    }

    public override string Name => $"the first {_snapshot.Layers.Count} layers of a trained model ({_snapshot.Description})";

    public override TensorShape InputShape => _snapshot.Input.Shape;

    public override NetworkInput? RequiredInput => _snapshot.Input;

    public override int FeatureWidth => _output.IsImage ? _output[0] : _output[^1];

    public override bool IsTrained => true;

    public override Func<TensorShape, BackboneNetwork> Locate(bool allowDownload, IChannel? channel, CancellationToken cancel) =>
        _ => new BackboneNetwork(_snapshot.Layers, Blocks(), _snapshot.CopyTo);

    private List<int> Blocks()
    {
        var shape = _snapshot.Input.Shape;
        var ends = new List<int>();
        bool weights = false;
        for (int i = 0; i < _snapshot.Layers.Count; i++)
        {
            bool has = _snapshot.Layers[i].CountParameters(shape) > 0;
            if (has && weights) ends.Add(i);
            weights |= has;
            shape = _snapshot.Layers[i].OutputShape(shape);
        }
        ends.Add(_snapshot.Layers.Count);
        return ends;
    }
}
