using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.DeepModels.Tests.StandIns;

[TestClass]
public sealed class KeyMappingTests
{
    private readonly MLContext _ml = new(0);

    [TestMethod]
    public void MapValueToKey_Text_CountsByOccurrence()
    {
        var view = Load("b", "", "a", "b", "c");
        var mapped = _ml.Transforms.Conversion.MapValueToKey("Key", "Text").Fit(view).Transform(view);
        CollectionAssert.AreEqual(new uint[] { 1, 0, 2, 1, 3 }, Columns.Values<uint>(mapped, "Key"));
        Assert.AreEqual(new KeyDataViewType(typeof(uint), 3), mapped.Schema["Key"].Type);
        CollectionAssert.AreEqual(new[] { "b", "a", "c" }, Columns.TextAnnotation(mapped.Schema["Key"], "KeyValues"));
    }

    [TestMethod]
    public void MapValueToKey_ByValueOrLimited_FollowsTheOptions()
    {
        var view = Load("b", "B", "a", "b", "c");
        var sorted = _ml.Transforms.Conversion.MapValueToKey("Key", "Text", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue);
        var mapped = sorted.Fit(view).Transform(view);
        CollectionAssert.AreEqual(new[] { "B", "a", "b", "c" }, Columns.TextAnnotation(mapped.Schema["Key"], "KeyValues"));

        mapped = _ml.Transforms.Conversion.MapValueToKey("Key", "Text", maximumNumberOfKeys: 2).Fit(view).Transform(view);
        CollectionAssert.AreEqual(new uint[] { 1, 2, 0, 1, 0 }, Columns.Values<uint>(mapped, "Key"));
    }

    [TestMethod]
    public void MapValueToKey_UnseenValue_IsMissing()
    {
        var model = _ml.Transforms.Conversion.MapValueToKey("Key", "Text").Fit(Load("a", "b"));
        CollectionAssert.AreEqual(new uint[] { 2, 0 }, Columns.Values<uint>(model.Transform(Load("b", "x")), "Key"));
    }

    [TestMethod]
    public void MapValueToKey_KeyData_GivesTheOrder()
    {
        var words = new MLContext(0).Data.LoadFromEnumerable([new Word { Text = "c" }, new Word { Text = "a" }]);
        var view = Load("a", "b", "c");
        var mapped = _ml.Transforms.Conversion.MapValueToKey("Key", "Text", keyData: words).Fit(view).Transform(view);
        CollectionAssert.AreEqual(new uint[] { 2, 0, 1 }, Columns.Values<uint>(mapped, "Key"));
    }

    [TestMethod]
    public void MapValueToKey_Numbers_KeepsThemAsKeyValues()
    {
        var view = _ml.Data.LoadFromEnumerable(new[] { 2.5f, float.NaN, 1f, 2.5f }.Select(n => new Number { Value = n, Whole = (int)(n * 2) }));
        var mapped = _ml.Transforms.Conversion.MapValueToKey("Key", "Value").Fit(view).Transform(view);
        CollectionAssert.AreEqual(new uint[] { 1, 0, 2, 1 }, Columns.Values<uint>(mapped, "Key"));
        CollectionAssert.AreEqual(new[] { 2.5f, 1f }, Columns.Annotation<float>(mapped.Schema["Key"], "KeyValues"));

        mapped = _ml.Transforms.Conversion.MapValueToKey("Key", "Value", addKeyValueAnnotationsAsText: true).Fit(view).Transform(view);
        CollectionAssert.AreEqual(new[] { "2.5", "1" }, Columns.TextAnnotation(mapped.Schema["Key"], "KeyValues"));
    }

    [TestMethod]
    public void MapValueToKey_VectorOfText_MapsEachSlot()
    {
        var view = _ml.Data.LoadFromEnumerable([new Words { Texts = ["a", "b"] }, new Words { Texts = ["c", "a"] }]);
        var mapped = _ml.Transforms.Conversion.MapValueToKey("Key", "Texts").Fit(view).Transform(view);
        var keys = Columns.Vectors<uint>(mapped, "Key");
        CollectionAssert.AreEqual(new uint[] { 1, 2 }, keys[0]);
        CollectionAssert.AreEqual(new uint[] { 3, 1 }, keys[1]);
    }

    [TestMethod]
    public void MapValueToKey_OverItsOwnColumn_HidesIt()
    {
        var view = Load("b", "a");
        var mapped = _ml.Transforms.Conversion.MapValueToKey("Text").Fit(view).Transform(view);
        Assert.IsInstanceOfType<KeyDataViewType>(mapped.Schema["Text"].Type);
        Assert.AreEqual(2, mapped.Schema.Count);
        CollectionAssert.AreEqual(new uint[] { 1, 2 }, Columns.Values<uint>(mapped, "Text"));
    }

    [TestMethod]
    public void MapKeyToValue_AfterMapValueToKey_GivesTheValuesBack()
    {
        var view = Load("b", "", "a", "b");
        var pipeline = _ml.Transforms.Conversion.MapValueToKey("Key", "Text").Append(_ml.Transforms.Conversion.MapKeyToValue("Back", "Key"));
        var mapped = pipeline.Fit(view).Transform(view);
        CollectionAssert.AreEqual(new[] { "b", "", "a", "b" }, Columns.Texts(mapped, "Back"));
    }

