using Microsoft.ML.DeepModels.Benchmarks.Accuracy;
using Microsoft.ML.DeepModels.Benchmarks.Cnn;

switch (args)
{
    case ["cnn", .. var rest]:
        return CnnSpeed.Run(rest);
    case ["accuracy", "cnn", .. var rest]:
        return CnnAccuracy.Run(rest);
    default:
        Console.Error.WriteLine("""
            ./build/bench.sh cnn [ROUNDS]              speed of the convolutional network against PyTorch, as RATIO lines
            ./build/bench.sh accuracy cnn [DATASETS]   accuracy on mnist and on drawn-digits, as RESULT lines
            """);
        return args.Length == 0 ? 0 : 2;
}
