using System.CommandLine;
using System.CommandLine.Parsing;
using Microsoft.ML.DeepModels.Examples.Display;
using TorchSharp;

namespace Microsoft.ML.DeepModels.Examples.Arguments;

/// <summary>Runs an example: reads its arguments, turns Ctrl+C into a cancellation, and tells what went wrong in one line.</summary>
public static class ExampleProgram
{
    private const int WrongArguments = 2;
    private const int Failed = 1;

    /// <summary>Runs an example and returns its exit code.</summary>
    /// <param name="args">the command line</param>
    /// <param name="description">what the example does, for the help</param>
    /// <param name="defaults">epochs and batch size when the user gives none</param>
    /// <param name="data">what <c>--data</c> takes, for the help</param>
    /// <param name="run">the example; the token is cancelled by Ctrl+C</param>
    public static int Run(string[] args, string description, (int Epochs, int BatchSize) defaults, string data, Action<ExampleArguments, CancellationToken> run)
    {
        Option<int?> epochs = WholeNumberOption.Create("--epochs", "passes over the training data", 1, defaults.Epochs);
        Option<int?> batchSize = WholeNumberOption.Create("--batch-size", "rows of a training step", 1, defaults.BatchSize);
        Option<int?> seed = WholeNumberOption.Create("--seed", "where everything random begins", 0, 1);
        Option<int?> threads = WholeNumberOption.Create("--threads", "threads of libtorch", 1, Environment.ProcessorCount);
        Option<int?> gpu = WholeNumberOption.Create("--gpu", "the index of a GPU to train on", 0);
        Option<string?> folder = new("--data") { Description = data, HelpName = "DIR" };
        Option<string> output = new("--output") { Description = "where files are written", HelpName = "DIR", DefaultValueFactory = _ => "demo-output" };
        var command = new RootCommand(description) { epochs, batchSize, seed, threads, gpu, folder, output };
        command.SetAction(parsed => Guard(() =>
        {
            var arguments = new ExampleArguments
            {
                Epochs = parsed.GetValue(epochs)!.Value,
                BatchSize = parsed.GetValue(batchSize)!.Value,
                Seed = parsed.GetValue(seed)!.Value,
                Threads = parsed.GetValue(threads)!.Value,
                Gpu = parsed.GetValue(gpu),
                Data = parsed.GetValue(folder),
                Output = parsed.GetValue(output)!
            };
            Check(arguments);
            torch.set_num_threads(arguments.Threads);
            using var cancellation = new CancelKey();
            run(arguments, cancellation.Token);
        }));

        ParseResult result = command.Parse(args);
        return result.Errors.Count == 0 ? result.Invoke() : Refuse(result.Errors);
    }

    private static void Check(ExampleArguments arguments)
    {
        if (arguments.Data is { } folder && !Directory.Exists(folder)) throw new ExampleException($"--data names a folder that does not exist: '{folder}'.");
        if (arguments.Gpu is not { } gpu) return;
        int count = torch.cuda.is_available() ? torch.cuda.device_count() : 0;
        if (gpu >= count) throw new ExampleException(count == 0 ? "--gpu needs a CUDA device, and libtorch sees none." : $"--gpu takes 0 to {count - 1} here, got {gpu}.");
    }

    private static int Refuse(IReadOnlyList<ParseError> errors) => Say($"{errors[0].Message} Try --help.", WrongArguments);

    private static int Guard(Action action)
    {
        try
        {
            action();
            return 0;
        }
        catch (ExampleException e)
        {
            return Say(e.Message, WrongArguments);
        }
        catch (OperationCanceledException)
        {
            return Say("cancelled", Failed);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            return Say(e.Message, Failed);
        }
    }

    private static int Say(string message, int exitCode)
    {
        Console.Error.WriteLine("error: " + Line.From(message));
        return exitCode;
    }
}
