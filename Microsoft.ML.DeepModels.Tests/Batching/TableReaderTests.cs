using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Batching;

namespace Microsoft.ML.DeepModels.Tests.Batching;

/// <summary>Several columns as one row.</summary>
[TestClass]
public class TableReaderTests
{
    private static readonly RowsView s_view = new(5,
        RowsView.Keys("Kind", 3, row => row == 3 ? 0u : row == 4 ? 4u : (uint)row + 1),
        RowsView.Singles("Size", row => row == 2 ? float.NaN : row + 0.5f),
        RowsView.Vectors("Place", [2], row => [row, -row]),
        RowsView.Texts("Name", row => $"{row}"));

    [TestMethod]
    public void Read_OfKeySingleAndVector_PutsThemSideBySide()
    {
        var reader = TableReader.Create(s_view.Schema, ["Place", "Kind", "Size"]);
        Assert.AreEqual(6, reader.Shape[0]);
        CollectionAssert.AreEqual(new[] { "Place", "Kind", "Size" }, reader.Columns.Select(column => column.Name).ToArray());
        using var cursor = s_view.GetRowCursor(reader.Columns);
        var reading = new RowReading(reader, cursor);
        cursor.MoveNext();
        Assert.IsNull(reading.Read());
        CollectionAssert.AreEqual(new[] { 0, 0, 1, 0, 0, 0.5f }, Values(reading));
        cursor.MoveNext();
        Assert.IsNull(reading.Read());
        CollectionAssert.AreEqual(new[] { 1, -1, 0, 1, 0, 1.5f }, Values(reading));
        string[] faults = ["row 2 (the first is 0), column 'Size': the value is NaN", "row 3 (the first is 0), column 'Kind': the key is missing", "row 4 (the first is 0), column 'Kind': the key is missing"];
        foreach (string fault in faults)
        {
            cursor.MoveNext();
            Assert.Contains(fault, reading.Read()!.ToString());
            Assert.IsTrue(Values(reading).All(value => value == 0), "an old value is left");
        }
    }

    [TestMethod]
    public void Create_OfAnotherType_SaysWhatIsExpected()
    {
        var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => TableReader.Create(s_view.Schema, ["Size", "Name"]));
        Assert.Contains("Schema mismatch for input column 'Name': expected Single, Vector<Single> or Key<UInt32>, got String", e.Message);
        var wide = new RowsView(0, RowsView.Values("Kind", new KeyDataViewType(typeof(uint), int.MaxValue), _ => 1u));
        Assert.Contains("have 2147483647 values a row", Assert.ThrowsExactly<ArgumentException>(() => TableReader.Create(wide.Schema, ["Kind"])).Message);
    }

    private static float[] Values(RowReading reading) => MemoryMarshal.Cast<byte, float>(reading.Bytes).ToArray();
}
