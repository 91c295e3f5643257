using System.Diagnostics;
using System.Globalization;

namespace Microsoft.ML.DeepModels.Benchmarks.Harness;

/// <summary>A script of benchmarks/pytorch as a child process that waits for commands.</summary>
internal sealed class PyTorch : IDisposable
{
    private readonly Process _process;

    /// <param name="script">the file's name</param>
    /// <param name="threads">of libtorch</param>
    /// <param name="arguments">further ones of the script</param>
    /// <exception cref="InvalidOperationException">Python or its torch is not there.</exception>
    public PyTorch(string script, int threads, params ReadOnlySpan<string> arguments)
    {
        ProcessStartInfo start = Start(script, [threads.ToString(CultureInfo.InvariantCulture), .. arguments]);
        (start.RedirectStandardInput, start.RedirectStandardOutput) = (true, true);
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
        Version = Read().Replace("ready ", "", StringComparison.Ordinal);
    }

    /// <summary>The version of PyTorch.</summary>
    public string Version { get; }

    /// <summary>Runs a script of benchmarks/pytorch to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static void Run(string script, params ReadOnlySpan<string> arguments)
    {
        ProcessStartInfo start = Start(script, arguments);
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"The PyTorch script {script} failed; what it said is above. It needs python3-torch and python3-torchvision, which ./build/bench.sh installs.");
    }

    /// <summary>Runs a command and returns the seconds that it took.</summary>
    public double Seconds(string command, int count)
    {
        _process.StandardInput.WriteLine($"{command} {count}");
        _process.StandardInput.Flush();
        return double.Parse(Read(), CultureInfo.InvariantCulture);
    }

    /// <summary>Ends the process.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close(); // the end of its commands
            if (!_process.WaitForExit(5000)) _process.Kill();
        }
        _process.Dispose();
    }

    private static ProcessStartInfo Start(string script, params ReadOnlySpan<string> arguments)
    {
        // Debian's python3-torch belongs to Debian's Python, whatever other Python comes first on the path.
        string python = Environment.GetEnvironmentVariable("PYTORCH_PYTHON") is { Length: > 0 } named ? named : "/usr/bin/python3";
        var start = new ProcessStartInfo(python);
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "pytorch", script));
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        return start;
    }

    private string Read() => _process.StandardOutput.ReadLine()
        ?? throw new InvalidOperationException("The PyTorch script ended; what it said is above. It needs python3-torch, which ./build/bench.sh installs, or PYTORCH_PYTHON to name another Python.");
}
