using Microsoft.ML.DeepModels.Examples.Arguments;
using Microsoft.ML.DeepModels.Examples.Generative;

var description = new ExampleDescription
{
    Summary = "Makes images with generative models in ML.NET pipelines: they learn from digits that the program draws, or from MNIST.",
    Data = "a folder with the four IDX files of MNIST",
    Tasks = [Demo.Vae, Demo.Gan]
};
return ExampleProgram.Run(args, description, Demo.Run);
