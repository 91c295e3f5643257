using Microsoft.ML.DeepModels.Benchmarks.Accuracy;
using Microsoft.ML.DeepModels.Benchmarks.Cnn;
using Microsoft.ML.DeepModels.Benchmarks.Gan;
using Microsoft.ML.DeepModels.Benchmarks.Harness;
using Microsoft.ML.DeepModels.Benchmarks.Rnn;
using Microsoft.ML.DeepModels.Benchmarks.Transfer;
using Microsoft.ML.DeepModels.Benchmarks.Vae;

switch (args)
{
    case ["cnn", .. var rest]:
        return FamilySpeed.Run(CnnCase.Case, rest);
    case ["rnn", .. var rest]:
        return FamilySpeed.Run(RnnCase.Case, rest);
    case ["vae", .. var rest]:
        return FamilySpeed.Run(VaeCase.Case, rest);
    case ["gan", .. var rest]:
        return FamilySpeed.Run(GanCase.Case, rest);
    case ["transfer", .. var rest]:
        return TransferSpeed.Run(rest);
    case ["weights", .. var rest]:
        return WeightReading.Run(rest);
    case ["accuracy", "cnn", .. var rest]:
        return CnnAccuracy.Run(rest);
    case ["accuracy", "rnn", .. var rest]:
        return RnnAccuracy.Run(rest);
    case ["accuracy", "vae", .. var rest]:
        return VaeAccuracy.Run(rest);
    case ["accuracy", "gan", .. var rest]:
        return GanAccuracy.Run(rest);
    case ["accuracy", "transfer", .. var rest]:
        return TransferAccuracy.Run(rest);
    default:
        Console.Error.WriteLine("""
            ./build/bench.sh cnn [ROUNDS]              speed of the convolutional network against PyTorch, as RATIO lines
            ./build/bench.sh rnn [ROUNDS]              speed of the recurrent network, likewise
            ./build/bench.sh vae [ROUNDS]              speed of the variational autoencoder, likewise
            ./build/bench.sh gan [ROUNDS]              speed of the generative adversarial network, likewise
            ./build/bench.sh transfer [ROUNDS]         speed of training on frozen features, likewise
            ./build/bench.sh weights [FILES]           seconds and memory of reading large files of weights that PyTorch wrote
            ./build/bench.sh accuracy cnn [DATASETS]   accuracy on mnist and on drawn-digits, as RESULT lines
            ./build/bench.sh accuracy rnn [DATASETS]   on japanese-vowels, mnist (read row by row) and air-passengers, likewise
            ./build/bench.sh accuracy vae [TASKS]      negative ELBO and anomaly detection on mnist: elbo, anomalies
            ./build/bench.sh accuracy gan [TASKS]      distance to real images, shares of classes, learning from generated images: generate, conditional
            ./build/bench.sh accuracy transfer [TASKS] backbones [NAMES] against torchvision, transfer to two classes of cifar10, hymenoptera, reading of weights
            """);
        return args.Length == 0 ? 0 : 2;
}
