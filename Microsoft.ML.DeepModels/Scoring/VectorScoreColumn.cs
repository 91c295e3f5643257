using Microsoft.ML.Data;

namespace Microsoft.ML.DeepModels.Scoring;

/// <summary>A vector of consecutive outputs, such as the probabilities of all classes.</summary>
internal sealed class VectorScoreColumn(string name, int offset, VectorDataViewType type, DataViewSchema.Annotations? annotations)
    : ScoredColumn(name, type, annotations)
{
    public VectorScoreColumn(string name, int offset, int width, DataViewSchema.Annotations? annotations)
        : this(name, offset, new VectorDataViewType(NumberDataViewType.Single, width), annotations)
    {
    }

    public override Delegate CreateGetter(OutputRow row)
    {
        int width = ((VectorDataViewType)Type).Size;
        return (ValueGetter<VBuffer<float>>)((ref VBuffer<float> destination) =>
        {
            var editor = VBufferEditor.Create(ref destination, width);
            row().Slice(offset, width).CopyTo(editor.Values);
            destination = editor.Commit();
        });
    }
}
