using Microsoft.ML.Runtime;

namespace Microsoft.ML.DeepModels.Examples.Display;

/// <summary>What a context warns of, for instance rows that cannot be read; kept until it does not get in the way of the live display.</summary>
public sealed class Warnings
{
    private readonly HashSet<string> _printed = [];
    private readonly List<string> _waiting = [];

    /// <param name="mlContext">whose warnings are shown</param>
    public Warnings(MLContext mlContext) => mlContext.Log += (_, message) =>
    {
        if (message.Kind != ChannelMessageKind.Warning) return;
        lock (_waiting) _waiting.Add(message.RawMessage);
    };

    /// <summary>Writes those that came since the last time, one a line, and none twice.</summary>
    public void Print()
    {
        lock (_waiting)
        {
            foreach (string text in _waiting.Where(_printed.Add)) Console.WriteLine("warning: " + Line.From(text));
            _waiting.Clear();
        }
    }
}
