using System.CommandLine;

namespace Microsoft.ML.DeepModels.Examples.Arguments;

/// <summary>An option whose value is one of a few words, with errors in one plain line.</summary>
internal static class ChoiceOption
{
    /// <param name="name">with its dashes</param>
    /// <param name="description">for the help</param>
    /// <param name="choices">the words</param>
    public static Option<string?> Create(string name, string description, IReadOnlyList<string> choices) => new(name)
    {
        Description = description,
        HelpName = string.Join('|', choices),
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (choices.Contains(text)) return text;
            result.AddError($"{name} takes {string.Join(" or ", choices)}, got '{text}'.");
            return null;
        }
    };
}
