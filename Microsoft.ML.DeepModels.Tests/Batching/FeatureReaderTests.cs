using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.DeepModels.Tests.Batching;

[TestClass, DoNotParallelize]
public class FeatureReaderTests
{
    private static readonly InputOptions _plain = new();

    [TestMethod]
    public void Create_MissingColumn_SaysSoInMlNetsWords()
    {
        var view = new RowsView(1, RowsView.Singles("Other", _ => 0));
        var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => FeatureReader.Create(view.Schema, "Features", _plain));
        StringAssert.Contains(e.Message, "Could not find feature column 'Features'");
    }

    [TestMethod]
    public void Create_WrongType_NamesBothTypes()
    {
        (DataViewType Type, string Name)[] types =
        [
            (TextDataViewType.Instance, "String"), (NumberDataViewType.Double, "Double"), (new KeyDataViewType(typeof(uint), 3), "Key<UInt32>"),
            (new VectorDataViewType(NumberDataViewType.Double, 3), "Vector<Double>"),
        ];
        foreach (var (type, typeName) in types)
        {
            var view = new RowsView(0, new RowsView.Column("Features", type, _ => throw new NotSupportedException()));
            var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => FeatureReader.Create(view.Schema, "Features", _plain));
            StringAssert.Contains(e.Message, $"Schema mismatch for feature column 'Features': expected {FeatureReader.ExpectedTypes}, got {typeName} (");
        }
    }

    [TestMethod]
    public void Create_NoShapeToBeFound_AsksForIt()
    {
        DataViewType[] types = [new VectorDataViewType(NumberDataViewType.Single), new VectorDataViewType(NumberDataViewType.Byte), new ImageDataViewType()];
        foreach (DataViewType type in types)
        {
            var view = new RowsView(0, new RowsView.Column("Features", type, _ => throw new NotSupportedException()));
            var e = Assert.ThrowsExactly<ArgumentException>(() => FeatureReader.Create(view.Schema, "Features", _plain));
            StringAssert.Contains(e.Message, "Column 'Features'");
            StringAssert.Contains(e.Message, "Give the input shape");
        }
    }

    [TestMethod]
    public void Create_ShapeThatDoesNotFit_SaysWhatIsThere()
    {
        RowsView flat = Floats([12], new float[12]), image = Floats([4, 5, 3], new float[60]);
        var e = Assert.ThrowsExactly<ArgumentException>(() => Reader(flat, new InputOptions { Shape = new TensorShape(3, 2, 3) }));
        StringAssert.Contains(e.Message, "has 12 values a row, but the input shape is 3x2x3, 18 values");
        e = Assert.ThrowsExactly<ArgumentException>(() => Reader(image, new InputOptions { Shape = new TensorShape(3, 4, 5) }));
        StringAssert.Contains(e.Message, "is 4x5x3 when read as ChannelsFirst, but the input shape is 3x4x5, 60 values. Set the channel order to ChannelsLast.");
        var encoded = new RowsView(1, RowsView.Bytes("Features", _ => []));
        e = Assert.ThrowsExactly<ArgumentException>(() => Reader(encoded, new InputOptions { Shape = new TensorShape(100) }));
        StringAssert.Contains(e.Message, "must be (1 or 3 channels, height, width), got 100");
    }

    [TestMethod]
    public void Shape_FollowsFromTheColumn()
    {
        Assert.AreEqual(new TensorShape(3, 4, 5), Reader(Floats([3, 4, 5], new float[60])).Shape);
        Assert.AreEqual(new TensorShape(5, 3, 4), Reader(Floats([3, 4, 5], new float[60]), new() { ChannelOrder = ChannelOrder.ChannelsLast }).Shape);
        Assert.AreEqual(new TensorShape(7, 2), Reader(Floats([7, 2], new float[14])).Shape);
        Assert.AreEqual(new TensorShape(9), Reader(Floats([9], new float[9])).Shape);
        Assert.AreEqual(new TensorShape(1), Reader(new RowsView(1, RowsView.Singles("Features", _ => 1))).Shape);
        var images = new RowsView(1, RowsView.Values<MLImage?>("Features", new ImageDataViewType(6, 8), _ => null));
        Assert.AreEqual(new TensorShape(3, 6, 8), Reader(images).Shape);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    [DataRow(4)]
    public void Read_PlanarAndInterleaved_GiveTheSameRow(int channels)
    {
        const int Height = 2, Width = 3;
        var planar = new float[channels * Height * Width];
        var interleaved = new float[planar.Length];
        for (int c = 0; c < channels; c++)
        {
            for (int p = 0; p < Height * Width; p++) planar[c * Height * Width + p] = interleaved[p * channels + c] = 100 * c + p;
        }
        CollectionAssert.AreEqual(interleaved, ReadFloats(Floats([channels, Height, Width], planar), _plain));
        CollectionAssert.AreEqual(interleaved, ReadFloats(Floats([Height, Width, channels], interleaved), new() { ChannelOrder = ChannelOrder.ChannelsLast }));
        var shape = new TensorShape(channels, Height, Width);
        CollectionAssert.AreEqual(interleaved, ReadFloats(Floats([planar.Length], planar), new() { Shape = shape }));
        CollectionAssert.AreEqual(interleaved, ReadFloats(Floats([planar.Length], interleaved), new() { Shape = shape, ChannelOrder = ChannelOrder.ChannelsLast }));
    }

    [TestMethod]
    public void Read_Sparse_FillsWithZerosWhatItDoesNotName()
    {
        int[] indices = [1, 4, 11];
        float[] values = [2, 3, 5], dense = new float[12];
        for (int i = 0; i < indices.Length; i++) dense[indices[i]] = values[i];
        var view = new RowsView(3, RowsView.Values("Features", new VectorDataViewType(NumberDataViewType.Single, 3, 2, 2), row => row switch
        {
            0 => new VBuffer<float>(12, [.. Enumerable.Repeat(9f, 12)]),
            1 => new VBuffer<float>(12, 3, values, indices),
            _ => new VBuffer<float>(12, 0, [], []),
        }));
        float[][] rows = ReadAll(view, _plain, out RowFault?[] faults);
        CollectionAssert.AreEqual(new RowFault?[3], faults);
        CollectionAssert.AreEqual(ReadFloats(Floats([3, 2, 2], dense), _plain), rows[1]);
        CollectionAssert.AreEqual(new float[12], rows[2]);
    }

    [TestMethod]
    public void Read_NotFinite_IsReportedAndLeavesZeros()
    {
        foreach ((float bad, string name) in new[] { (float.NaN, "NaN"), (float.PositiveInfinity, "infinity"), (float.NegativeInfinity, "-infinity") })
        {
            var values = new float[100];
            Array.Fill(values, 1);
            var view = new RowsView(3, RowsView.Vectors("Features", [100], row =>
            {
                float[] copy = [.. values];
                if (row == 1) copy[77] = bad;
                return copy;
            }));
            float[][] rows = ReadAll(view, _plain, out RowFault?[] faults);
            Assert.IsNull(faults[0]);
            Assert.IsNull(faults[2]);
            Assert.AreEqual($"row 1 (the first is 0), column 'Features': value 77 is {name}, expected a finite number; ReplaceMissingValues replaces NaN", faults[1]!.ToString());
            CollectionAssert.AreEqual(new float[100], rows[1]);
            CollectionAssert.AreEqual(values, rows[2]);
        }
        ReadAll(new RowsView(1, RowsView.Singles("Features", _ => float.NaN)), _plain, out RowFault?[] scalar);
        StringAssert.Contains(scalar[0]!.Message, "the value is NaN");
        var sparse = new RowsView(1, RowsView.Values("Features", new VectorDataViewType(NumberDataViewType.Single, 9),
            _ => new VBuffer<float>(9, 2, [1, float.NaN], [3, 8])));
        ReadAll(sparse, _plain, out RowFault?[] faultsOfSparse);
        StringAssert.Contains(faultsOfSparse[0]!.Message, "value 8 is NaN");
    }

    [TestMethod]
    public void Read_WrongLength_IsReported()
    {
        var view = new RowsView(2, RowsView.Values("Features", new VectorDataViewType(NumberDataViewType.Single),
            row => new VBuffer<float>(4 + (int)row, new float[4 + row])));
        ReadAll(view, new InputOptions { Shape = new TensorShape(4) }, out RowFault?[] faults);
        Assert.IsNull(faults[0]);
        StringAssert.Contains(faults[1]!.Message, "the vector has 5 values, expected 4");
    }

    [TestMethod]
    public void Read_UpstreamFails_IsReportedAndTheNextRowIsRead()
    {
        var view = new RowsView(3, RowsView.Vectors("Features", [2], row => row == 1 ? throw new FileNotFoundException("no file 'a.png'") : [row, row]));
        float[][] rows = ReadAll(view, _plain, out RowFault?[] faults);
        StringAssert.Contains(faults[1]!.Message, "the value could not be computed: no file 'a.png'");
        CollectionAssert.AreEqual(new float[] { 2, 2 }, rows[2]);
        CollectionAssert.AreEqual(new float[] { 0, 0 }, rows[1]);
    }

    [TestMethod]
    public void Read_PixelBytes_AreScaledInTheTensor()
    {
        var type = new VectorDataViewType(NumberDataViewType.Byte, 3, 1, 2);
        var view = new RowsView(1, RowsView.Values("Features", type, _ => new VBuffer<byte>(6, [0, 51, 102, 153, 204, 255])));
        FeatureReader reader = Reader(view);
        Assert.AreEqual(RowElement.Byte, reader.Layout.Element);
        using DataViewRowCursor cursor = view.GetRowCursor(view.Schema);
        cursor.MoveNext();
        var row = new RowReading(reader, cursor);
        Assert.IsNull(row.Read());
        CollectionAssert.AreEqual(new byte[] { 0, 102, 204, 51, 153, 255 }, row.Bytes.ToArray());
        using var tensor = row.Tensor();
        CollectionAssert.AreEqual(new long[] { 1, 3, 1, 2 }, tensor.shape);
        using var flat = tensor.contiguous();
        float[] expected = [0, 51, 102, 153, 204, 255], actual = MemoryMarshal.Cast<byte, float>(flat.bytes).ToArray();
        for (int i = 0; i < 6; i++) Assert.AreEqual(expected[i] / 255, actual[i], 1e-6f);
    }

    [TestMethod]
    public void Read_Again_AllocatesNothing()
    {
        var values = new float[12];
        var view = new RowsView(2000, RowsView.Values("Features", new VectorDataViewType(NumberDataViewType.Single, 3, 2, 2), _ => new VBuffer<float>(12, values)));
        using DataViewRowCursor cursor = view.GetRowCursor(view.Schema);
        var row = new RowReading(Reader(view), cursor);
        for (int i = 0; i < 1000; i++) ReadNext();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++) ReadNext();
        Assert.AreEqual(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void ReadNext()
        {
            cursor.MoveNext();
            row.Read();
        }
    }

    private static RowsView Floats(int[] dimensions, float[] values) => new(1, RowsView.Vectors("Features", dimensions, _ => values));

    private static FeatureReader Reader(RowsView view, InputOptions? options = null) => FeatureReader.Create(view.Schema, "Features", options ?? _plain);

    private static float[] ReadFloats(RowsView view, InputOptions options) => ReadAll(view, options, out _)[0];

    private static float[][] ReadAll(RowsView view, InputOptions options, out RowFault?[] faults)
    {
        FeatureReader reader = Reader(view, options);
        using DataViewRowCursor cursor = view.GetRowCursor(view.Schema);
        var row = new RowReading(reader, cursor);
        var rows = new List<float[]>();
        var found = new List<RowFault?>();
        while (cursor.MoveNext())
        {
            found.Add(row.Read());
            rows.Add(MemoryMarshal.Cast<byte, float>(row.Bytes).ToArray());
        }
        faults = [.. found];
        return [.. rows];
    }
}
