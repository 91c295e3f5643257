using Microsoft.ML.DeepModels.Backbones;
using Microsoft.ML.DeepModels.Examples.Arguments;
using Microsoft.ML.DeepModels.Examples.TransferLearning;

var description = new ExampleDescription
{
    Summary = "Teaches a trained network a new task in an ML.NET pipeline, beside the same network from scratch: shapes that the program draws, or images of your own.",
    Data = "a folder with one sub-folder of images a class, or train/ and test/ (or val/) with such sub-folders",
    BatchSize = TransferPipeline.BatchSize,
    Threads = args.Contains("--data") ? null : 1, // the network for drawn shapes is too small to be worth sharing
    Options =
    [
        new ExampleOption(Demo.Backbone, "with --data: the architecture of the trained network; without it, resnet18", "NAME", [.. Backbone.All.Select(backbone => backbone.Name)]),
        new ExampleOption(Demo.Weights, "with --data: its weights, a .pth, .pt or .safetensors file, or a model file (.zip) of this library, which needs no --backbone; " +
            "without it, they are looked for in DEEPMODELS_WEIGHTS and downloaded if need be", "PATH"),
        new ExampleOption(Demo.Mode, "frozen: train only what comes after the trained network (this is what happens without it); finetune: all, the trained network at a low rate", "", Demo.Frozen, Demo.FineTune),
    ]
};
return ExampleProgram.Run(args, description, (arguments, token) => new Demo(arguments, token).Run());
