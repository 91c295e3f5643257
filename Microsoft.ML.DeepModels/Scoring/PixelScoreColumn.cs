using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Persistence;

namespace Microsoft.ML.DeepModels.Scoring;

/// <summary>Outputs from 0 to 1 as pixels from 0 to 255, in a vector of bytes.</summary>
internal sealed class PixelScoreColumn(string name, int offset, VectorDataViewType type) : ScoredColumn(name, type, null)
{
    public override Delegate CreateGetter(OutputRow row)
    {
        int width = ((VectorDataViewType)Type).Size;
        return (ValueGetter<VBuffer<byte>>)((ref VBuffer<byte> destination) =>
        {
            var editor = VBufferEditor.Create(ref destination, width);
            PngWriter.Quantize(row().Slice(offset, width), editor.Values);
            destination = editor.Commit();
        });
    }
}
