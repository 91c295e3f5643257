using System.IO.Compression;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Microsoft.ML.DeepModels.Tests.StandIns;

/// <summary>Chains, model files and prediction engines. Everything here holds for the official ML.NET too.</summary>
[TestClass]
public class MLPipelineTests
{
    public class Row
    {
        public string? Word;

        [VectorType(2)]
        public float[]? Pair;
        public float Single;
    }

    public class Prediction
    {
        public uint Label;
        public float[]? Features;
        public string? Word;
    }

    private readonly MLContext _ml = new(1);

    private IDataView Data() => _ml.Data.LoadFromEnumerable(new[]
    {
        new Row { Word = "b", Pair = [1, 2], Single = 3 }, new Row { Word = "a", Pair = [4, 5], Single = 6 }, new Row { Word = "b", Pair = [7, 8], Single = 9 }
    });

    private IEstimator<ITransformer> Pipeline() => _ml.Transforms.Conversion.MapValueToKey("Label", "Word")
        .Append(_ml.Transforms.Concatenate("Features", "Pair", "Single"))
        .Append(_ml.Transforms.CopyColumns("Again", "Label"));

    [TestMethod]
    public void Fit_OfAChain_DeliversItsColumns()
    {
        var model = Pipeline().Fit(Data());
        var output = model.Transform(Data());
        CollectionAssert.AreEqual(new[] { "Word", "Pair", "Single", "Label", "Features", "Again" }, output.Schema.Select(c => c.Name).ToArray());
        CollectionAssert.AreEqual(new uint[] { 1, 2, 1 }, output.GetColumn<uint>("Again").ToArray());
        CollectionAssert.AreEqual(new float[] { 4, 5, 6 }, output.GetColumn<float[]>("Features").ElementAt(1));
        Assert.AreEqual(3, output.GetRowCount());
        Assert.IsTrue(model.IsRowToRowMapper);
        Assert.AreEqual(output.Schema.Count, model.GetOutputSchema(Data().Schema).Count);
    }

