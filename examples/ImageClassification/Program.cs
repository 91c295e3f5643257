using Microsoft.ML.DeepModels.Examples.Arguments;
using Microsoft.ML.DeepModels.Examples.ImageClassification;

return ExampleProgram.Run(args,
    "Classifies images with a convolutional network in an ML.NET pipeline: digits that the program draws, or images of your own.",
    (Epochs: 10, BatchSize: 32),
    "a folder with one sub-folder of images a class, or train/ and test/ (or val/) with such sub-folders, or the four IDX files of MNIST",
    (arguments, token) => new Demo(arguments, token).Run());
