using System.IO.Compression;
using System.Text;
using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tests.Common;

namespace Microsoft.ML.DeepModels.Tests.Persistence;

/// <summary>Model files as a user meets them: whole, damaged, foreign, too new.</summary>
[TestClass]
public class ModelFileTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void Save_PutsReadableEntriesBesideTheKey()
    {
        var names = Entries(Saved()).Select(e => e.Key.Split('/')[^1]).ToArray();
        CollectionAssert.IsSubsetOf(new[] { "Model.key", "network.json", "weights.safetensors" }, names);
        string json = Encoding.UTF8.GetString(Entries(Saved()).Single(e => e.Key.EndsWith("network.json")).Value);
        Assert.Contains("\"formatVersion\": 1", json);
        Assert.Contains("\"family\": \"convolutional-network\"", json);
        Assert.Contains("\"horizontal\"", json);
    }

    [TestMethod]
    public void Load_OfAFileCutAnywhere_NeverGivesAModel()
    {
        byte[] file = Saved();
        foreach (int length in new[] { 0, 10, file.Length / 4, file.Length / 2, file.Length - 30 })
            Assert.Throws<Exception>(() => Load(file[..length]), $"{length} of {file.Length} bytes");
    }

    [TestMethod]
    public void Load_WithWeightsCut_SaysWhichTensor()
    {
        var message = LoadChanged("weights.safetensors", bytes => bytes[..^10]);
        Assert.Contains("truncated", message);
        Assert.Contains("bias", message);
    }

    [TestMethod]
    public void Load_WithWeightsOfAnotherNetwork_ListsTheDifferences()
    {
        using var other = _context.MulticlassClassification.Trainers.ConvolutionalNetwork(
            new() { Layers = [Layer.Flatten(), Layer.Dense(5)], Epochs = 1 }).Fit(Shapes.View(_context, 12, 1));
        byte[] weights = Entries(Saved(other)).Single(e => e.Key.EndsWith("weights.safetensors")).Value;
        var message = LoadChanged("weights.safetensors", _ => weights);
        Assert.Contains("The weights do not fit the network", message);
        Assert.Contains("missing", message);
    }

    [TestMethod]
    public void Load_WithANewerDescription_SaysToUpdate()
    {
        var message = LoadChanged("network.json", bytes => Replace(bytes, "\"formatVersion\": 1", "\"formatVersion\": 99"));
        Assert.Contains("format 99", message);
        Assert.Contains("Update the package", message);
    }

    [TestMethod]
    public void Load_WithANewerHeader_SaysToUpdate()
    {
        // The header of Model.key: after the eight bytes of "ML MODEL" and the version of the header itself stands the
        // model's signature; the two versions of the model follow it.
        var message = LoadChanged("Model.key", bytes =>
        {
            int at = bytes.AsSpan().IndexOf("DEEPMODL"u8);
            Assert.IsGreaterThan(0, at);
            bytes[at + 8 + 2] = 7; // written by
            bytes[at + 12 + 2] = 7; // readable by
            return bytes;
        });
        Assert.Contains("Update the package", message);
    }

    [TestMethod]
    public void Load_OfAnUnknownFamily_NamesIt() =>
        Assert.Contains("'quantum-network'",
            LoadChanged("network.json", bytes => Replace(bytes, "\"convolutional-network\"", "\"quantum-network\"")));

    [TestMethod]
    public void Load_OfAnUnknownLayer_NamesIt() =>
        Assert.Contains("wormhole", LoadChanged("network.json", bytes => Replace(bytes, "\"maxPool2D\"", "\"wormhole\"")));

    [TestMethod]
    public void Load_OfADescriptionThatIsNotJson_SaysSo() =>
        Assert.Contains("not JSON", LoadChanged("network.json", bytes => bytes[..20]));

    [TestMethod]
    public void Load_OfANetworkTooLargeForItsWeights_Refuses() =>
        Assert.Contains("expected F32", LoadChanged("network.json", bytes => Replace(bytes, "\"units\": 16", "\"units\": 17")));

    [TestMethod]
    [DataRow("\"channelOrder\": \"ChannelsFirst\"", "\"channelOrder\": \"7\"", "channel order is '7'")]
    [DataRow("\"featureColumn\": \"Features\"", "\"featureColumn\": \"\"", "'featureColumn' should be a text")]
    [DataRow("\"featureColumn\": \"Features\"", "\"classes\": 3, \"featureColumn\": \"Features\"", "not JSON")]
    [DataRow("\"scoreColumn\": \"Score\"", "\"scoreColumn\": \"\\ud800\"", "not JSON")]
    [DataRow("\"units\": 16", "\"units\": 100000000", "The weights do not fit the network")]
    [DataRow("\"units\": 16", "\"units\": 0", "The network in the model file is not legal: units must be at least 1, got 0")]
    [DataRow("\"kernelHeight\": 3", "\"kernelHeight\": 3.5", "cannot be read")]
    [DataRow("\"horizontal\"", "null", "label values")]
    public void Load_OfADamagedDescription_SaysWhatIsWrong(string old, string text, string message) =>
        Assert.Contains(message, LoadChanged("network.json", bytes => Replace(bytes, old, text)));

    [TestMethod]
    public void Load_OfAHeaderThatIsNoText_Refuses() =>
        Assert.Contains("weights", LoadChanged("weights.safetensors", bytes =>
        {
            bytes[bytes.AsSpan().IndexOf("bias"u8)] = 0xFF;
            return bytes;
        }));

    [TestMethod]
    public void Load_OfAForeignFile_Refuses()
    {
        Assert.Throws<Exception>(() => Load(Encoding.UTF8.GetBytes("this is no model")));
        using var foreign = new MemoryStream();
        using (var zip = new ZipArchive(foreign, ZipArchiveMode.Create, leaveOpen: true)) zip.CreateEntry("hello.txt");
        Assert.Throws<Exception>(() => Load(foreign.ToArray()));
    }

    private byte[] Saved(NetworkTransformer? model = null)
    {
        using var own = model is null
            ? _context.MulticlassClassification.Trainers.ConvolutionalNetwork(SmallNetwork.Options(1)).Fit(Shapes.View(_context, 12, 1))
            : null;
        using var stream = new MemoryStream();
        _context.Model.Save(model ?? own, Shapes.View(_context, 1, 1).Schema, stream);
        return stream.ToArray();
    }

    private static ITransformer Load(byte[] file) => ModelZip.Load(file);

    private string LoadChanged(string entry, Func<byte[], byte[]> change) => ModelZip.LoadChanged(Saved(), entry, change);

    private static byte[] Replace(byte[] bytes, string old, string text) => ModelZip.Replace(bytes, old, text);

    private static Dictionary<string, byte[]> Entries(byte[] file) => ModelZip.Entries(file);
}
