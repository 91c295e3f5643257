namespace Microsoft.ML.DeepModels.Backbones;

/// <summary>
/// A position embedding of a vision transformer, (1 + height * width, features): one vector for the class token, then one for each patch of a grid, row by row.
/// </summary>
/// <param name="Parameter">our name of the parameter</param>
/// <param name="Height">the number of patches in a column</param>
/// <param name="Width">the number of patches in a row</param>
internal sealed record PositionGrid(string Parameter, int Height, int Width);
