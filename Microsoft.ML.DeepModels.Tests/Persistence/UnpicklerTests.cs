using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Microsoft.ML.DeepModels.Persistence;
using Microsoft.ML.DeepModels.Persistence.Pickling;
using Microsoft.ML.DeepModels.Tests.Common;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Tests.Persistence;

/// <summary>Pickled data written by hand: what is read, and what a hostile file may try.</summary>
[TestClass]
public class UnpicklerTests
{
    private const string Proto = "\x80\x02";

    // A storage of 4 numbers, and the first three arguments of a tensor of it.
    private const string Storage = "(X\x07\0\0\0storagectorch\nFloatStorage\nX\x01\0\0\0" + "0X\x03\0\0\0cpuK\x04tQ";

    [TestMethod]
    [DataRow("cposix\nsystem\nX\x04\0\0\0echo\x85R.", "It names the class posix.system, which is not read: only tensors and the containers that hold them are (collections.OrderedDict,")]
    [DataRow("c__builtin__\neval\nX\x03\0\0\0" + "1+1\x85R.", "It names the class __builtin__.eval")]
    [DataRow("X\x02\0\0\0osX\x06\0\0\0system\x93.", "It names the class os.system")]
    [DataRow("cnumpy.core.multiarray\nscalar\n.", "It names the class numpy.core.multiarray.scalar")]
    [DataRow("X\x02\0\0\0osX\x06\0\0\0a\u001b[2Jb\x93.", "It names the class os.a?[2Jb")]
    [DataRow("ctorchvision.models.vgg\nVGG\n)\x81.", "torch.save(model.state_dict(), path)")]
    [DataRow("(S'echo'\nios\nsystem\n.", "It has the opcode STRING (0x53) at byte 3 of its pickled data")]
    [DataRow("(ios\nsystem\n.", "the opcode INST (0x69)")]
    [DataRow(")\x81.", "the opcode NEWOBJ (0x81)")]
    [DataRow("\xFF.", "the opcode 0xFF")]
    [DataRow("\x80\x09.", "by protocol 9; 2 to 5 are read")]
    [DataRow("K\x01K\x02.", "it stops with 2 values in hand")]
    [DataRow("R.", "it takes more values than it has")]
    [DataRow("(K\x01R.", "it takes more values than it has")]
    [DataRow("t.", "it ends a group that never began")]
    [DataRow("h\x07.", "it recalls 7, which it never remembered")]
    [DataRow("q\x00.", "nothing is remembered")]
    [DataRow("N)R.", "something is called that is no function")]
    [DataRow("ctorch\nFloatStorage\n)R.", "something is called that is no function")]
    [DataRow("]K\x01K\x02s.", "values go into a list of 0, expected a dictionary")]
    [DataRow("}K\x01" + "a.", "values go into a dictionary, expected a list")]
    [DataRow("}(K\x01u.", "a key is without a value")]
    [DataRow("X\xFF\xFF\xFF\xFF" + "a", "before it is complete")]
    [DataRow("\x8D\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF" + "a", "before it is complete")]
    [DataRow("\x8E\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F" + "a", "before it is complete")]
    [DataRow("\x95\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFFN.", "before it is complete")]
    [DataRow("\x8A\xFF" + "a", "before it is complete")]
    [DataRow("NQ.", "It refers to a storage by None")]
    [DataRow("(X\x07\0\0\0storagectorch\nSize\nX\x01\0\0\0" + "0X\x03\0\0\0cpuK\x04tQ.", "It refers to a storage by a tuple of 5")]
    [DataRow("(X\x07\0\0\0storagectorch\nFloatStorage\nX\x01\0\0\0" + "0X\x03\0\0\0cpu\x8A\x08\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7FtQ.", "claims 9223372036854775807 values")]
    [DataRow("(X\x07\0\0\0storagectorch\nFloatStorage\nX\x01\0\0\0" + "0X\x03\0\0\0cpuJ\xFF\xFF\xFF\xFFtQ.", "It refers to a storage by a tuple of 5")]
    [DataRow("ctorch._utils\n_rebuild_tensor_v2\n(" + Storage + "K\x02K\x02K\x02\x86K\x02K\x01\x86\x89NtR.", "of the shape (2, 2) with strides (2, 1) from value 2 on reaches beyond its storage '0' of 4 values")]
    [DataRow("ctorch._utils\n_rebuild_tensor_v2\n(" + Storage + "K\x00K\x02K\x02\x86K\x03K\x01\x86\x89NtR.", "with strides (3, 1) from value 0 on reaches beyond")]
    [DataRow("ctorch._utils\n_rebuild_tensor_v2\n(" + Storage + "K\x00K\x02\x85J\xFF\xFF\xFF\xFF\x85\x89NtR.", "are whole numbers from 0")]
    [DataRow("ctorch._utils\n_rebuild_tensor_v2\n(" + Storage + "J\xFF\xFF\xFF\xFFK\x02\x85K\x01\x85\x89NtR.", "from value -1 on reaches beyond")]
    [DataRow("ctorch._utils\n_rebuild_tensor_v2\n(" + Storage + "K\x00K\x02\x85K\x01K\x01\x86\x89NtR.", "A tensor is made of storage, offset, shape and strides; got a storage, a whole number, a tuple of 1, a tuple of 2")]
    [DataRow("ctorch._utils\n_rebuild_tensor_v2\n(" + Storage + "K\x00\x8A\x08\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7FK\x02\x86K\x00K\x00\x86\x89NtR.", "is too large")]
    [DataRow("ctorch._utils\n_rebuild_tensor_v2\n(" + Storage + "K\x00\x8A\x08\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F\x85K\x02\x85\x89NtR.", "is too large")]
    public void Read_OfWhatIsNoWeights_RefusesItByName(string pickle, string message)
    {
        var e = Assert.Throws<InvalidDataException>(() => Read(Proto + pickle));
        Assert.Contains(message, e.Message);
    }

