using System.Buffers.Binary;
using System.Text;
using Microsoft.ML.DeepModels.Persistence;
using Microsoft.ML.DeepModels.Tests.Common;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Tests.Persistence;

[TestClass]
public class SafeTensorsTests
{
    [TestMethod]
    public void Write_ThenRead_GivesTheValuesBackAndLeaksNothing() => LeakTest.Run(() =>
    {
        using var numbers = arange(24, ScalarType.Float32);
        using var weight = numbers.reshape(2, 3, 4);
        using var permuted = weight.permute(2, 0, 1); // in another order in memory than in the file
        using var count = full([], 7, ScalarType.Int64); // TorchSharp 0.102 loses a tensor in tensor(7L)
        var bytes = Bytes([new("weight", permuted), new("count", count)]);
        using var weightBack = zeros(4, 2, 3);
        using var countBack = zeros([], ScalarType.Int64);
        SafeTensors.Read(new MemoryStream(bytes), [new("count", countBack), new("weight", weightBack)]);
        Assert.IsTrue(weightBack.Equals(permuted));
        Assert.AreEqual(7L, countBack.item<long>());
    });

    [TestMethod]
    public void Write_ByHand_IsTheDocumentedFormat()
    {
        using var values = tensor(new float[] { 1, 2 });
        var bytes = Bytes([new("a", values)]);
        long length = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        Assert.AreEqual("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", Encoding.UTF8.GetString(bytes, 8, (int)length).TrimEnd());
        Assert.AreEqual(0, length % 8);
        CollectionAssert.AreEqual(new byte[] { 0, 0, 128, 63, 0, 0, 0, 64 }, bytes[(8 + (int)length)..]);
    }

    [TestMethod]
    [DataRow("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,9]}}", "9 bytes for a shape")]
    [DataRow("{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,8],\"data_offsets\":[0,8]}}", "too large")]
    [DataRow("{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}", "no shape")]
    [DataRow("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,16]}}", "expected 0")]
    [DataRow("{\"a\":{\"dtype\":\"Q7\",\"shape\":[2],\"data_offsets\":[0,8]}}", "dtype 'Q7'")]
    [DataRow("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}", "expected 8")]
    [DataRow("[1]", "not a JSON object")]
    [DataRow("{\"a\"", "not JSON")]
    [DataRow("{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,12]}}", "expected F32 (2), got F32 (3)")]
    [DataRow("{\"c\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", "a: missing, expected F32 (2); c: not in the network")]
    public void Read_OfAHeaderThatLies_SaysWhere(string header, string message)
    {
        var bytes = new byte[8 + header.Length + 64];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, header.Length);
        Encoding.UTF8.GetBytes(header, bytes.AsSpan(8));
        using var target = zeros(2);
        var e = Assert.Throws<InvalidDataException>(() => SafeTensors.Read(new MemoryStream(bytes), [new("a", target)]));
        Assert.Contains(message, e.Message);
    }

    [TestMethod]
    public void Read_OfATruncatedFile_SaysSoWhereverItEnds()
    {
        using var values = tensor(new float[] { 1, 2 });
        var bytes = Bytes([new("a", values)]);
        using var target = zeros(2);
        for (int length = 0; length < bytes.Length; length++)
        {
            var e = Assert.Throws<InvalidDataException>(() => SafeTensors.Read(new MemoryStream(bytes[..length]), [new("a", target)]));
            Assert.Contains("truncated", e.Message, $"{length} bytes");
        }
        var longer = Assert.Throws<InvalidDataException>(() => SafeTensors.Read(new MemoryStream([.. bytes, 0]), [new("a", target)]));
        Assert.Contains("more bytes", longer.Message);
    }

    [TestMethod]
    public void Read_OfAnImpossibleHeaderLength_Refuses()
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, long.MaxValue);
        Assert.Contains("claims a length", Assert.Throws<InvalidDataException>(() => SafeTensors.Read(new MemoryStream(bytes), [])).Message);
    }


    private static byte[] Bytes(IReadOnlyList<NamedTensor> tensors)
    {
        using var stream = new MemoryStream();
        SafeTensors.Write(stream, tensors);
        return stream.ToArray();
    }
}
