using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Microsoft.ML.DeepModels.Examples.Arguments;

/// <summary>An option whose value is a whole number, with errors in one plain line.</summary>
internal static class WholeNumberOption
{
    /// <param name="name">with its dashes</param>
    /// <param name="description">for the help</param>
    /// <param name="least">the smallest value that will do</param>
    /// <param name="fallback">the value when the option is not given; null: none</param>
    public static Option<int?> Create(string name, string description, int least, int? fallback = null) => new(name)
    {
        Description = description,
        HelpName = "N",
        Arity = ArgumentArity.ExactlyOne,
        DefaultValueFactory = _ => fallback,
        CustomParser = result => Parse(result, name, least)
    };

    private static int? Parse(ArgumentResult result, string name, int least)
    {
        string text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= least) return value;
        result.AddError($"{name} takes a whole number from {least}, got '{text}'.");
        return null;
    }
}
