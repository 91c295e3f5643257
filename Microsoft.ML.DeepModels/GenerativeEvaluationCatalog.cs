using Microsoft.ML.DeepModels.Evaluation;
using Microsoft.ML.DeepModels.Interop;

namespace Microsoft.ML;

/// <summary>Judges generated rows by comparing them with real ones.</summary>
public static class GenerativeEvaluationCatalog
{
    /// <summary>Compares generated rows with real ones, and real ones with real ones, through one feature column.</summary>
    /// <param name="catalog">the catalog of transforms</param>
    /// <param name="generated">generated rows, at least 2</param>
    /// <param name="real">real rows, at least 2</param>
    /// <param name="featureColumnName">
    /// the column that is compared: Single, Vector of Single, Vector of Byte or image, of the same size in all views. Features of a network
    /// say more about images than their pixels do.
    /// </param>
    /// <param name="realReference">other real rows, for instance test rows, for the floor; null: it is that of two random halves of the real rows</param>
    /// <param name="neighbours">which nearest neighbour tells how far around a row its like reach, at least 1 and below the number of rows of each view</param>
    /// <param name="seed">the seed of the random halves</param>
    /// <remarks>
    /// The Fréchet distance depends on the number of rows, so compare with the floor where both have like numbers of rows, and two
    /// generators with each other at the same number. All rows are held in memory as Double. The time grows with the square of the number of
    /// rows, and with the cube of the number of values or of rows, whichever is smaller.
    /// </remarks>
    /// <exception cref="ArgumentNullException">A view is null.</exception>
    /// <exception cref="ArgumentException">The column has no name, or is not of the same size in all views.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of another type, or there are too many neighbours.</exception>
    /// <exception cref="InvalidOperationException">A view has fewer than 2 rows, or a value that is no finite number.</exception>
    public static GenerativeEvaluation EvaluateGenerated(
        this TransformsCatalog catalog,
        IDataView generated,
        IDataView real,
        string featureColumnName = "Features",
        IDataView? realReference = null,
        int neighbours = 3,
        int seed = 0)
    {
        var env = HostSettings.EnvironmentOf(catalog);
        ArgumentNullException.ThrowIfNull(generated);
        ArgumentNullException.ThrowIfNull(real);
        ArgumentException.ThrowIfNullOrWhiteSpace(featureColumnName);
        return new GenerativeEvaluator(env, neighbours, seed).Evaluate(generated, real, realReference, featureColumnName);
    }
}
