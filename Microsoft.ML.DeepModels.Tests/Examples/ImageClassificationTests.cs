using System.Diagnostics;
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

        (int exitCode, string[] output, string[] errors) = Run("--data", data, "--epochs", "4", "--batch-size", "8", "--threads", "1", "--output", _folder);

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
        (int exitCode, string[] output, string[] errors) = Run(arguments.Split(' '));

        Assert.AreEqual(2, exitCode);
        Assert.IsEmpty(output);
        Assert.HasCount(1, errors);
        StringAssert.Contains(errors[0], expected);
    }

    private static (int ExitCode, string[] Output, string[] Errors) Run(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Microsoft.ML.DeepModels.Examples.ImageClassification.dll"));
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, Lines(output), Lines(errors.Result));
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