    [TestMethod]
    public void Read_OfNestedGroups_StopsAtALimit()
    {
        Assert.Contains("nested deeper than", Assert.Throws<InvalidDataException>(() => Read(Proto + new string('(', 100_000))).Message);
        // Nested without groups; nothing descends into it, so it is only a value.
        Assert.IsInstanceOfType<object?[]>(Read(Proto + ")" + new string('\x85', 100_000) + "."));
    }

    [TestMethod]
    [DataRow("(", "]", 3_000_000)]
    [DataRow("}", "q\x01", 2_500_000)]
    [DataRow(")", "2", 1)]
    public void Read_OfMillionsOfValues_StopsAtALimit(string start, string repeated, int count)
    {
        string pickle = Proto + start + string.Concat(Enumerable.Repeat(repeated, count)) + ".";
        Assert.Throws<InvalidDataException>(() => Read(pickle));
    }

    [TestMethod]
    public void Read_OfAListThatIsNamedOverAndOver_DoesNotGrow()
    {
        // Each level holds the one below ten times: 10^12 values, were they written out.
        var levels = new StringBuilder(Proto + "(]q\0");
        for (char level = '\x01'; level <= '\x0C'; level++) levels.Append("]q").Append(level).Append('(').Append(string.Concat(Enumerable.Repeat($"h{(char)(level - 1)}", 10))).Append('e');
        Assert.IsInstanceOfType<object?[]>(Read(levels + "t."));
        // A dictionary of 1000 pairs, made 3000 times of the same list.
        string bomb = Proto + "]q\0(" + string.Concat(Enumerable.Range(0, 1000).Select(i => $"X\x04\0\0\0{i:D4}N\x86")) + "e(" + string.Concat(Enumerable.Repeat("ccollections\nOrderedDict\nh\0\x85R", 3000)) + "t\x86.";
        long before = GC.GetTotalAllocatedBytes();
        Assert.Contains("the most that is read", Assert.Throws<InvalidDataException>(() => Read(bomb)).Message);
        Assert.IsLessThan(400L << 20, GC.GetTotalAllocatedBytes() - before);
    }

