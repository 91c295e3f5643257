namespace Microsoft.ML.DeepModels.Examples.Arguments;

/// <summary>The user asked for something that cannot be done; the message is one line and says what can.</summary>
public sealed class ExampleException(string message) : Exception(message);
