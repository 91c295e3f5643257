using System.Globalization;

namespace Microsoft.ML.DeepModels.Tests.Examples;

/// <summary>While it lives, numbers that say nothing of their culture have a comma where the invariant culture has a point.</summary>
internal sealed class CommaCulture : IDisposable
{
    private readonly CultureInfo _before = CultureInfo.CurrentCulture;

    public CommaCulture()
    {
        // Made by hand: a machine need not know any culture by name.
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (culture.NumberFormat.NumberDecimalSeparator, culture.NumberFormat.NumberGroupSeparator) = (",", ".");
        CultureInfo.CurrentCulture = culture;
    }

    public void Dispose() => CultureInfo.CurrentCulture = _before;
}
