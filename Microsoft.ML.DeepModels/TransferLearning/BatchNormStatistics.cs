namespace Microsoft.ML.DeepModels.TransferLearning;

/// <summary>What happens to the running means and variances of batch normalisation in layers of the backbone that are trained.</summary>
public enum BatchNormStatistics
{
    /// <summary>Kept where the backbone has trained weights, updated where it starts from random ones.</summary>
    Automatic,

    /// <summary>They stay as they are and are used in training, too: right for few rows, whose own statistics would be bad estimates.</summary>
    Keep,

    /// <summary>Training normalises by each batch and updates them: right for many rows that look unlike what the backbone was trained on. It takes some hundred
    /// steps until statistics have followed, in MobileNetV3 some thousand: until then scoring, which uses them, falls behind training.</summary>
    Update
}
