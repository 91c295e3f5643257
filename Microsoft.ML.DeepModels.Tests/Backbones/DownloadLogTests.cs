using Microsoft.ML.DeepModels.Backbones;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.DeepModels.Tests.Backbones;

[TestClass]
public class DownloadLogTests
{
    [TestMethod]
    public void Report_EachTenth_IsInTheLogOnce()
    {
        var context = new MLContext(seed: 1);
        var lines = new List<string>();
        context.Log += (_, e) => lines.Add(e.Message);
        using (var channel = ((IChannelProvider)context).Start("Load"))
        {
            var log = new DownloadLog(channel);
            for (long bytes = 0; bytes <= 100 << 20; bytes += 1 << 20) log.Report(new DownloadProgress("net.pth", bytes, 100 << 20));
            log.Report(new DownloadProgress("net.pth", 5, null));
        }
        lines = [.. lines.Where(line => line.Contains("net.pth"))];
        Assert.HasCount(10, lines);
        Assert.Contains("net.pth: 10 of 100 MiB.", lines[0]);
        Assert.Contains("net.pth: 100 of 100 MiB.", lines[9]);
    }
}
