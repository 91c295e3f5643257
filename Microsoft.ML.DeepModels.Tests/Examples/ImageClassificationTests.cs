using System.Text.RegularExpressions;

namespace Microsoft.ML.DeepModels.Tests.Examples;

/// <summary>The example runs as a user runs it, in a process of its own.</summary>
[TestClass]
public sealed class ImageClassificationTests
{
    private string _folder = "";

    [TestInitialize]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("deepmodels-").FullName;

    [TestCleanup]
    public void DeleteFolder() => Directory.Delete(_folder, true);

    [TestMethod]
    public void Run_OutputIsRedirected_OneLineAnEpochAndAResult()
    {
        string data = Directory.CreateDirectory(Path.Combine(_folder, "halves")).FullName;
        IdxFiles.Write(data, 64, 20, packed: true);

        (int exitCode, string[] output, string[] errors) = ExampleRun.Of("ImageClassification", "--data", data, "--epochs", "4", "--batch-size", "8", "--threads", "1", "--output", _folder);

        Assert.AreEqual(0, exitCode, string.Join('\n', errors));
        Assert.IsFalse(output.Any(line => line.Contains('\u001b')), "no escape codes in a file");
        Assert.AreEqual(8, output.Count(line => line.StartsWith("epoch ", StringComparison.Ordinal)), "two models of four epochs");
        StringAssert.Matches(output[^1], new Regex(
            @"^RESULT family=cnn data=halves accuracy=1 linear_accuracy=[\d.]+ samples_per_second=\d+ seconds=[\d.]+ model=\S+halves\.zip$"));
        Assert.IsTrue(File.Exists(Path.Combine(_folder, "halves.zip")));
    }

    [TestMethod]
    [DataRow("--epochs 0", "--epochs takes a whole number from 1, got '0'")]
    [DataRow("--batch-size many", "--batch-size takes a whole number from 1, got 'many'")]
    [DataRow("--seed -1", "--seed takes a whole number from 0, got '-1'")]
    [DataRow("--data /no/such/folder", "--data names a folder that does not exist: '/no/such/folder'")]
    [DataRow("--gpu 1000", "--gpu ")]
    [DataRow("--speed 9", "--speed")]
    public void Run_BadArgument_OneLineAndExitCode2(string arguments, string expected)
    {
        (int exitCode, string[] output, string[] errors) = ExampleRun.Of("ImageClassification", arguments.Split(' '));

        Assert.AreEqual(2, exitCode);
        Assert.IsEmpty(output);
        Assert.HasCount(1, errors);
        StringAssert.Contains(errors[0], expected);
    }
}
