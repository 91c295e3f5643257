namespace Microsoft.ML.Runtime;

/// <summary>What can be told to stop.</summary>
internal interface ICancelable
{
    bool IsCanceled { get; }
    void CancelExecution();
}
