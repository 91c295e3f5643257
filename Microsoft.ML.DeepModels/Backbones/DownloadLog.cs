using Microsoft.ML.DeepModels.Interop;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.DeepModels.Backbones;

/// <summary>Tells a log how far a download is, each time another tenth has come.</summary>
internal sealed class DownloadLog(IChannel channel) : IProgress<DownloadProgress>
{
    private long _tenths;

    public void Report(DownloadProgress value)
    {
        if (value.TotalBytes is not > 0) return;
        long tenths = 10 * value.Bytes / value.TotalBytes.Value;
        if (tenths <= _tenths) return;
        _tenths = tenths;
        channel.Info(MessageSensitivity.None, $"{value.FileName}: {value.Bytes >> 20} of {value.TotalBytes >> 20} MiB.");
    }
}