    [TestMethod]
    public void Fit_WithAMissingColumn_FailsBeforeAnythingIsFitted()
    {
        int fitted = 0;
        var chain = _ml.Transforms.CopyColumns("Other", "Word").WithOnFitDelegate(_ => fitted++)
            .Append(_ml.Transforms.CopyColumns("Third", "Nowhere"));
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => chain.Fit(Data()));
        StringAssert.Contains(error.Message, "Could not find input column 'Nowhere'");
        Assert.AreEqual(0, fitted);
    }

    [TestMethod]
    public void AppendCacheCheckpoint_BetweenTwo_ChangesNothingOfTheResult()
    {
        var chain = _ml.Transforms.Conversion.MapValueToKey("Label", "Word").AppendCacheCheckpoint(_ml)
            .Append(_ml.Transforms.Conversion.MapKeyToValue("Back", "Label"));
        CollectionAssert.AreEqual(new[] { "b", "a", "b" }, chain.Fit(Data()).Transform(Data()).GetColumn<string>("Back").ToArray());
        Assert.ThrowsExactly<InvalidOperationException>(() => new EstimatorChain<ITransformer>().AppendCacheCheckpoint(_ml));
    }

    [TestMethod]
    public void Append_WithAScope_LeavesTheOthersOut()
    {
        var chain = new EstimatorChain<ITransformer>().Append(_ml.Transforms.CopyColumns("A", "Word"), TransformerScope.TrainTest)
            .Append(_ml.Transforms.CopyColumns("B", "Word"));
        var model = chain.Fit(Data());
        Assert.IsNull(model.Transform(Data()).Schema.GetColumnOrNull("A"));
        Assert.IsNotNull(model.Transform(Data(), TransformerScope.Training).Schema.GetColumnOrNull("A"));
        Assert.AreEqual(2, model.Count());
        Assert.AreEqual(1, model.GetModelFor(TransformerScope.Scoring).Count());
    }

    [TestMethod]
    public void Save_LoadedInAnotherContext_DoesTheSame()
    {
        var model = Pipeline().Fit(Data());
        using var file = new MemoryStream();
        _ml.Model.Save(model, Data().Schema, file);
        file.Position = 0;
        var loaded = new MLContext().Model.Load(file, out var schema);

        CollectionAssert.AreEqual(Data().Schema.Select(c => $"{c.Name} {c.Type}").ToArray(), schema.Select(c => $"{c.Name} {c.Type}").ToArray());
        var output = loaded.Transform(Data());
        CollectionAssert.AreEqual(new uint[] { 1, 2, 1 }, output.GetColumn<uint>("Again").ToArray());
        VBuffer<ReadOnlyMemory<char>> keys = default;
        output.Schema["Label"].GetKeyValues(ref keys);
        CollectionAssert.AreEqual(new[] { "b", "a" }, keys.DenseValues().Select(key => key.ToString()).ToArray());
    }

    [TestMethod]
    public void Save_WithAnnotatedSchema_KeepsAnnotations()
    {
        var data = Pipeline().Fit(Data()).Transform(Data());
        using var file = new MemoryStream();
        _ml.Model.Save(_ml.Transforms.CopyColumns("Copy", "Label").Fit(data), data.Schema, file);
        file.Position = 0;
        new MLContext().Model.Load(file, out var schema);
        Assert.IsTrue(schema["Label"].HasKeyValues());
        Assert.AreEqual(data.Schema["Label"].Type, schema["Label"].Type);
        VBuffer<ReadOnlyMemory<char>> keys = default;
        schema["Label"].GetKeyValues(ref keys);
        Assert.AreEqual("a", keys.GetItemOrDefault(1).ToString());
    }

    [TestMethod]
    public void Save_WithoutSchema_LoadsWithNone()
    {
        using var file = new MemoryStream();
        _ml.Model.Save(Pipeline().Fit(Data()), (DataViewSchema)null!, file);
        file.Position = 0;
        Assert.IsNotNull(_ml.Model.Load(file, out var schema));
        Assert.IsNull(schema);
    }

    [TestMethod]
    public void Save_Written_HasTheLayoutOfModelFiles()
    {
        using var file = new MemoryStream();
        _ml.Model.Save(Pipeline().Fit(Data()), Data().Schema, file);
        using var zip = new ZipArchive(file, ZipArchiveMode.Read);
        var names = zip.Entries.Select(entry => entry.FullName.Replace('\\', '/')).ToList();
        CollectionAssert.IsSubsetOf(new[] { "TrainingInfo/Version.txt", "Schema", "TransformerChain/Model.key", "TransformerChain/Transform_000/Model.key" }, names);

        using var stream = new MemoryStream();
        using (var entry = zip.Entries.Single(e => e.FullName.Replace('\\', '/') == "TransformerChain/Model.key").Open()) entry.CopyTo(stream);
        byte[] bytes = stream.ToArray();
        Assert.AreEqual("ML\0MODEL", Encoding.ASCII.GetString(bytes, 0, 8));
        Assert.AreEqual(0x100, BitConverter.ToInt64(bytes, 0x10));
        long modelEnd = 0x100 + BitConverter.ToInt64(bytes, 0x18), assembly = BitConverter.ToInt64(bytes, 0x90);
        Assert.AreEqual(modelEnd, assembly); // there are no strings between
        string name = Encoding.Unicode.GetString(bytes, (int)assembly, BitConverter.ToInt32(bytes, 0x98));
        Assert.AreEqual(typeof(TransformerChain<>).Assembly.FullName, name);
        StringAssert.EndsWith(Encoding.ASCII.GetString(bytes, 0x50, 24).TrimEnd('\0'), "TransformerChain");
        Assert.AreEqual(bytes.Length, BitConverter.ToInt64(bytes, 0x88));
        Assert.AreEqual("LEDOM\0LM", Encoding.ASCII.GetString(bytes, bytes.Length - 8, 8));
        Assert.AreEqual(3, BitConverter.ToInt32(bytes, 0x100)); // transformers
        Assert.AreEqual((int)TransformerScope.Everything, BitConverter.ToInt32(bytes, 0x104));
    }

    [TestMethod]
    public void Load_OfWhatIsNoModel_ThrowsFormatException()
    {
        Assert.ThrowsExactly<FormatException>(() => _ml.Model.Load(new MemoryStream([1, 2, 3]), out _));
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = zip.CreateEntry("TransformerChain/Model.key").Open();
            entry.Write(new byte[300]);
        }
        file.Position = 0;
        var error = Assert.ThrowsExactly<FormatException>(() => _ml.Model.Load(file, out _));
        StringAssert.Contains(error.Message, "Wrong file type");
    }

    [TestMethod]
    public void PredictionEngine_OfAChain_PredictsRowByRow()
    {
        using var engine = _ml.Model.CreatePredictionEngine<Row, Prediction>(Pipeline().Fit(Data()));
        var prediction = engine.Predict(new Row { Word = "a", Pair = [1, 2], Single = 3 });
        Assert.AreEqual((2u, "a"), (prediction.Label, prediction.Word));
        CollectionAssert.AreEqual(new float[] { 1, 2, 3 }, prediction.Features);
        engine.Predict(new Row { Word = "unknown", Pair = [1, 2], Single = 3 }, ref prediction);
        Assert.AreEqual(0u, prediction.Label);
        Assert.IsNotNull(engine.OutputSchema.GetColumnOrNull("Again"));
    }

    [TestMethod]
    public void PredictionEngine_Disposed_DisposesItsTransformerUnlessToldNot()
    {
        var owned = new DisposableTransformer();
        _ml.Model.CreatePredictionEngine<Row, Row>(new TransformerChain<ITransformer>(owned)).Dispose();
        Assert.AreEqual(1, owned.Disposed);
        var kept = new DisposableTransformer();
        _ml.Model.CreatePredictionEngine<Row, Row>(kept, new PredictionEngineOptions { OwnsTransformer = false }).Dispose();
        Assert.AreEqual(0, kept.Disposed);
    }

    /// <summary>Passes rows through.</summary>
    private sealed class DisposableTransformer : ITransformer, IRowToRowMapper, IDisposable
    {
        private DataViewSchema? _schema;

        public int Disposed { get; private set; }
        public bool IsRowToRowMapper => true;
        public DataViewSchema InputSchema => _schema!;
        public DataViewSchema OutputSchema => _schema!;
        public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inputSchema;
        public IDataView Transform(IDataView input) => input;
        public void Save(ModelSaveContext ctx) => throw new NotSupportedException();
        public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) => dependingColumns;
        public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns) => input;
        public void Dispose() => Disposed++;

        public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema)
        {
            _schema = inputSchema;
            return this;
        }
    }
}