    [TestMethod]
    public void MapKeyToValue_NoKey_IsRefused()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() =>
            _ml.Transforms.Conversion.MapValueToKey("Key", "Text").Append(_ml.Transforms.Conversion.MapKeyToValue("Back", "Text")).Fit(Load("a")));
        StringAssert.Contains(error.Message, "Schema mismatch for input column 'Text': expected KeyType, got String");
    }

    [TestMethod]
    public void Fit_MissingColumn_IsNamed()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.Conversion.MapValueToKey("Key", "Nothing").Fit(Load("a")));
        StringAssert.Contains(error.Message, "Could not find input column 'Nothing'");
        error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.CopyColumns("Copy", "Nothing").Fit(Load("a")));
        StringAssert.Contains(error.Message, "Could not find input column 'Nothing'");
    }

    [TestMethod]
    public void SaveAndLoad_AllColumnTransforms_GiveTheSameColumns()
    {
        var view = _ml.Data.LoadFromEnumerable(new[] { 3f, 1f, 3f }.Select((n, i) => new Number { Value = n, Whole = i, Text = $"t{i}" }));
        var pipeline = _ml.Transforms.Conversion.MapValueToKey([new InputOutputColumnPair("TextKey", "Text"), new InputOutputColumnPair("ValueKey", "Value")])
            .Append(_ml.Transforms.Conversion.MapValueToKey("KeyKey", "TextKey"))
            .Append(_ml.Transforms.Conversion.MapKeyToValue("Back", "KeyKey"))
            .Append(_ml.Transforms.CopyColumns("Copy", "Value"))
            .Append(_ml.Transforms.Concatenate("Both", "Value", "Copy"));
        using var file = new MemoryStream();
        _ml.Model.Save(pipeline.Fit(view), view.Schema, file);
        file.Position = 0;
        var mapped = new MLContext(1).Model.Load(file, out _).Transform(view);
        CollectionAssert.AreEqual(new[] { "t0", "t1", "t2" }, Columns.Texts(mapped, "Back"));
        CollectionAssert.AreEqual(new uint[] { 1, 2, 1 }, Columns.Values<uint>(mapped, "ValueKey"));
        CollectionAssert.AreEqual(new[] { 3f, 3f }, Columns.Vectors<float>(mapped, "Both")[2]);
        CollectionAssert.AreEqual(new[] { "Value", "Copy" }, Columns.TextAnnotation(mapped.Schema["Both"], "SlotNames"));
    }

    [TestMethod]
    public void PredictionEngine_OverColumnTransforms_MapsOneRow()
    {
        var pipeline = _ml.Transforms.Conversion.MapValueToKey("Key", "Text").Append(_ml.Transforms.Conversion.MapKeyToValue("Back", "Key"));
        var model = pipeline.Fit(Load("a", "b"));
        using var engine = _ml.Model.CreatePredictionEngine<Word, Mapped>(model);
        Assert.AreEqual("b", engine.Predict(new Word { Text = "b" }).Back);
        Assert.AreEqual("", engine.Predict(new Word { Text = "x" }).Back ?? "");
    }

    [TestMethod]
    public void GetOutputSchema_OfTheEstimators_PromisesWhatIsDelivered()
    {
        var view = _ml.Data.LoadFromEnumerable([new Number { Value = 1, Text = "a" }]);
        var pipeline = _ml.Transforms.Conversion.MapValueToKey("Key", "Text")
            .Append(_ml.Transforms.Conversion.MapKeyToValue("Back", "Key"))
            .Append(_ml.Transforms.Concatenate("Both", "Value", "Value"));
        var empty = _ml.Data.LoadFromEnumerable(Array.Empty<Number>());
        Assert.AreEqual(view.Schema.Count, empty.Schema.Count);
        var mapped = pipeline.Fit(view).GetOutputSchema(view.Schema);
        Assert.IsInstanceOfType<KeyDataViewType>(mapped["Key"].Type);
        Assert.AreEqual(TextDataViewType.Instance, mapped["Back"].Type);
        Assert.AreEqual(new VectorDataViewType(NumberDataViewType.Single, 2), mapped["Both"].Type);
    }

    [TestMethod]
    public void Concatenate_DifferentTypes_IsRefused()
    {
        var view = _ml.Data.LoadFromEnumerable([new Number()]);
        var error = Assert.Throws<ArgumentOutOfRangeException>(() =>
            _ml.Transforms.Concatenate("Both", "Value", "Text").Fit(view).Transform(view));
        StringAssert.Contains(error.Message, "Schema mismatch for input column 'Text': expected Single, got String");
    }

    [TestMethod]
    public void Concatenate_Vectors_NamesTheirSlotsAfterThem()
    {
        var view = _ml.Data.LoadFromEnumerable([new Number { Value = 1, Whole = 2 }]);
        var pipeline = _ml.Transforms.Concatenate("Pair", "Value", "Value").Append(_ml.Transforms.Concatenate("Three", "Pair", "Value"));
        var mapped = pipeline.Fit(view).Transform(view);
        CollectionAssert.AreEqual(new[] { "Pair.Value", "Pair.Value", "Value" }, Columns.TextAnnotation(mapped.Schema["Three"], "SlotNames"));
        CollectionAssert.AreEqual(new[] { 1f, 1f, 1f }, Columns.Vectors<float>(mapped, "Three")[0]);
    }

    private IDataView Load(params string[] texts) => _ml.Data.LoadFromEnumerable(texts.Select(t => new Word { Text = t }));

    private sealed class Word
    {
        public string Text { get; set; } = "";
    }

    private sealed class Words
    {
        [VectorType(2)]
        public string[] Texts { get; set; } = [];
    }

    private sealed class Number
    {
        public float Value { get; set; }
        public int Whole { get; set; }
        public string Text { get; set; } = "";
    }

    private sealed class Mapped
    {
        public string? Back { get; set; }
    }
}
