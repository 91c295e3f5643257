using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.DeepModels.Backbones;

public sealed partial class Backbone
{
    /// <summary>VGG with 16 layers.</summary>
    public static Backbone Vgg16 { get; } = new(new PlaceholderSource());

    /// <summary>Downloads the published weights.</summary>
    public string DownloadWeights() => throw new NotSupportedException();

    private sealed class PlaceholderSource : BackboneSource
    {
        public override string Name => "vgg16";

        public override TensorShape InputShape => TensorShape.Image(3, 224, 224);

        public override int FeatureWidth => 512;

        public override bool IsTrained => true;

        public override Func<TensorShape, BackboneNetwork> Locate(bool allowDownload, IChannel? channel, CancellationToken cancel) => throw new FileNotFoundException("vgg16");
    }
}
