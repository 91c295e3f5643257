using Microsoft.ML.DeepModels.Examples.Arguments;
using Microsoft.ML.DeepModels.Examples.ImageClassification;

var description = new ExampleDescription
{
    Summary = "Classifies images with a convolutional network in an ML.NET pipeline: digits that the program draws, or images of your own.",
    Data = "a folder with one sub-folder of images a class, or train/ and test/ (or val/) with such sub-folders, or the four IDX files of MNIST",
    Epochs = ImagePipeline.Epochs,
    BatchSize = ImagePipeline.BatchSize
};
return ExampleProgram.Run(args, description, (arguments, token) => new Demo(arguments, token).Run());