    [TestMethod]
    public void Read_OfAShapeThatIsNamedOverAndOver_StopsAtALimit()
    {
        // A tensor of 64 axes, made half a million times of the same arguments: 1 kB each from 5 bytes.
        string axes = "(" + string.Concat(Enumerable.Repeat("K\x01", 64)) + "t";
        string bomb = Proto + "ctorch._utils\n_rebuild_tensor_v2\nq\0(" + Storage + "K\0" + axes + axes + "\x89Ntq\x01" + string.Concat(Enumerable.Repeat("h\0h\x01R", 500_000)) + ".";
        long before = GC.GetTotalAllocatedBytes();
        Assert.Contains("the most that is read", Assert.Throws<InvalidDataException>(() => Read(bomb)).Message);
        Assert.IsLessThan(100L << 20, GC.GetTotalAllocatedBytes() - before);
    }

    [TestMethod]
    public void Read_OfADictionaryOfPython2_IsTheSame()
    {
        var read = (PickleDictionary)Read(Proto + "ccollections\nOrderedDict\n](](U\x01" + "aK\x05" + "e](T\x01\0\0\0bNee\x85R.")!;
        CollectionAssert.AreEqual(new[] { "a", "b" }, read.Values.Keys.ToArray());
        Assert.AreEqual(5L, read.Values["a"]);
    }

    [TestMethod]
    public void Open_OfATensorOfBytesWithItsType_IsRead()
    {
        // As torch 2 writes types that have no storage of their own.
        string pickle = Proto + "}X\x01\0\0\0actorch._utils\n_rebuild_tensor_v3\n((X\x07\0\0\0storagectorch.storage\nUntypedStorage\nX\x01\0\0\0" + "0X\x03\0\0\0cpuK\x08tQK\x01K\x03\x85K\x01\x85\x89Nctorch\nint16\ntRs.";
        using var folder = new TemporaryFolder();
        string path = folder.File("a.pth");
        using (var zip = new ZipArchive(File.Create(path), ZipArchiveMode.Create))
        {
            using (var content = zip.CreateEntry("archive/data.pkl", CompressionLevel.NoCompression).Open()) content.Write(Encoding.Latin1.GetBytes(pickle));
            using (var content = zip.CreateEntry("archive/data/0", CompressionLevel.NoCompression).Open()) content.Write([1, 0, 2, 0, 3, 0, 4, 0]);
        }
        using var file = StateDictionary.Open(path);
        using var target = zeros(3);
        file.Read("a", target);
        CollectionAssert.AreEqual(new float[] { 2, 3, 4 }, target.data<float>().ToArray());
    }

    [TestMethod]
    [DataRow("N.", "It holds None, expected a dictionary of tensors")]
    [DataRow("}(X\x05\0\0\0epochK\x03X\x04\0\0\0lossNu.", "a dictionary without tensors, of 2 names ('epoch', 'loss'); expected tensors by name")]
    public void Open_OfOtherContent_SaysWhatItIs(string pickle, string message)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("a.pth");
        using (var zip = new ZipArchive(File.Create(path), ZipArchiveMode.Create))
        using (var content = zip.CreateEntry("archive/data.pkl").Open())
            content.Write(Encoding.Latin1.GetBytes(Proto + pickle));
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => StateDictionary.Open(path)).Message);
    }

    [TestMethod]
    public void Open_OfAForeignPickle_SaysThatItIsNotOfTorch()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.pth", Encoding.Latin1.GetBytes(Proto + "K\x07."));
        Assert.Contains("not begin with torch's magic number", Assert.Throws<InvalidDataException>(() => StateDictionary.Open(path)).Message);
    }

    [TestMethod]
    public void Open_OfAStorageWithFewerValues_SaysBothNumbers()
    {
        byte[] whole = WeightGolden.Content("parameters, older");
        int place = whole.AsSpan().LastIndexOf(new byte[] { 2, 0, 0, 0, 0, 0, 0, 0 });
        BinaryPrimitives.WriteInt64LittleEndian(whole.AsSpan(place), 1L << 40);
        using var folder = new TemporaryFolder();
        Assert.Contains("has 1099511627776 values, expected 2", Assert.Throws<InvalidDataException>(() => StateDictionary.Open(folder.Write("a.pth", whole))).Message);
    }

    private static object? Read(string pickle) => new Unpickler(new MemoryStream(Encoding.Latin1.GetBytes(pickle)), new TorchStorages().Of).Read();
}
