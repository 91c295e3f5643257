using Microsoft.ML.DeepModels.Examples.Arguments;
using Microsoft.ML.DeepModels.Examples.SequenceData;
using Microsoft.ML.DeepModels.Tests.Common;

namespace Microsoft.ML.DeepModels.Tests.Examples;

/// <summary>The sequences of the examples: a pen that writes digits, .ts files, images read row by row.</summary>
[TestClass]
public sealed class SequenceDataTests
{
    private const string Header = "# a comment\n@problemName p\n@timeStamps false\n@univariate false\n@dimensions 2\n\n@classLabel true a b\n@data\n";
    private string _folder = "";

    [TestInitialize]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("deepmodels-").FullName;

    [TestCleanup]
    public void DeleteFolder() => Directory.Delete(_folder, true);

    [TestMethod]
    public void PenDigits_SameSeed_SameSequences()
    {
        SequenceDataSet first = PenDigits.Create(20, 10, 7), second = PenDigits.Create(20, 10, 7), other = PenDigits.Create(20, 10, 8);

        Assert.HasCount(20, first.Train);
        Assert.HasCount(10, first.Test);
        for (int i = 0; i < 20; i++) CollectionAssert.AreEqual(first.Train[i].Steps, second.Train[i].Steps);
        CollectionAssert.AreNotEqual(first.Train[0].Steps, other.Train[0].Steps);
        CollectionAssert.AreNotEqual(first.Train[0].Steps, first.Test[0].Steps);
        Assert.AreEqual("3", first.Train[13].Label);
    }

    [TestMethod]
    public void PenDigits_ManyRows_StepsAreWholeAndOfManyNumbers()
    {
        SequenceDataSet data = PenDigits.Create(200, 1, 1);

        Assert.IsTrue(data.Train.All(row => row.Steps.Length % PenDigits.FeaturesPerStep == 0 && row.Steps.All(float.IsFinite)));
        (int shortest, int longest) = data.Lengths;
        Assert.IsTrue(shortest >= 3 && longest <= 120 && longest > 2 * shortest, $"{shortest} to {longest} steps");
    }

    [TestMethod]
    public void TsFile_DimensionsApart_AreStepsInRows()
    {
        TsFile file = TsFile.Read(Write("x.ts", Header + "1,2.5,-3e1:4,5,6:a\n\n7:8:b\n"));

        Assert.AreEqual(2, file.Dimensions);
        Assert.HasCount(2, file.Rows);
        CollectionAssert.AreEqual(new[] { 1f, 4, 2.5f, 5, -30, 6 }, file.Rows[0].Steps);
        Assert.AreEqual("a", file.Rows[0].Label);
        CollectionAssert.AreEqual(new[] { 7f, 8 }, file.Rows[1].Steps);
        Assert.AreEqual("b", file.Rows[1].Label);
    }

    [TestMethod]
    [DataRow(Header + "1,2:3:a", "line 9: dimension 2 has 1 steps but dimension 1 has 2.", DisplayName = "ragged")]
    [DataRow(Header + "1,2:3,4:a\n1,?:3,4:b", "line 10: dimension 1, step 2 is '?', expected a number.", DisplayName = "missing value")]
    [DataRow(Header + "1,2:3,NaN:a", "line 9: dimension 2, step 2 is 'NaN', expected a number.", DisplayName = "not a number")]
    [DataRow(Header + ":1:a", "line 9: dimension 1, step 1 is '', expected a number.", DisplayName = "empty")]
    [DataRow(Header + "1:2:c", "line 9: the class 'c' is not one of those that @classLabel names.", DisplayName = "unknown class")]
    [DataRow(Header + "1:2:3:a", "line 9: 3 dimensions and a class were found, expected 2 dimensions and a class.", DisplayName = "too many dimensions")]
    [DataRow(Header, "line 8: there is no sequence after @data.", DisplayName = "no data")]
    [DataRow("1,2:3,4:a", "line 1: expected a tag that begins with @, such as @data, got '1,2:3,4:a'.", DisplayName = "no tags")]
    [DataRow("@problemName p\n", "line 1: there is no @data.", DisplayName = "tags only")]
    [DataRow("", "line 0: there is no @data.", DisplayName = "empty file")]
    [DataRow("@classLabel false\n@data\n1:2", "line 2: there are no classes; a tag '@classLabel true NAME NAME ...' must come before @data.", DisplayName = "no classes")]
    [DataRow("@timeStamps true\n@data\n", "line 1: sequences with time stamps are not read here.", DisplayName = "time stamps")]
    [DataRow("@dimensions many\n@data\n", "line 1: @dimensions takes a whole number from 1, got 'many'.", DisplayName = "bad dimensions")]
    public void TsFile_Malformed_SaysWhereAndWhat(string text, string expected)
    {
        string path = Write("x.ts", text);

        var e = Assert.ThrowsExactly<ExampleException>(() => TsFile.Read(path));

        Assert.AreEqual($"'{path}', {expected}", e.Message);
    }

