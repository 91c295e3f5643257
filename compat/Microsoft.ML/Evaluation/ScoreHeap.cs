namespace Microsoft.ML.Data;

/// <summary>Scored rows, the lowest first. A plain binary heap: of equal scores it gives the same one first as the official evaluator's.</summary>
internal sealed class ScoreHeap
{
    private readonly List<(bool Anomaly, float Score)> _rows = [];

    public int Count => _rows.Count;

    public float Lowest => _rows[0].Score;

    public void Add((bool Anomaly, float Score) row)
    {
        _rows.Add(row);
        var at = _rows.Count - 1;
        while (at > 0 && _rows[(at - 1) / 2].Score > row.Score)
        {
            _rows[at] = _rows[(at - 1) / 2];
            at = (at - 1) / 2;
        }
        _rows[at] = row;
    }

    /// <summary>Takes the lowest out.</summary>
    public (bool Anomaly, float Score) Take()
    {
        var lowest = _rows[0];
        var row = _rows[^1];
        _rows.RemoveAt(_rows.Count - 1);
        if (_rows.Count == 0) return lowest;
        var at = 0;
        while (LowerChild(at) is var child && child < _rows.Count && row.Score > _rows[child].Score)
        {
            _rows[at] = _rows[child];
            at = child;
        }
        _rows[at] = row;
        return lowest;
    }

    private int LowerChild(int parent)
    {
        var left = 2 * parent + 1;
        return left + 1 < _rows.Count && _rows[left].Score > _rows[left + 1].Score ? left + 1 : left;
    }
}
