using Microsoft.ML;
using Microsoft.ML.Data;

namespace Microsoft.ML.DeepModels.Tests.StandIns;

/// <summary>Column types, schemas and annotations. Everything here holds for the official ML.NET too.</summary>
[TestClass]
public class MLSchemaTests
{
    [TestMethod]
    public void ToString_OfTypes_IsThatOfTheOfficialLibrary()
    {
        Assert.AreEqual("Single", NumberDataViewType.Single.ToString());
        Assert.AreEqual("String", TextDataViewType.Instance.ToString());
        Assert.AreEqual("Boolean", BooleanDataViewType.Instance.ToString());
        Assert.AreEqual("Key<UInt32, 0-4>", new KeyDataViewType(typeof(uint), 5).ToString());
        Assert.AreEqual("Vector<Single>", new VectorDataViewType(NumberDataViewType.Single).ToString());
        Assert.AreEqual("Vector<Byte, 3>", new VectorDataViewType(NumberDataViewType.Byte, 3).ToString());
        Assert.AreEqual("Vector<Single, 2, *>", new VectorDataViewType(NumberDataViewType.Single, 2, 0).ToString());
        Assert.AreEqual("Vector<Key<Byte, 0-1>, 2, 3>", new VectorDataViewType(new KeyDataViewType(typeof(byte), 2), 2, 3).ToString());
    }

    [TestMethod]
    public void Equals_OfTypes_ComparesWhatTheyMean()
    {
        var key = new KeyDataViewType(typeof(uint), 5);
        Assert.IsTrue(key.Equals(new KeyDataViewType(typeof(uint), 5UL)));
        Assert.AreEqual(key.GetHashCode(), new KeyDataViewType(typeof(uint), 5).GetHashCode());
        Assert.IsFalse(key.Equals(new KeyDataViewType(typeof(byte), 5)));
        Assert.IsFalse(key.Equals(NumberDataViewType.UInt32));
        var vector = new VectorDataViewType(NumberDataViewType.Single, 2, 3);
        Assert.AreEqual(6, vector.Size);
        Assert.AreEqual(typeof(VBuffer<float>), vector.RawType);
        Assert.IsTrue(vector.Equals(new VectorDataViewType(NumberDataViewType.Single, System.Collections.Immutable.ImmutableArray.Create(2, 3))));
        Assert.IsFalse(vector.Equals(new VectorDataViewType(NumberDataViewType.Single, 6)));
        Assert.IsFalse(new VectorDataViewType(NumberDataViewType.Single, 2, 0).IsKnownSize);
    }

    [TestMethod]
    public void KeyType_OfImpossibleCount_SaysSo()
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new KeyDataViewType(typeof(byte), 256));
        StringAssert.Contains(error.Message, "must not exceed Byte.MaxValue and must be strictly positive, but got 256");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new KeyDataViewType(typeof(uint), 0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new KeyDataViewType(typeof(int), 3));
        Assert.IsFalse(KeyDataViewType.IsValidDataType(typeof(float)));
    }

    [TestMethod]
    public void Schema_WithARepeatedName_HidesTheEarlierColumn()
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("A", NumberDataViewType.Single);
        builder.AddColumn("B", TextDataViewType.Instance);
        builder.AddColumn("A", NumberDataViewType.Int32);
        var schema = builder.ToSchema();

        Assert.AreEqual(3, schema.Count);
        Assert.IsTrue(schema[0].IsHidden);
        Assert.IsFalse(schema[2].IsHidden);
        Assert.AreEqual(2, schema["A"].Index);
        Assert.AreEqual("A: Int32", schema["A"].ToString());
        Assert.IsNull(schema.GetColumnOrNull("C"));
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => schema["C"]);
        StringAssert.Contains(error.Message, "Column 'C' not found");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => schema[3]);
    }

    [TestMethod]
    public void Annotations_ReadByKind_GiveTheirValues()
    {
        ReadOnlyMemory<char>[] names = ["a".AsMemory(), "b".AsMemory()];
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add("SlotNames", new VectorDataViewType(TextDataViewType.Instance, 2),
            (ref VBuffer<ReadOnlyMemory<char>> value) => value = new(2, names));
        builder.AddPrimitiveValue("IsNormalized", BooleanDataViewType.Instance, true);
        var schema = new DataViewSchema.Builder();
        schema.AddColumn("Features", new VectorDataViewType(NumberDataViewType.Single, 2), builder.ToAnnotations());
        var column = schema.ToSchema()["Features"];

        Assert.IsTrue(column.HasSlotNames());
        Assert.IsTrue(column.IsNormalized());
        VBuffer<ReadOnlyMemory<char>> slots = default;
        column.GetSlotNames(ref slots);
        CollectionAssert.AreEqual(new[] { "a", "b" }, slots.DenseValues().Select(name => name.ToString()).ToArray());
        Assert.AreEqual("Features: Vector<Single, 2> {SlotNames, IsNormalized}", column.ToString());
        Assert.ThrowsExactly<InvalidOperationException>(() =>
        {
            float wrong = 0;
            column.Annotations.GetValue("IsNormalized", ref wrong);
        });
        Assert.ThrowsExactly<InvalidOperationException>(() =>
        {
            bool missing = false;
            column.Annotations.GetValue("KeyValues", ref missing);
        });
    }

    [TestMethod]
    public void Annotations_OfAnotherType_AreRefused()
    {
        var builder = new DataViewSchema.Annotations.Builder();
        Assert.ThrowsExactly<ArgumentException>(() => builder.Add("Kind", NumberDataViewType.Single, (ref int value) => value = 1));
        Assert.ThrowsExactly<ArgumentException>(() => builder.AddPrimitiveValue("Kind", NumberDataViewType.Single, 1.0));
    }

    [TestMethod]
    public void HasKeyValues_NeedsAsManyValuesAsKeys()
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add("KeyValues", new VectorDataViewType(NumberDataViewType.Int64, 2), (ref VBuffer<long> value) => value = new(2, [7, 9]));
        var schema = new DataViewSchema.Builder();
        schema.AddColumn("Two", new KeyDataViewType(typeof(uint), 2), builder.ToAnnotations());
        schema.AddColumn("Three", new KeyDataViewType(typeof(uint), 3), builder.ToAnnotations());
        var made = schema.ToSchema();

        Assert.IsTrue(made["Two"].HasKeyValues(NumberDataViewType.Int64));
        Assert.IsFalse(made["Two"].HasKeyValues());
        Assert.IsFalse(made["Three"].HasKeyValues(NumberDataViewType.Int64));
    }

    [TestMethod]
    public void RowId_CombinedAndForked_Differs()
    {
        var id = new DataViewRowId(5, 0);
        Assert.AreEqual("00000000000000000000000000000005", id.ToString());
        var made = new[] { id, id.Fork(), id.Next(), id.Combine(id), id.Fork().Next(), id.Next().Fork() };
        Assert.AreEqual(made.Length, made.Distinct().Count());
        Assert.AreEqual(id.Combine(new DataViewRowId(6, 1)), new DataViewRowId(5, 0).Combine(new DataViewRowId(6, 1)));
        Assert.IsLessThan(0, id.CompareTo(new DataViewRowId(0, 1)));
    }
}
