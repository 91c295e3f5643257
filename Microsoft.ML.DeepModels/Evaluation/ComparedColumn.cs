using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Interop;
using Microsoft.ML.DeepModels.Tensors;
using TorchSharp;
using Device = TorchSharp.torch.Device;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Evaluation;

/// <summary>The feature column of one of the views that are compared. Making one reads no row.</summary>
internal sealed class ComparedColumn
{
    private const string Expected = "Single, Vector<Single>, Vector<Byte> or Image, of a known size";
    private const int CopyRows = 1024;

    private readonly IDataView _view;
    private readonly string _role;
    private readonly FeatureReader _reader;

    /// <param name="view">the rows</param>
    /// <param name="name">the column</param>
    /// <param name="role">what the rows are: generated, real or reference</param>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of another type.</exception>
    public ComparedColumn(IDataView view, string name, string role)
    {
        _view = view;
        _role = role;
        var column = SchemaErrors.Find(view.Schema, $"{role} feature", name);
        // The order of values in a vector is that of the column, whatever its dimensions say.
        var shape = column.Type switch
        {
            VectorDataViewType { Size: > 0, ItemType: NumberDataViewType item } vector when item == NumberDataViewType.Single || item == NumberDataViewType.Byte =>
                new TensorShape(vector.Size),
            NumberDataViewType number when number == NumberDataViewType.Single => new TensorShape(1),
            Transforms.Image.ImageDataViewType { Height: > 0, Width: > 0 } image => TensorShape.Image(3, image.Height, image.Width),
            _ => throw SchemaErrors.Mismatch($"{role} feature", name, Expected, SchemaColumns.TypeName(column.Type))
        };
        _reader = FeatureReader.Create(view.Schema, name, new InputOptions { Shape = shape });
    }

    /// <summary>Throws where the rows of two views cannot be compared.</summary>
    public void CheckLike(ComparedColumn other)
    {
        if (_reader.Shape.Equals(other._reader.Shape)) return;
        throw new ArgumentException(
            $"Column '{_reader.Column.Name}' has {Size(this)} in the {_role} rows ({Type(this)}), but {Size(other)} in the {other._role} rows ({Type(other)}). "
            + "Give both views the same features; ExtractPixels makes a vector of an image.");

        static string Type(ComparedColumn column) => SchemaColumns.TypeName(column._reader.Column.Type);
        static string Size(ComparedColumn column) => column._reader.Shape is { IsImage: true } image ? $"images of {image}" : $"{column._reader.Shape} values a row";
    }

    /// <summary>All rows.</summary>
    /// <param name="device">where the tensor is to be</param>
    /// <param name="checkAlive">throws when nobody waits any more</param>
    /// <returns>(rows, width) Float64; the dispose scope of the caller owns it</returns>
    /// <exception cref="InvalidOperationException">There are fewer than 2 rows, or some that cannot be used.</exception>
    public Tensor Read(Device device, Action checkAlive)
    {
        var store = RowStore.Create(_reader.Layout);
        int count = ReadInto(store, checkAlive);
        if (count < 2) throw new InvalidOperationException($"There {(count == 1 ? "is 1 row" : "are no rows")} in the {_role} data. A comparison needs at least 2.");
        var rows = torch.empty([count, _reader.Shape.ElementCount], torch.ScalarType.Float64, device);
        int[] slots = [.. Enumerable.Range(0, count)];
        for (int start = 0; start < count; start += CopyRows)
        {
            using var scope = torch.NewDisposeScope();
            int size = Math.Min(CopyRows, count - start);
            using var features = _reader.Layout.Gather(store, slots.AsSpan(start, size), device, out _); // (rows, ...)
            rows.narrow(0, start, size).copy_(features.flatten(1)); // (rows, width)
        }
        return rows;
    }

    private int ReadInto(RowStore store, Action checkAlive)
    {
        var targets = new TargetReader(_view.Schema, new BatchColumns { Features = _reader.Column.Name });
        int threads = Math.Clamp(Environment.ProcessorCount, 1, 8);
        // Bad rows are counted rather than thrown, for the message to say how many there are.
        using var pass = new RowPass(new RowPassSettings(_view, _reader, targets, BadRowHandling.Skip, threads));
        int count = 0;
        while (pass.TryRead(store, count, CancellationToken.None))
        {
            checkAlive();
            count = checked(count + 1);
        }
        if (pass.Counts.BadRows == 0) return count;
        throw new InvalidOperationException(
            $"{pass.Counts.BadRows} of the {count + pass.Counts.BadRows} {_role} rows cannot be compared. The first: {pass.Counts.FirstFault}. Correct or remove them.",
            pass.Counts.FirstFault?.Cause);
    }
}
