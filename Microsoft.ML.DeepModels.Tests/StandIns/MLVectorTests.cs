using Microsoft.ML.Data;

namespace Microsoft.ML.DeepModels.Tests.StandIns;

/// <summary>Vectors and their editors. Everything here holds for the official ML.NET too.</summary>
[TestClass]
public class MLVectorTests
{
    private static readonly VBuffer<float> s_sparse = new(6, 2, [5, 7], [1, 4]);

    [TestMethod]
    public void Sparse_ReadInEveryWay_HasZerosBetween()
    {
        Assert.IsFalse(s_sparse.IsDense);
        CollectionAssert.AreEqual(new float[] { 0, 5, 0, 0, 7, 0 }, s_sparse.DenseValues().ToArray());
        CollectionAssert.AreEqual(new[] { 1, 4 }, s_sparse.Items().Select(item => item.Key).ToArray());
        CollectionAssert.AreEqual(new[] { 0, 1, 2, 3, 4, 5 }, s_sparse.Items(all: true).Select(item => item.Key).ToArray());
        Assert.AreEqual(7, s_sparse.GetItemOrDefault(4));
        Assert.AreEqual(0, s_sparse.GetItemOrDefault(5));
        Assert.AreEqual("Sparse vector of size 6, 2 explicit values", s_sparse.ToString());
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => s_sparse.GetItemOrDefault(6));
        float[] target = [9, 9, 9, 9, 9, 9, 9];
        s_sparse.CopyTo(target, 1);
        CollectionAssert.AreEqual(new float[] { 9, 0, 5, 0, 0, 7, 0 }, target);
    }

    [TestMethod]
    public void CopyTo_OfAStretch_KeepsItSparse()
    {
        VBuffer<float> copy = default;
        s_sparse.CopyTo(ref copy, 1, 3);
        Assert.AreEqual(3, copy.Length);
        CollectionAssert.AreEqual(new[] { 0 }, copy.GetIndices().ToArray());
        CollectionAssert.AreEqual(new float[] { 5, 0, 0 }, copy.DenseValues().ToArray());
        s_sparse.CopyToDense(ref copy);
        Assert.IsTrue(copy.IsDense);
        CollectionAssert.AreEqual(new float[] { 0, 5, 0, 0, 7, 0 }, copy.GetValues().ToArray());
    }

    [TestMethod]
    public void CopyTo_IntoALargeEnoughVector_ReusesItsArray()
    {
        float[] values = new float[8];
        var target = new VBuffer<float>(8, values);
        new VBuffer<float>(3, [1, 2, 3]).CopyTo(ref target);
        Assert.AreEqual(3, target.Length);
        Assert.AreEqual(2, values[1]);
    }

    [TestMethod]
    public void Editor_CommittedAndTruncated_GivesWhatWasWritten()
    {
        VBuffer<int> vector = default;
        var editor = VBufferEditor.Create(ref vector, 5, 2);
        Assert.IsTrue(editor.CreatedNewValues);
        (editor.Values[0], editor.Values[1], editor.Indices[0], editor.Indices[1]) = (4, 6, 0, 3);
        vector = editor.CommitTruncated(1);
        CollectionAssert.AreEqual(new[] { 4, 0, 0, 0, 0 }, vector.DenseValues().ToArray());
        var dense = VBufferEditor.Create(ref vector, 2);
        Assert.AreEqual(0, dense.Indices.Length);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => VBufferEditor.Create(ref vector, 2, 3));
    }

    [TestMethod]
    public void Constructor_WithTooFewValues_Throws()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new VBuffer<float>(3, new float[2]));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new VBuffer<float>(3, 2, new float[2], new int[1]));
        Assert.AreEqual(0, new VBuffer<float>(0, null).Length);
    }
}
