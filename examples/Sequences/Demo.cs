using Microsoft.ML.DeepModels.Examples.Arguments;

namespace Microsoft.ML.DeepModels.Examples.Sequences;

/// <summary>The two tasks of this example: to classify sequences, and to forecast a series.</summary>
public static class Demo
{
    /// <summary>The tasks, as the command line names them.</summary>
    public const string Classify = "classify", Forecast = "forecast";

    /// <summary>Runs the tasks that the user and the data allow, and ends with a result line for each.</summary>
    /// <param name="arguments">the command line</param>
    /// <param name="token">ends training early, with the best model so far</param>
    public static void Run(ExampleArguments arguments, CancellationToken token)
    {
        // A file is a series, a folder holds sequences, and data that the program makes are both.
        string? fitting = arguments.Data is null ? null : File.Exists(arguments.Data) ? Forecast : Classify;
        string? task = arguments.Task ?? fitting;
        if (fitting is not null && task != fitting)
            throw new ExampleException($"--task {task} takes {(task == Forecast ? "a CSV file" : "a folder")} by --data, and '{arguments.Data}' is not one.");

        List<string> results = [];
        if (task is null or Classify) results.Add(new ClassifyDemo(arguments, token).Run());
        // Who stopped the first task early does not wait for the second.
        if (task is Forecast || (task is null && !token.IsCancellationRequested)) results.Add(new ForecastDemo(arguments, token).Run());
        foreach (string result in results) Console.WriteLine(result);
    }
}
