using Microsoft.ML.DeepModels.Examples.Arguments;

namespace Microsoft.ML.DeepModels.Examples.Generative;

/// <summary>The families of this example.</summary>
public static class Demo
{
    /// <summary>The families, as the command line names them.</summary>
    public const string Vae = "vae", Gan = "gan";

    /// <summary>Runs the family that the user names, or all, and ends with a result line for each.</summary>
    /// <param name="arguments">the command line</param>
    /// <param name="token">ends training early, with the best model so far</param>
    public static void Run(ExampleArguments arguments, CancellationToken token)
    {
        List<string> results = [];
        if (arguments.Task is null or Vae) results.Add(new VaeDemo(arguments, token).Run());
        // Who stopped the first family early does not wait for the second.
        if (arguments.Task is Gan || (arguments.Task is null && !token.IsCancellationRequested)) results.Add(new GanDemo(arguments, token).Run());
        foreach (string result in results) Console.WriteLine(result);
    }
}
