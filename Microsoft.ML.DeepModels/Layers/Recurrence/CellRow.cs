namespace Microsoft.ML.DeepModels.Layers.Recurrence;

/// <summary>Where the vectors of one row at one step are.</summary>
internal unsafe struct CellRow
{
    /// <summary>The floats of each vector to compute.</summary>
    public int Units;

    /// <summary>The floats from one block of <see cref="Gates"/> to the next.</summary>
    public int Block;

    /// <summary>(blocks, units) the sums before the functions, the gates after them.</summary>
    public float* Gates;

    /// <summary>(units) the state before the step.</summary>
    public float* Hidden;

    /// <summary>(units) the state after the step.</summary>
    public float* Next;

    /// <summary>(kept, units) what else there was before the step.</summary>
    public float* Kept;

    /// <summary>(kept, units) what else there is after the step.</summary>
    public float* NextKept;

    /// <summary>(blocks, units) the gradient of the sums.</summary>
    public float* GateGradients;

    /// <summary>(units) the gradient of the state.</summary>
    public float* HiddenGradient;

    /// <summary>(units) the gradient of the LSTM's cell, from step to step.</summary>
    public float* CellGradient;

    /// <summary>The same row from another unit on.</summary>
    public readonly CellRow From(int unit, int units)
    {
        var rest = this;
        rest.Units = units;
        rest.Gates += unit;
        rest.Hidden += unit;
        rest.Next += unit;
        rest.Kept += unit;
        rest.NextKept += unit;
        rest.GateGradients += unit;
        rest.HiddenGradient += unit;
        rest.CellGradient += unit;
        return rest;
    }
}