    [TestMethod]
    public void FromFolder_PairOfTsFiles_IsNamedAfterThem()
    {
        Write("Vowels_TRAIN.ts", Header + "1,2:3,4:a\n1:2:b\n");
        Write("Vowels_TEST.ts", Header + "1,2,3:4,5,6:b\n");
        Write("Other.csv", "a,b\n");

        SequenceDataSet data = SequenceDataSet.FromFolder(_folder);

        Assert.AreEqual("Vowels", data.Name);
        Assert.AreEqual(2, data.FeaturesPerStep);
        Assert.HasCount(2, data.Train);
        Assert.HasCount(1, data.Test);
        Assert.AreEqual((1, 3), data.Lengths);
    }

    [TestMethod]
    public void FromFolder_TsFilesDoNotFit_SaysWhy()
    {
        StringAssert.Contains(Fault(), "has 0 files NAME_TRAIN.ts; it must have one, and NAME_TEST.ts beside it, or the four IDX files of MNIST.");

        Write("Vowels_TRAIN.ts", Header + "1:2:a\n");
        StringAssert.Contains(Fault(), "is there but 'Vowels_TEST.ts' is not");

        Write("Vowels_TEST.ts", Header + "1:2:b\n");
        StringAssert.Contains(Fault(), "has the class 'b', of which");

        Write("Vowels_TEST.ts", "@classLabel true a\n@data\n1:a\n");
        StringAssert.Contains(Fault(), "has 2 dimensions and ");

        string Fault() => Assert.ThrowsExactly<ExampleException>(() => SequenceDataSet.FromFolder(_folder)).Message;
    }

    [TestMethod]
    public void FromFolder_IdxFiles_ImagesAreReadRowByRow()
    {
        IdxFiles.Write(_folder, 6, 4, packed: true);

        SequenceDataSet data = SequenceDataSet.FromFolder(_folder);

        Assert.AreEqual(IdxFiles.Size, data.FeaturesPerStep);
        Assert.AreEqual((IdxFiles.Size, IdxFiles.Size), data.Lengths);
        Assert.HasCount(6, data.Train);
        Assert.HasCount(4, data.Test);
        // The left half of the first image is bright, so the first half of each step is.
        float[] steps = data.Train[0].Steps;
        for (int i = 0; i < steps.Length; i++) Assert.AreEqual(i % IdxFiles.Size < IdxFiles.Size / 2, steps[i] > 0.5f, $"value {i}");
    }

    [TestMethod]
    public void FromFolder_JapaneseVowels_IsAsDescribed()
    {
        SequenceDataSet data = SequenceDataSet.FromFolder(RealData.Folder("sequences"));

        Assert.AreEqual("JapaneseVowels", data.Name);
        Assert.AreEqual(12, data.FeaturesPerStep);
        Assert.HasCount(270, data.Train);
        Assert.HasCount(370, data.Test);
        Assert.AreEqual((7, 29), data.Lengths);
        Assert.AreEqual(9, data.Train.Select(row => row.Label).Distinct().Count());
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
