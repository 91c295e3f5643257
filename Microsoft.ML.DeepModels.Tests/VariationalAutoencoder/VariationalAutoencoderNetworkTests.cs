using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.VariationalAutoencoder;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Tests.VariationalAutoencoder;

/// <summary>The network as data and as a module.</summary>
[TestClass]
public class VariationalAutoencoderNetworkTests
{
    [TestMethod]
    public void Create_OfTheReferenceNetwork_HasItsParametersOnceUnderTheirNames()
    {
        var definition = Definition(new TensorShape(784), VariationalLikelihood.LearnedGaussian);
        using var generator = new Generator(1);
        using var network = definition.Create(new ModuleContext(generator, generator, CPU));
        var named = ModuleTensors.Parameters(network).ToList();
        CollectionAssert.AreEquivalent(
            new[] { "encoder.0.weight", "encoder.0.bias", "encoder.1.weight", "encoder.1.bias", "decoder.0.weight", "decoder.0.bias", "decoder.1.weight", "decoder.1.bias", "log_variance" },
            named.Select(p => p.Name).ToArray());
        Assert.AreEqual(definition.ParameterCount, named.Sum(p => p.Tensor.NumberOfElements));
        // 784-20-(10, 10), 10-20-784, and the variance.
        Assert.AreEqual((784 + 1) * 20 + 21 * 20 + 11 * 20 + 21 * 784 + 1, definition.ParameterCount);
    }

    [TestMethod]
    public void FromJson_OfWhatToJsonWrote_IsTheSame()
    {
        foreach (var likelihood in new[] { VariationalLikelihood.Bernoulli, VariationalLikelihood.Gaussian(0.25), VariationalLikelihood.LearnedGaussian })
        {
            var definition = Definition(TensorShape.Image(1, 28, 28), likelihood) with { Scale = 2.5, Offset = -1 };
            var read = VariationalAutoencoderDefinition.FromJson(System.Text.Json.Nodes.JsonNode.Parse(definition.ToJson().ToJsonString())!);
            Assert.AreEqual(definition.ToJson().ToJsonString(), read.ToJson().ToJsonString());
            Assert.AreEqual(definition.DataShape, read.DataShape);
        }
    }

    [TestMethod]
    [DataRow("\"latentSize\":10", "\"latentSize\":11")]
    [DataRow("\"classes\":0", "\"classes\":2")]
    [DataRow("\"scale\":1", "\"scale\":0")]
    [DataRow("\"bernoulli\"", "\"cauchy\"")]
    [DataRow("\"samples\":8", "\"samples\":0")]
    [DataRow("\"decoder\"", "\"coder\"")]
    public void FromJson_OfADamagedFile_SaysSo(string was, string becomes)
    {
        string json = Definition(new TensorShape(784), VariationalLikelihood.Bernoulli).ToJson().ToJsonString();
        Assert.Contains(was, json);
        var e = Assert.ThrowsExactly<InvalidDataException>(() => VariationalAutoencoderDefinition.FromJson(System.Text.Json.Nodes.JsonNode.Parse(json.Replace(was, becomes))!));
        Assert.Contains("The network in the model file is not legal", e.Message);
    }

    private static VariationalAutoencoderDefinition Definition(TensorShape shape, VariationalLikelihood likelihood) =>
        VariationalAutoencoderDesign.Create(new VariationalAutoencoderTrainer.Options { Likelihood = likelihood }, new GenerativeInput(shape, 0));
}
