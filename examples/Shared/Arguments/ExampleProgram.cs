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
    /// <param name="description">what the example says of itself</param>
    /// <param name="run">the example; the token is cancelled by Ctrl+C</param>
    public static int Run(string[] args, ExampleDescription description, Action<ExampleArguments, CancellationToken> run)
    {
        Option<int?> epochs = WholeNumberOption.Create("--epochs", "passes over the training data" + Suiting(description.Epochs), 1, description.Epochs);
        Option<int?> batchSize = WholeNumberOption.Create("--batch-size", "rows of a training step" + Suiting(description.BatchSize), 1, description.BatchSize);
        Option<int?> seed = WholeNumberOption.Create("--seed", "where everything random begins", 0, 1);
        Option<int?> threads = WholeNumberOption.Create("--threads", "threads of libtorch", 1, description.Threads ?? Environment.ProcessorCount);
        Option<int?> gpu = WholeNumberOption.Create("--gpu", "the index of a GPU to train on", 0);
        Option<string?> data = new("--data") { Description = description.Data, HelpName = description.DataMayBeFile ? "PATH" : "DIR" };
        Option<string> output = new("--output") { Description = "where files are written", HelpName = "DIR", DefaultValueFactory = _ => "demo-output" };
        Option<string?> task = ChoiceOption.Create("--task", "what to do; without it, all that the data allows", description.Tasks);
        var command = new RootCommand(description.Summary) { epochs, batchSize, seed, threads, gpu, data, output };
        if (description.Tasks.Count > 0) command.Options.Add(task);
        Option<string?>[] own = [.. description.Options.Select(option => option.Choices.Count > 0
            ? ChoiceOption.Create(option.Name, option.Description, option.Choices)
            : new Option<string?>(option.Name) { Description = option.Description, HelpName = option.HelpName })];
        foreach (Option<string?> option in own) command.Options.Add(option);
        command.SetAction(parsed => Guard(() =>
        {
            var arguments = new ExampleArguments
            {
                Epochs = parsed.GetValue(epochs),
                BatchSize = parsed.GetValue(batchSize),
                Seed = parsed.GetValue(seed)!.Value,
                Threads = parsed.GetValue(threads)!.Value,
                Gpu = parsed.GetValue(gpu),
                Data = parsed.GetValue(data),
                Task = description.Tasks.Count > 0 ? parsed.GetValue(task) : null,
                Options = own.Where(option => parsed.GetValue(option) is not null).ToDictionary(option => option.Name, option => parsed.GetValue(option)!),
                Output = parsed.GetValue(output)!
            };
            Check(arguments, description);
            torch.set_num_threads(arguments.Threads);
            using var cancellation = new CancelKey();
            run(arguments, cancellation.Token);
        }));

        ParseResult result = command.Parse(args);
        return result.Errors.Count == 0 ? result.Invoke() : Refuse(result.Errors);
    }

    private static string Suiting(int? fallback) => fallback is null ? "; without it, as suits the data" : "";

    private static void Check(ExampleArguments arguments, ExampleDescription description)
    {
        if (arguments.Data is { } path && !Directory.Exists(path) && !(description.DataMayBeFile && File.Exists(path)))
            throw new ExampleException($"--data names a {(description.DataMayBeFile ? "file or folder" : "folder")} that does not exist: '{path}'.");
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
