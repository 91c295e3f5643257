using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Microsoft.ML.DeepModels.Persistence;
using Microsoft.ML.DeepModels.Tests.Common;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Tests.Persistence;

/// <summary>Files of weights against what PyTorch finds in them, and files that are none.</summary>
[TestClass]
public sealed class StateDictionaryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow("types")]
    [DataRow("types, older")]
    [DataRow("types, compressed")]
    [DataRow("types, with entries of torch 2")]
    [DataRow("types, highest byte first")]
    [DataRow("views")]
    [DataRow("views, older")]
    [DataRow("parameters")]
    [DataRow("parameters, older")]
    [DataRow("checkpoint")]
    [DataRow("checkpoint, older")]
    [DataRow("checkpoint, protocol 3")]
    [DataRow("checkpoint, protocol 4")]
    [DataRow("checkpoint, protocol 5")]
    public void Read_OfAFileOfTorch_GivesWhatTorchGives(string name) => LeakTest.Run(() =>
    {
        using var file = WeightGolden.Open(_folder, name);
        var expected = WeightGolden.Tensors(name).ToList();
        CollectionAssert.AreEqual(expected.Select(e => e.Name).ToList(), file.Tensors.Keys.ToList());
        foreach (var (tensor, type, shape, values) in expected)
        {
            Assert.AreEqual(type, file.Tensors[tensor].Type, tensor);
            CollectionAssert.AreEqual(shape, file.Tensors[tensor].Shape, tensor);
            foreach (var target in new[] { ScalarType.Float32, type })
            {
                using var scope = NewDisposeScope();
                var read = ones(shape, target);
                file.Read(tensor, read);
                CollectionAssert.AreEqual(values, Values(read), $"{tensor} as {target}");
            }
        }
    });

    [TestMethod]
    [DataRow("image", 2, 3, 2, 4)]
    [DataRow("transposed", 4, 2, 3, 1)]
    [DataRow("base", 2, 3, 4, 1)]
    public void Read_IntoAnyOrderInMemory_PutsValuesByTheirAxes(string name, int a, int b, int c, int d) => LeakTest.Run(() =>
    {
        using var file = WeightGolden.Open(_folder, "views");
        var expected = WeightGolden.Tensors("views").Single(t => t.Name == name).Values;
        using var scope = NewDisposeScope();
        var last = zeros(a, c, d, b).permute(0, 3, 1, 2); // channels last
        file.Read(name, last);
        CollectionAssert.AreEqual(expected, Values(last));
        var part = zeros(a, b, c, d + 2).narrow(3, 1, d); // of a larger tensor
        file.Read(name, part);
        CollectionAssert.AreEqual(expected, Values(part));
        var learned = zeros(a, b, c, d, requires_grad: true);
        file.Read(name, learned);
        CollectionAssert.AreEqual(expected, Values(learned));
    });

    [TestMethod]
    public void Read_OfLargeTensors_InPieces_GivesTheSame() => LeakTest.Run(() =>
    {
        // 24 MB of Float32: more than one piece of what takes the detour.
        using var scope = NewDisposeScope();
        var values = arange(0, 6 << 20, ScalarType.Float32).reshape(3, 512, 4096);
        string path = _folder.File("large.safetensors");
        using (var stream = File.Create(path)) SafeTensors.Write(stream, [new("large", values)]);
        using var file = StateDictionary.Open(path);
        var last = zeros(3, 4096, 512).permute(0, 2, 1);
        file.Read("large", last);
        Assert.IsTrue(last.Equals(values));
        var doubles = zeros([3, 512, 4096], ScalarType.Float64);
        file.Read("large", doubles);
        Assert.IsTrue(doubles.to_type(ScalarType.Float32).Equals(values));
        // The same file as values whose first axis takes the shortest steps.
        using var handle = File.OpenHandle(path);
        var bytes = new FileBytes(handle, RandomAccess.GetLength(handle) - (24 << 20), 24 << 20);
        var target = zeros(4096, 512, 3);
        new StoredTensor(new StateTensor("turned", ScalarType.Float32, [4096, 512, 3]), bytes, 0, [1, 4096, 2 << 20]).CopyTo(target);
        Assert.IsTrue(target.Equals(values.permute(2, 1, 0)));
    });

    [TestMethod]
    public void Read_OfSafeTensors_KnowsTheShortTypes() => LeakTest.Run(() =>
    {
        string header = "{\"half\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[0,2]},\"brain\":{\"dtype\":\"BF16\",\"shape\":[1],\"data_offsets\":[2,4]}," +
            "\"short\":{\"dtype\":\"I16\",\"shape\":[1],\"data_offsets\":[4,6]},\"char\":{\"dtype\":\"I8\",\"shape\":[1],\"data_offsets\":[6,7]},\"flag\":{\"dtype\":\"BOOL\",\"shape\":[1],\"data_offsets\":[7,8]}}";
        using var file = StateDictionary.Open(_folder.Write("a", Safe(header, [0x00, 0xC1, 0x20, 0xC0, 0xFE, 0xFF, 0xFF, 1])));
        using var target = zeros(1);
        foreach (var (name, value) in new[] { ("half", -2.5), ("brain", -2.5), ("short", -2), ("char", -1), ("flag", 1) })
        {
            file.Read(name, target);
            Assert.AreEqual(value, target.item<float>(), name);
        }
    });

    [TestMethod]
    [DataRow(0x80)] // as pickled data begins
    [DataRow(0x280)] // as pickled data of protocol 2 begins
    [DataRow(0x4B50)] // "PK", as a zip file begins
    public void Read_OfSafeTensors_WhoseHeaderIsAsLongAsAnotherFormatBegins_IsRead(int length)
    {
        string header = "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}".PadRight(length);
        using var file = StateDictionary.Open(_folder.Write("a.safetensors", Safe(header, [0, 0, 0x20, 0xC0])));
        using var target = zeros(1);
        file.Read("a", target);
        Assert.AreEqual(-2.5f, target.item<float>());
    }

    [TestMethod]
    public void Read_IntoATensorOfAnotherSize_SaysBoth()
    {
        using var file = WeightGolden.Open(_folder, "types");
        using var target = zeros(7);
        Assert.Contains("'float32'", Assert.Throws<ArgumentException>(() => file.Read("float32", target)).Message);
        Assert.Contains("no tensor 'x'", Assert.Throws<ArgumentException>(() => file.Read("x", target)).Message);
    }

    [TestMethod]
    [DataRow("types")]
    [DataRow("types, older")]
    [DataRow("types, compressed")]
    [DataRow("checkpoint, protocol 4")]
    [DataRow("safetensors")]
    public void Open_OfAFileCutAnywhere_SaysThatItCannotBeRead(string name)
    {
        byte[] whole = name == "safetensors" ? Safe("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", new byte[8]) : WeightGolden.Content(name);
        for (int length = 0; length < whole.Length; length++)
        {
            string path = _folder.Write("cut.pth", whole[..length]);
            var e = Assert.Throws<InvalidDataException>(() => StateDictionary.Open(path).Dispose(), $"{length} bytes");
            Assert.Contains($"'{path}' cannot be read", e.Message);
        }
    }

    [TestMethod]
    [DataRow("types")]
    [DataRow("views, older")]
    [DataRow("checkpoint, protocol 4")]
    public void Open_OfAFileWithAByteChanged_ReadsItOrSaysThatItCannot(string name)
    {
        byte[] whole = WeightGolden.Content(name);
        var random = new Random(1);
        int refused = 0;
        for (int round = 0; round < 1000; round++)
        {
            byte[] changed = [.. whole];
            for (int i = 0; i < 1 + round % 3; i++) changed[random.Next(changed.Length)] = (byte)random.Next(256);
            try
            {
                using var file = StateDictionary.Open(_folder.Write("changed.pth", changed));
                foreach (var tensor in file.Tensors.Values.Where(t => t.Count < 1000))
                {
                    using var target = zeros(tensor.Shape);
                    file.Read(tensor.Name, target);
                }
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }
        Assert.IsGreaterThan(100, refused);
    }

    [TestMethod]
    [DataRow("", "is empty")]
    [DataRow("<!DOCTYPE html><html><body>Not found</body></html>", "begins with the text \"<!DOCTYPE html><html><bo\" and is 50 bytes long; expected a zip or an older file of torch.save")]
    [DataRow("GIF89a\u0001\u0002\u0003", "begins with the bytes 474946383961010203")]
    [DataRow("PK\u0003\u0004 and nothing more, not even the directory", "the directory at its end is missing after 45 bytes: the file is truncated")]
    public void Open_OfSomethingElse_SaysWhatItIs(string content, string message)
    {
        string path = _folder.Write("weights.pth", Encoding.Latin1.GetBytes(content));
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => StateDictionary.Open(path)).Message);
    }

    [TestMethod]
    public void Open_OfWhatIsNoFile_SaysSo()
    {
        string missing = _folder.File("missing.pth");
        Assert.Contains($"no file of weights '{missing}'", Assert.Throws<FileNotFoundException>(() => StateDictionary.Open(missing)).Message);
        Assert.Contains("is a folder", Assert.Throws<IOException>(() => StateDictionary.Open(_folder.Path)).Message);
    }

    [TestMethod]
    public void Open_OfAFileThatMayNotBeRead_SaysSo()
    {
        string path = _folder.Write("secret.pth", WeightGolden.Content("types"));
        // Permissions do not bind root, and Windows has others: there is no file here that such a user may not read.
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            Assert.Inconclusive("skipped: this user may read everything");
            return;
        }
        File.SetUnixFileMode(path, UnixFileMode.None);
        Assert.Contains("Allow this user to read it", Assert.Throws<IOException>(() => StateDictionary.Open(path)).Message);
    }

    [TestMethod]
    [DataRow("a/readme.txt", "without the entry 'archive/data.pkl' of torch.save; its 1 entries are 'a/readme.txt'")]
    [DataRow("a/constants.pkl", "is a TorchScript program")]
    public void Open_OfAnotherZip_SaysWhatItHas(string entry, string message)
    {
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => StateDictionary.Open(Zip(entry, [1, 2, 3]))).Message);
    }

    [TestMethod]
    public void Open_OfAModelOfThisLibrary_NamesHowToOpenIt()
    {
        var context = new MLContext(seed: 1);
        var view = Shapes.View(context, 20, 1);
        var model = context.MulticlassClassification.Trainers.ConvolutionalNetwork(SmallNetwork.Options(1)).Fit(view);
        string path = _folder.File("model.zip");
        context.Model.Save(model, view.Schema, path);
        (model as IDisposable)?.Dispose();
        Assert.Contains("Backbone.FromModel", Assert.Throws<InvalidDataException>(() => StateDictionary.Open(path)).Message);
    }

    [TestMethod]
    [DataRow("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,9]}}", "9 bytes for a shape")]
    [DataRow("{\"a\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,8]}}", "8 bytes for a shape (2) of 4 bytes")]
    [DataRow("{\"a\":{\"dtype\":\"F8_E4M3\",\"shape\":[2],\"data_offsets\":[0,2]}}", "dtype 'F8_E4M3' is none of")]
    [DataRow("{\"a\":{\"dtype\":\"F32\",\"shape\":[1000000000],\"data_offsets\":[0,4000000000]}}", "the file is truncated")]
    [DataRow("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", "has 8 bytes of values, but its header tells 4")]
    public void Open_OfASafeTensorsHeaderThatLies_SaysWhere(string header, string message)
    {
        string path = _folder.Write("lies.safetensors", Safe(header, new byte[8]));
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => StateDictionary.Open(path)).Message);
    }

    [TestMethod]
    public void Open_OfACompressedEntryThatClaimsTooMuch_TakesNoMemory()
    {
        // A megabyte of zeros would be packed into a kilobyte; 100 MB of pickled data is refused by what it claims.
        string path = Zip("archive/data.pkl", new byte[100 << 20]);
        long before = GC.GetTotalAllocatedBytes();
        Assert.Contains("unpacks to 104857600 bytes", Assert.Throws<InvalidDataException>(() => StateDictionary.Open(path)).Message);
        Assert.IsLessThan(10 << 20, GC.GetTotalAllocatedBytes() - before);
    }

    private static double[] Values(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().to_type(ScalarType.Float64).contiguous().reshape(-1).data<double>().ToArray();
    }

    private static byte[] Safe(string header, byte[] values)
    {
        var bytes = new byte[8 + header.Length + values.Length];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, header.Length);
        Encoding.ASCII.GetBytes(header, bytes.AsSpan(8));
        values.CopyTo(bytes, 8 + header.Length);
        return bytes;
    }

    private string Zip(string entry, byte[] content)
    {
        string path = _folder.File("some.zip");
        using var zip = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        using var stream = zip.CreateEntry(entry).Open();
        stream.Write(content);
        return path;
    }
}
