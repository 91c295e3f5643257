using Microsoft.ML;
using Microsoft.ML.Data;

namespace Microsoft.ML.DeepModels.Tests.StandIns;

/// <summary>Objects to rows and back. Everything here holds for the official ML.NET too.</summary>
[TestClass]
public class MLObjectTests
{
    private static readonly MLContext s_ml = new(1);

    public class Row
    {
        public float Number;
        public string? Text { get; set; }

        [KeyType(3)]
        public uint Key;

        [VectorType(2, 2)]
        public float[]? Square;

        public byte[]? Bytes;

        [ColumnName("Names")]
        public string[]? Strings;

        [NoColumn]
        public object? Other;

        public bool Flag { get; set; }
        public VBuffer<int> Sparse;
    }

    public class Unknown
    {
        public object? Thing;
    }

    public class Keyed
    {
        [KeyType(3)]
        public uint Key;
    }

    [TestMethod]
    public void LoadFromEnumerable_ByAttributes_GivesTheTypes()
    {
        var schema = s_ml.Data.LoadFromEnumerable(Array.Empty<Row>()).Schema;
        Assert.AreEqual(NumberDataViewType.Single, schema["Number"].Type);
        Assert.AreEqual(TextDataViewType.Instance, schema["Text"].Type);
        Assert.AreEqual("Key<UInt32, 0-2>", schema["Key"].Type.ToString());
        Assert.AreEqual("Vector<Single, 2, 2>", schema["Square"].Type.ToString());
        Assert.AreEqual("Vector<Byte>", schema["Bytes"].Type.ToString());
        Assert.AreEqual("Vector<String>", schema["Names"].Type.ToString());
        Assert.AreEqual("Vector<Int32>", schema["Sparse"].Type.ToString());
        Assert.AreEqual(BooleanDataViewType.Instance, schema["Flag"].Type);
        Assert.IsNull(schema.GetColumnOrNull("Other"));
        Assert.IsNull(schema.GetColumnOrNull("Strings"));
    }

    [TestMethod]
    public void Rows_ReadFromObjectsAndWrittenBack_AreEqual()
    {
        Row[] rows =
        [
            new() { Number = 1.5f, Text = "one", Key = 0, Square = [1, 2, 3, 4], Bytes = [7], Strings = ["a", "b"], Flag = true, Sparse = new(3, 1, [9], [2]) },
            new() { Number = float.NaN, Text = null, Key = 2, Square = [5, 6, 7, 8], Bytes = null, Strings = [], Flag = false },
            new() { Key = 3 }
        ];
        var back = s_ml.Data.CreateEnumerable<Row>(s_ml.Data.LoadFromEnumerable(rows), reuseRowObject: false).ToList();

        Assert.HasCount(3, back);
        Assert.AreEqual(1.5f, back[0].Number);
        Assert.IsTrue(float.IsNaN(back[1].Number));
        Assert.AreEqual("one", back[0].Text);
        Assert.AreEqual("", back[1].Text);
        CollectionAssert.AreEqual(new float[] { 1, 2, 3, 4 }, back[0].Square);
        CollectionAssert.AreEqual(new byte[] { 7 }, back[0].Bytes);
        Assert.IsNull(back[1].Bytes); // no items, no array
        CollectionAssert.AreEqual(new[] { "a", "b" }, back[0].Strings);
        Assert.IsTrue(back[0].Flag);
        CollectionAssert.AreEqual(new[] { 0, 0, 9 }, back[0].Sparse.DenseValues().ToArray());
        // Members hold indices from 0, columns keys from 1; what is out of range is missing. Written back they stay keys.
        CollectionAssert.AreEqual(new uint[] { 1, 3, 0 }, back.Select(row => row.Key).ToArray());
    }

    [TestMethod]
    public void CreateEnumerable_ReusingTheObject_GivesTheSame()
    {
        var data = s_ml.Data.LoadFromEnumerable(new[] { new Row { Number = 1 }, new Row { Number = 2 } });
        var seen = s_ml.Data.CreateEnumerable<Row>(data, reuseRowObject: true).ToList();
        Assert.AreSame(seen[0], seen[1]);
        Assert.AreEqual(2, seen[0].Number);
    }

