using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Makes the getter of an added column over a row of the input; the disposer, where there is one, is called with the row's end.</summary>
internal delegate Delegate GetterFactory(DataViewRow input, out Action disposer);

/// <summary>One column that a transformer adds, bound to an input schema.</summary>
internal sealed record ColumnMapping(DataViewSchema.DetachedColumn Output, int[] InputIndices, GetterFactory MakeGetter);
