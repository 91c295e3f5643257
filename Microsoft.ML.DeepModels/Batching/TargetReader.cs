using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Interop;

namespace Microsoft.ML.DeepModels.Batching;

/// <summary>Reads the label and the weight column.</summary>
internal sealed class TargetReader
{
    private readonly DataViewSchema.Column? _label;
    private readonly DataViewSchema.Column? _weight;

    public TargetReader(DataViewSchema schema, BatchColumns columns)
    {
        Kind = columns.LabelKind;
        if (Kind != LabelKind.None)
        {
            DataViewSchema.Column label = SchemaErrors.Find(schema, "label", columns.Label ?? throw new ArgumentException("The label column has no name.", nameof(columns)));
            if (Kind == LabelKind.Key)
            {
                if (label.Type is not KeyDataViewType key || key.RawType != typeof(uint)) throw SchemaErrors.Mismatch("label", label.Name, "Key<UInt32>", SchemaColumns.TypeName(label.Type));
                ClassCount = key.Count;
            }
            else if (label.Type != NumberDataViewType.Single)
            {
                throw SchemaErrors.Mismatch("label", label.Name, "Single", SchemaColumns.TypeName(label.Type));
            }
            _label = label;
        }
        if (columns.Weight is { } name)
        {
            DataViewSchema.Column weight = SchemaErrors.Find(schema, "weight", name);
            if (weight.Type != NumberDataViewType.Single) throw SchemaErrors.Mismatch("weight", name, "Single", SchemaColumns.TypeName(weight.Type));
            _weight = weight;
        }
    }

    /// <summary>What the label is.</summary>
    public LabelKind Kind { get; }

    /// <summary>The count of the label's key; 0 when the label is no key.</summary>
    public ulong ClassCount { get; }

    /// <summary>Whether there is a weight column.</summary>
    public bool HasWeights => _weight is not null;

    /// <summary>The name of the label column; null without one.</summary>
    public string? LabelName => _label?.Name;

    /// <summary>The columns it reads.</summary>
    public IEnumerable<DataViewSchema.Column> Columns => new[] { _label, _weight }.OfType<DataViewSchema.Column>();

    public Bound Bind(DataViewRow row) => new(this, row);

    /// <summary>Reads the current row of one cursor.</summary>
    internal sealed class Bound(TargetReader reader, DataViewRow row)
    {
        private readonly ValueGetter<uint>? _key = reader.Kind == LabelKind.Key ? row.GetGetter<uint>(reader._label!.Value) : null;
        private readonly ValueGetter<float>? _single = reader.Kind == LabelKind.Single ? row.GetGetter<float>(reader._label!.Value) : null;
        private readonly ValueGetter<float>? _weight = reader._weight is { } weight ? row.GetGetter<float>(weight) : null;

        /// <returns>false when the label is missing, or when there is a fault</returns>
        public bool TryRead(out Target target, out RowFault? fault)
        {
            target = new Target { Weight = 1 };
            fault = null;
            if (_key is not null)
            {
                uint key = 0;
                _key(ref key);
                if (key == 0 || key > reader.ClassCount) return false; // beyond the count is missing, too, in ML.NET
                target.Class = checked((int)(key - 1));
            }
            if (_single is not null)
            {
                _single(ref target.Value);
                if (float.IsNaN(target.Value)) return false;
                if (float.IsInfinity(target.Value)) fault = Fault(reader._label!.Value, $"the label is {FiniteCheck.Name(target.Value)}, expected a finite number");
            }
            if (_weight is not null)
            {
                _weight(ref target.Weight);
                if (!(float.IsFinite(target.Weight) && target.Weight >= 0))
                {
                    fault = Fault(reader._weight!.Value, FormattableString.Invariant($"the weight is {target.Weight}, expected a number of at least 0"));
                }
            }
            return fault is null;
        }

        private RowFault Fault(DataViewSchema.Column column, string message) => new(row.Position, column.Name, message);
    }
}