    [TestMethod]
    public void CreateEnumerable_OfAMissingColumn_ThrowsUnlessIgnored()
    {
        var data = s_ml.Data.LoadFromEnumerable(new[] { new Keyed() });
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => s_ml.Data.CreateEnumerable<Row>(data, false));
        StringAssert.Contains(error.Message, "Could not find");
        Assert.HasCount(1, s_ml.Data.CreateEnumerable<Row>(data, false, ignoreMissingColumns: true).ToList());
    }

    [TestMethod]
    public void CreateEnumerable_OfAnotherType_NamesBoth()
    {
        var definition = SchemaDefinition.Create(typeof(Row));
        definition.RemoveAll(column => column.MemberName != "Number");
        definition[0].ColumnName = "Key";
        var data = s_ml.Data.LoadFromEnumerable(new[] { new Keyed() });
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => s_ml.Data.CreateEnumerable<Row>(data, false, false, definition));
        StringAssert.Contains(error.Message,
            "Can't bind the IDataView column 'Key' of type 'Key<UInt32, 0-2>' to field or property 'Number' of type 'System.Single'.");
    }

    [TestMethod]
    public void SchemaDefinition_Changed_ChangesTheSchema()
    {
        var definition = SchemaDefinition.Create(typeof(Row));
        definition["Square"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 4);
        definition["Number"].ColumnName = "Renamed";
        definition["Key"].AddAnnotation("KeyValues", new[] { "x", "y", "z" }, new VectorDataViewType(TextDataViewType.Instance, 3));
        var schema = s_ml.Data.LoadFromEnumerable(Array.Empty<Row>(), definition).Schema;

        Assert.AreEqual("Vector<Single, 4>", schema["Square"].Type.ToString());
        Assert.AreEqual(NumberDataViewType.Single, schema["Renamed"].Type);
        Assert.IsTrue(schema["Key"].HasKeyValues());
        VBuffer<ReadOnlyMemory<char>> values = default;
        schema["Key"].GetKeyValues(ref values);
        Assert.AreEqual("z", values.GetItemOrDefault(2).ToString());

        definition["Square"].ColumnType = NumberDataViewType.Single;
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => s_ml.Data.LoadFromEnumerable(Array.Empty<Row>(), definition));
        StringAssert.Contains(error.Message, "Column 'Square' is supposed to be scalar, but type of associated field 'Square' is vector");
    }

    [TestMethod]
    public void LoadFromEnumerable_WithASchema_TakesItsTypes()
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Bytes", new VectorDataViewType(NumberDataViewType.Byte, 3));
        var schema = s_ml.Data.LoadFromEnumerable(new[] { new Row() }, builder.ToSchema()).Schema;
        Assert.AreEqual("Vector<Byte, 3>", schema["Bytes"].Type.ToString());
        builder.AddColumn("Nowhere", NumberDataViewType.Single);
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => s_ml.Data.LoadFromEnumerable(new[] { new Row() }, builder.ToSchema()));
        StringAssert.Contains(error.Message, "Type should contain a member named Nowhere");
    }

    [TestMethod]
    public void LoadFromEnumerable_OfWhatIsNoColumn_SaysWhich()
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => s_ml.Data.LoadFromEnumerable(Array.Empty<Unknown>()));
        StringAssert.Contains(error.Message, "Could not determine an IDataView type and registered custom types for member Thing");
    }

    [TestMethod]
    public void Cursor_OverANullObject_Throws()
    {
        var data = s_ml.Data.LoadFromEnumerable(new Row[] { null! });
        using var cursor = data.GetRowCursor(data.Schema);
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => cursor.MoveNext());
        StringAssert.Contains(error.Message, "Encountered null when iterating over data");
    }

    [TestMethod]
    public void Cursor_MovedThrough_HasPositionsIdsAndActiveColumns()
    {
        var data = s_ml.Data.LoadFromEnumerable(new[] { new Row { Number = 1 }, new Row { Number = 2 } });
        Assert.AreEqual(2, data.GetRowCount());
        Assert.IsFalse(data.CanShuffle);
        Assert.IsNull(s_ml.Data.LoadFromEnumerable(Enumerable.Range(0, 2).Select(_ => new Row())).GetRowCount());
        using var cursor = data.GetRowCursor([data.Schema["Number"]]);
        Assert.AreEqual(-1, cursor.Position);
        Assert.IsTrue(cursor.IsColumnActive(data.Schema["Number"]));
        Assert.IsFalse(cursor.IsColumnActive(data.Schema["Text"]));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => cursor.GetGetter<ReadOnlyMemory<char>>(data.Schema["Text"]));
        Assert.ThrowsExactly<InvalidOperationException>(() => cursor.GetGetter<double>(data.Schema["Number"]));
        var (number, id) = (cursor.GetGetter<float>(data.Schema["Number"]), cursor.GetIdGetter());
        float value = 0;
        DataViewRowId row = default;
        Assert.IsTrue(cursor.MoveNext() && cursor.MoveNext());
        number(ref value);
        id(ref row);
        Assert.AreEqual((2f, 1L, new DataViewRowId(1, 0)), (value, cursor.Position, row));
        Assert.IsFalse(cursor.MoveNext());
        Assert.IsFalse(cursor.MoveNext());
    }

    [TestMethod]
    public void GetColumnAndPreview_OfData_GiveTheirValues()
    {
        var data = s_ml.Data.LoadFromEnumerable(new[] { new Row { Text = "a", Bytes = [1, 2] }, new Row { Text = "b", Bytes = [3] } });
        CollectionAssert.AreEqual(new[] { "a", "b" }, data.GetColumn<string>("Text").ToArray());
        CollectionAssert.AreEqual(new[] { 2, 1 }, data.GetColumn<byte[]>("Bytes").Select(bytes => bytes.Length).ToArray());
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => data.GetColumn<float>("Text"));
        var preview = data.Preview(maxRows: 1);
        Assert.HasCount(1, preview.RowView);
        Assert.AreEqual("a", preview.ColumnView.Single(column => column.Column.Name == "Text").Values[0].ToString());
    }
}
