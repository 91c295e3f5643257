using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Microsoft.ML.DeepModels.Tests.Examples;

/// <summary>The example runs as a user runs it, in a process of its own.</summary>
[TestClass]
public sealed class SequencesTests
{
    private const string Example = "Sequences";
    private string _folder = "";

    [TestInitialize]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("deepmodels-").FullName;

    [TestCleanup]
    public void DeleteFolder() => Directory.Delete(_folder, true);

    [TestMethod]
    public void Run_NoTask_AResultForEachAndThePlot()
    {
        (int exitCode, string[] output, string[] errors) = ExampleRun.Of(Example, "--epochs", "2", "--batch-size", "64", "--threads", "1", "--output", _folder);

        Assert.AreEqual(0, exitCode, string.Join('\n', errors));
        Assert.IsFalse(output.Any(line => line.Contains('\u001b')), "no escape codes in a file");
        StringAssert.Matches(output[^2], new Regex(
            @"^RESULT family=rnn task=classify data=pen-digits accuracy=[\d.]+ orderless_accuracy=[\d.]+ samples_per_second=\d+ seconds=[\d.]+ model=\S+pen-digits\.zip$"));
        StringAssert.Matches(output[^1], new Regex(
            @"^RESULT family=rnn task=forecast data=made-sales mape=[\d.]+ naive_mape=[\d.]+ coverage=[\d.]+ mase=[\d.]+ seconds=[\d.]+ model=\S+made-sales-forecaster\.zip plot=\S+\.svg$"));
        Assert.AreEqual(4, output.Count(line => line.StartsWith("epoch ", StringComparison.Ordinal)), "two models of two epochs");
        CollectionAssert.IsSubsetOf(new[] { "training 1/5", "training 5/5" }, output.Where(line => line.Contains("  epoch ")).Select(line => line[..12]).ToArray());
        XElement plot = XElement.Load(Path.Combine(_folder, "made-sales.svg"));
        Assert.AreEqual("svg", plot.Name.LocalName);
        CollectionAssert.IsSubsetOf(new[] { "learned from", "held out", "forecast", "interval of 95%" },
            plot.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value).ToArray());
    }

    [TestMethod]
    public void Run_FolderOfImages_ReadsThemRowByRowAndClassifies()
    {
        string data = Directory.CreateDirectory(Path.Combine(_folder, "halves")).FullName;
        IdxFiles.Write(data, 64, 20, packed: true);

        (int exitCode, string[] output, string[] errors) = ExampleRun.Of(Example, "--data", data, "--epochs", "10", "--batch-size", "8", "--threads", "1", "--output", _folder);

        Assert.AreEqual(0, exitCode, string.Join('\n', errors));
        StringAssert.StartsWith(output[0], "Data: halves, 64 sequences to learn from and 20 to judge by, 2 classes, 8 steps of 8 values");
        StringAssert.StartsWith(output[^1], "RESULT family=rnn task=classify data=halves accuracy=1 ");
    }

    [TestMethod]
    public void Run_CsvFile_ForecastsIt()
    {
        string data = Path.Combine(_folder, "shop.csv");
        File.WriteAllLines(data, ["month,sold", .. Enumerable.Range(0, 84).Select(i => $"{2000 + i / 12}-{1 + i % 12:00},{100 + i + 20 * (i % 12)}")]);

        (int exitCode, string[] output, string[] errors) = ExampleRun.Of(Example, "--task", "forecast", "--data", data, "--epochs", "2", "--threads", "1", "--output", _folder);

        Assert.AreEqual(0, exitCode, string.Join('\n', errors));
        StringAssert.StartsWith(output[0], "Data: shop, 84 values of 'sold', one each month; the last 21 are held out to judge by");
        StringAssert.StartsWith(output[^1], "RESULT family=rnn task=forecast data=shop mape=");
        Assert.IsTrue(File.Exists(Path.Combine(_folder, "shop.svg")));
    }

    [TestMethod]
    [DataRow("--task paint", "--task takes classify or forecast, got 'paint'")]
    [DataRow("--task forecast --data .", "--task forecast takes a CSV file by --data, and '.' is not one.")]
    [DataRow("--data /no/such/file.csv", "--data names a file or folder that does not exist: '/no/such/file.csv'")]
    [DataRow("--epochs 0", "--epochs takes a whole number from 1, got '0'")]
    public void Run_BadArgument_OneLineAndExitCode2(string arguments, string expected)
    {
        (int exitCode, string[] output, string[] errors) = ExampleRun.Of(Example, arguments.Split(' '));

        Assert.AreEqual(2, exitCode);
        Assert.IsEmpty(output);
        Assert.HasCount(1, errors);
        StringAssert.Contains(errors[0], expected);
    }

    [TestMethod]
    public void Run_SeriesTooShort_SaysSoInOneLine()
    {
        string data = Path.Combine(_folder, "short.csv");
        File.WriteAllText(data, "month,sold\n2000-01,1\n2000-02,2\n2000-03,3\n");

        (int exitCode, string[] _, string[] errors) = ExampleRun.Of(Example, "--data", data);

        Assert.AreEqual(2, exitCode);
        Assert.HasCount(1, errors);
        StringAssert.Contains(errors[0], "rows");
    }
}
