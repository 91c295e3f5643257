using Microsoft.ML.DeepModels.Examples.Arguments;
using Microsoft.ML.DeepModels.Examples.Sequences;

var description = new ExampleDescription
{
    Summary = "Classifies sequences and forecasts a series with recurrent networks in ML.NET pipelines: data that the program makes, or your own.",
    Data = "to classify: a folder with NAME_TRAIN.ts and NAME_TEST.ts, or with the four IDX files of MNIST, whose images are read row by row; to forecast: a CSV file with a date and a value in each row",
    DataMayBeFile = true,
    Threads = 1, // the steps of small recurrent networks are too short to be worth sharing
    Tasks = [Demo.Classify, Demo.Forecast]
};
return ExampleProgram.Run(args, description, Demo.Run);
