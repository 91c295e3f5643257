using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.ML.Data;

namespace Microsoft.ML.DeepModels.Tests.Examples;

/// <summary>The example runs as a user runs it, in a process of its own.</summary>
[TestClass]
public sealed class GenerativeTests
{
    private const string Example = "Generative";
    private string _folder = "";
    private string _data = "";

    [TestInitialize]
    public void CreateFolder()
    {
        _folder = Directory.CreateTempSubdirectory("deepmodels-").FullName;
        _data = Directory.CreateDirectory(Path.Combine(_folder, "halves")).FullName;
        IdxFiles.Write(_data, 64, 40, packed: true);
    }

    [TestCleanup]
    public void DeleteFolder() => Directory.Delete(_folder, true);

    [TestMethod]
    public void Run_Vae_PicturesAndAResult()
    {
        string[] output = Run("vae", "40");

        StringAssert.Matches(output[^1], new Regex(
            @"^RESULT family=vae data=halves negative_elbo=[\d.]+ auc=[\d.]+ samples_per_second=\d+ seconds=[\d.]+ model=\S+halves-vae\.zip$"));
        // The images of one class differ by noise only, those of the other are bright where these are dark.
        Assert.AreEqual(1, Value(output[^1], "auc"), 1e-3);
        Assert.IsTrue(File.Exists(Path.Combine(_folder, "halves-vae.zip")));
        AssertPicture("halves-vae-samples.png", 10, 10);
        AssertPicture("halves-vae-reconstructions.png", 8, 10);
        AssertPicture("halves-vae-interpolations.png", 10, 10);
    }

    [TestMethod]
    public void Run_Gan_PicturesAndAResult()
    {
        string[] output = Run("gan", "2");

        StringAssert.Matches(output[^1], new Regex(
            @"^RESULT family=gan data=halves frechet=[\d.]+ noise_frechet=[\d.]+ pca_frechet=[\d.]+ cas=[\d.]+ min_share=[\d.]+ max_share=[\d.]+ samples_per_second=\d+ seconds=[\d.]+ model=\S+halves-gan\.zip$"));
        Assert.AreEqual(1, Value(output[^1], "min_share") + Value(output[^1], "max_share"), 1e-3, "two classes");
        Assert.IsTrue(output.Any(line => line.Contains("D(G(z))")), "what the discriminator says while it trains");
        AssertPicture("halves-gan-samples.png", 10, 10);
        AssertPicture("halves-gan-interpolations.png", 10, 10);
        AssertPicture("halves-gan-classes.png", 2, 10);
    }

    [TestMethod]
    [DataRow("--task paint", "--task takes vae or gan, got 'paint'")]
    [DataRow("--data /no/such/folder", "--data names a folder that does not exist: '/no/such/folder'")]
    [DataRow("--task vae --data /", "has no file that begins with train-images; MNIST has four.")]
    public void Run_BadArgument_OneLineAndExitCode2(string arguments, string expected)
    {
        (int exitCode, string[] output, string[] errors) = ExampleRun.Of(Example, arguments.Split(' '));

        Assert.AreEqual(2, exitCode);
        Assert.IsEmpty(output);
        Assert.HasCount(1, errors);
        StringAssert.Contains(errors[0], expected);
    }

    private string[] Run(string task, string epochs)
    {
        (int exitCode, string[] output, string[] errors) = ExampleRun.Of(
            Example, "--task", task, "--data", _data, "--epochs", epochs, "--batch-size", "8", "--threads", "1", "--output", _folder);
        Assert.AreEqual(0, exitCode, string.Join('\n', errors));
        Assert.IsFalse(output.Any(line => line.Contains('\u001b')), "no escape codes in a file");
        StringAssert.StartsWith(output[0], "Data: halves, 64 images to learn from and 40 to judge by, 8x8 pixels");
        return output;
    }

    private void AssertPicture(string name, int rows, int columns)
    {
        using MLImage picture = MLImage.CreateFromFile(Path.Combine(_folder, name));
        Assert.AreEqual((columns * (IdxFiles.Size + 2) + 2, rows * (IdxFiles.Size + 2) + 2), (picture.Width, picture.Height), name);
        Assert.IsGreaterThan(10, picture.Pixels.ToArray().Distinct().Count(), $"{name} shows something");
    }

    private static double Value(string result, string name) => double.Parse(Regex.Match(result, $@" {name}=(\S+)").Groups[1].Value, CultureInfo.InvariantCulture);
}
