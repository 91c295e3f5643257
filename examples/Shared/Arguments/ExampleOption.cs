namespace Microsoft.ML.DeepModels.Examples.Arguments;

/// <summary>What one example can be told on its command line and others cannot.</summary>
/// <param name="Name">with its dashes</param>
/// <param name="Description">for the help</param>
/// <param name="HelpName">what the value is, for the help; not used where there are choices</param>
/// <param name="Choices">the words that the value is one of; empty: any text</param>
public sealed record ExampleOption(string Name, string Description, string HelpName, params IReadOnlyList<string> Choices);
