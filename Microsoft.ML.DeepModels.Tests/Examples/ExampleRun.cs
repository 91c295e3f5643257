using System.Diagnostics;

namespace Microsoft.ML.DeepModels.Tests.Examples;

/// <summary>Runs an example as a user runs it, in a process of its own.</summary>
internal static class ExampleRun
{
    /// <param name="example">the name of its project, without what all examples' names begin with</param>
    /// <param name="arguments">the command line</param>
    public static (int ExitCode, string[] Output, string[] Errors) Of(string example, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, $"Microsoft.ML.DeepModels.Examples.{example}.dll"));
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, Lines(output), Lines(errors.Result));
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
