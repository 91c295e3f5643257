using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.DeepModels.Benchmarks.Harness;
using Microsoft.ML.DeepModels.Persistence;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Benchmarks.Transfer;

/// <summary>Reading large files that PyTorch wrote into tensors that are there already: seconds, and memory beside that of the weights.</summary>
internal static class WeightReading
{
    private const int Megabytes = 500;

    private static readonly string[] s_cases = ["vgg", "vgg-older", "single", "single-older"];

    /// <summary>Prints a line for each shape and format of the file: seconds once it is in the page cache, and the most memory as a multiple of the weights.</summary>
    /// <param name="names">which of them; none: all</param>
    public static int Run(params IReadOnlyList<string> names)
    {
        if (names.FirstOrDefault(name => !s_cases.Contains(name)) is { } unknown)
            throw new ArgumentException($"There is no file '{unknown}'; there are {string.Join(", ", s_cases)}.");
        // Each in a process of its own: what one leaves over is not memory that the next one takes.
        if (names.Count != 1) return (names.Count == 0 ? s_cases : names).Max(RunApart);
        string folder = Directory.CreateTempSubdirectory("deepmodels-").FullName;
        try
        {
            string path = Path.Combine(folder, "weights.pth");
            using (zeros(1)) { } // libtorch is loaded before memory is measured
            double? before = OperatingSystem.IsLinux() ? Status("VmRSS") : null;
            using (var pyTorch = new PyTorch("weights.py", FamilySpeed.Threads, path)) pyTorch.Seconds(names[0], Megabytes);
            Measure(path, names[0], channelsLast: false, before);
            if (names[0] == "vgg") Measure(path, names[0], channelsLast: true, before);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
        return 0;
    }

    private static int RunApart(string name)
    {
        string own = Environment.ProcessPath!;
        string[] program = Path.GetFileNameWithoutExtension(own) == "dotnet" ? [typeof(WeightReading).Assembly.Location] : [];
        using var process = Process.Start(own, [.. program, "weights", name]);
        process.WaitForExit();
        return process.ExitCode;
    }

    private static void Measure(string path, string name, bool channelsLast, double? before)
    {
        if (before is not null) File.WriteAllText("/proc/self/clear_refs", "5"); // the peak begins anew
        ReadAll(path, channelsLast); // brings the file into the page cache
        var (bytes, seconds) = ReadAll(path, channelsLast);
        // The most that the process had, less what it had before it read any: all that was ever left over counts.
        double? memory = before is { } least ? (Status("VmHWM") - least) / bytes : null;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"weights-read {name}{(channelsLast ? ", channels last" : "")}: {bytes / 1e6:F0} MB in {seconds:F2} s, memory {(memory is { } times ? times.ToString("F2", CultureInfo.InvariantCulture) : "not measured here,")} times the weights"));
    }

    /// <summary>Tensors as a module has them, then their values.</summary>
    private static (double Bytes, double Seconds) ReadAll(string path, bool channelsLast)
    {
        using var scope = NewDisposeScope();
        var watch = new Stopwatch();
        double bytes = 0;
        watch.Start();
        using var file = StateDictionary.Open(path);
        watch.Stop();
        var targets = file.Tensors.Values.Select(t => (t.Name, Tensor: channelsLast && t.Shape is [var filters, var channels, var height, var width]
            ? zeros(filters, height, width, channels).permute(0, 3, 1, 2)
            : zeros(t.Shape))).ToList();
        watch.Start();
        foreach (var (name, tensor) in targets)
        {
            file.Read(name, tensor);
            bytes += 4.0 * tensor.NumberOfElements;
        }
        watch.Stop();
        for (int i = 0; i < targets.Count; i++)
            if (targets[i].Tensor.min().item<float>() != i + 1 || targets[i].Tensor.max().item<float>() != i + 1) throw new InvalidDataException($"Tensor {i} has not the values that PyTorch wrote.");
        return (bytes, watch.Elapsed.TotalSeconds);
    }

    /// <summary>A line of the process's status, in bytes.</summary>
    private static double Status(string name) =>
        1024 * double.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith(name + ":", StringComparison.Ordinal)).Split(default(char[]), StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
