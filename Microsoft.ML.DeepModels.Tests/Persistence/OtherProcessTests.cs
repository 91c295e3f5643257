using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML.DeepModels.Tests.Common;
using Microsoft.ML.DeepModels.Tests.Families;
using TorchSharp;

namespace Microsoft.ML.DeepModels.Tests.Persistence;

[TestClass]
public class OtherProcessTests
{
    /// <summary>The first argument by which this assembly, run as a program, becomes the other process.</summary>
    public const string Command = "score";

    [TestMethod]
    [DynamicData(nameof(Family.Names), typeof(Family))]
    public void Load_InAnotherProcess_GivesTheSameScoresBitForBit(string name)
    {
        var context = new MLContext(seed: 1);
        var family = Family.Named(name);
        string folder = Directory.CreateTempSubdirectory("deepmodels-").FullName;
        try
        {
            string model = Path.Combine(folder, "model.zip"), scores = Path.Combine(folder, "scores.bin");
            using var trained = family.Fit(context);
            context.Model.Save(trained.Transformer, null, model);
            var expected = trained.Scores(family.Data(context, 100, 7));

            var start = new ProcessStartInfo(DotNet()) { RedirectStandardError = true, RedirectStandardOutput = true };
            string[] arguments =
            [
                "exec", typeof(OtherProcessTests).Assembly.Location, Command, name, model, scores,
                torch.get_num_threads().ToString(CultureInfo.InvariantCulture)
            ];
            foreach (string argument in arguments) start.ArgumentList.Add(argument);
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync();
            string errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.AreEqual(0, process.ExitCode, errors + output.Result);

            var actual = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(scores)).ToArray();
            CollectionAssert.AreEqual(expected.SelectMany(row => row).ToArray(), actual);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The other process: loads a model in a fresh context, without any registration, and writes its scores.</summary>
    public static int Run(string[] args)
    {
        torch.set_num_threads(int.Parse(args[4], CultureInfo.InvariantCulture));
        var context = new MLContext();
        var model = context.Model.Load(args[2], out _);
        var scores = Scores.Of(model.Transform(Family.Named(args[1]).Data(context, 100, 7)), Family.Named(args[1]).Score).SelectMany(row => row).ToArray();
        File.WriteAllBytes(args[3], MemoryMarshal.AsBytes<float>(scores).ToArray());
        ((IDisposable)model).Dispose();
        return 0;
    }

    private static string DotNet() =>
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host
        : Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath!
        : "dotnet";
}
