using Microsoft.ML.DeepModels.ConvolutionalNetwork;
using Microsoft.ML.DeepModels.Tests.Common;
using Options = Microsoft.ML.DeepModels.ConvolutionalNetwork.ConvolutionalNetworkTrainer.Options;

namespace Microsoft.ML.DeepModels.Tests.ConvolutionalNetwork;

/// <summary>Rows that judge a model: which ones they are, and that wrong ones are refused before training.</summary>
[TestClass]
public class ValidationSetTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void Fit_WithKeysOfAnotherMapping_Refuses()
    {
        var training = Shapes.View(_context, 30, 1);
        var rows = _context.Data.LoadFromEnumerable(Shapes.Rows(9, 2).OrderByDescending(row => row.Label));
        var other = _context.Transforms.Conversion.MapValueToKey("Label").Fit(rows).Transform(rows);
        var e = Refused(training, other);
        Assert.Contains("The label column 'Label' of the validation set stands for other values, or for the same in another order", e.Message);

        var four = _context.Data.LoadFromEnumerable(Shapes.Rows(9, 2).Append(new ShapeRow { Features = new float[144], Label = "circle" }));
        e = Refused(training, _context.Transforms.Conversion.MapValueToKey("Label").Fit(four).Transform(four));
        Assert.Contains("of the validation set has 4 classes, that of the training set 3", e.Message);
    }

    [TestMethod]
    public void Fit_WithAValidationSetThatCannotBeUsed_SaysSoBeforeTraining()
    {
        var training = Shapes.View(_context, 30, 1);
        Assert.Contains("The validation set cannot be used. Could not find label column 'Label'",
            Refused(training, _context.Data.LoadFromEnumerable(new[] { new NumberPrediction() })).Message);
        Assert.Contains("The validation set cannot be used. There are no rows in the data", Refused(training, Shapes.View(_context, 0, 1)).Message);
        var rows = Shapes.Rows(9, 2);
        rows[4].Features[0] = float.NaN;
        Assert.Contains("The validation set cannot be used. Bad input in row 4",
            Refused(training, Shapes.Keyed(_context, _context.Data.LoadFromEnumerable(rows))).Message);
    }

    [TestMethod]
    public void Fit_WithAValidationSetAndAFraction_TakesTheSet() => LeakTest.Run(() =>
    {
        var options = new Options { Layers = SmallNetwork.Layers, Epochs = 1, Seed = 1, ValidationFraction = 0.5 };
        using var model = _context.MulticlassClassification.Trainers.ConvolutionalNetwork(options)
            .Fit(Shapes.View(_context, 30, 1), Shapes.View(_context, 9, 2));
        Assert.AreEqual(30, model.History!.Epochs[0].Examples);
        Assert.IsNotNull(model.History.Epochs[0].ValidationLoss);
    });

    [TestMethod]
    public void Fit_WithValidationLabelsMissing_SkipsAndWarns()
    {
        var rows = Shapes.Rows(9, 2);
        rows[1].Label = rows[5].Label = "circle";
        string log = "";
        _context.Log += (_, e) => log += e.Message + "\n";
        using var model = _context.MulticlassClassification.Trainers.ConvolutionalNetwork(SmallNetwork.Options(1))
            .Fit(Shapes.View(_context, 30, 1), Shapes.Keyed(_context, _context.Data.LoadFromEnumerable(rows)));
        Assert.Contains("2 rows of the validation set were skipped because their label in column 'Label' is missing", log);
    }

    private Exception Refused(IDataView training, IDataView validation)
    {
        var options = new Options
        {
            Layers = SmallNetwork.Layers, Epochs = 1, ValidationSet = validation, OnBatch = _ => Assert.Fail("training has begun")
        };
        return Assert.Throws<Exception>(() => _context.MulticlassClassification.Trainers.ConvolutionalNetwork(options).Fit(training));
    }
}
