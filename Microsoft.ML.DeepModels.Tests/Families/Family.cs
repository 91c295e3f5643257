using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Tests.Common;

namespace Microsoft.ML.DeepModels.Tests.Families;

/// <summary>One row of the table over which the contract workout runs: an estimator of a family and data that it takes.</summary>
internal sealed record Family(string Name, Func<MLContext, IEstimator<NetworkTransformer>> Trainer, Func<MLContext, int, int, IDataView> Data)
{
    /// <summary>Every family and task. A new family adds its rows here.</summary>
    public static IReadOnlyList<Family> All { get; } =
    [
        new("convolutional network, classes",
            context => context.MulticlassClassification.Trainers.ConvolutionalNetwork(SmallNetwork.Options(2)), Shapes.View),
        new("convolutional network, numbers",
            context => context.Regression.Trainers.ConvolutionalNetwork(SmallNetwork.NumberOptions(2)), Shapes.View)
    ];

    /// <summary>For DynamicData.</summary>
    public static IEnumerable<object[]> Names => All.Select(family => new object[] { family.Name });

    public static Family Named(string name) => All.Single(family => family.Name == name);

    public NetworkTransformer Fit(MLContext context, int rows = 48) => Trainer(context).Fit(Data(context, rows, 1));
}
