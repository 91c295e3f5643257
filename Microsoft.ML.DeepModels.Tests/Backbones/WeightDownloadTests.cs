using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.ML.DeepModels.Backbones;
using Microsoft.ML.DeepModels.Tests.Common;
using Microsoft.ML.DeepModels.Tests.Examples;

namespace Microsoft.ML.DeepModels.Tests.Backbones;

/// <summary>Downloads from servers that do what servers do, none of them on a network.</summary>
[TestClass]
public sealed class WeightDownloadTests : IDisposable
{
    private const string Name = "small.pth";

    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _content = new byte[100_000];
    private readonly PublishedWeights _published;

    public WeightDownloadTests()
    {
        new Random(1).NextBytes(_content);
        _published = new PublishedWeights("https://example.org/models/small.pth", Name, Convert.ToHexStringLower(SHA256.HashData(_content))[..8], 0.095);
    }

    private string Whole => _folder.File("cache/" + Name);

    private string Part => Whole + ".part";

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public async Task Run_BringsTheFileAndNothingElse()
    {
        var server = new FileServer(_content);
        var reports = new List<DownloadProgress>();
        Assert.AreEqual(Whole, await Run(server, progress: new Listed(reports)));
        AssertWhole();
        Assert.AreEqual(new DownloadProgress(Name, 0, _content.Length), reports[0]);
        Assert.AreEqual(new DownloadProgress(Name, _content.Length, _content.Length), reports[^1]);
        await Run(server);
        Assert.HasCount(1, server.Requests, "a file that is there is not downloaded again");
    }

    [TestMethod]
    public async Task Run_AfterABreak_GoesOnWhereItStopped()
    {
        var server = new FileServer(_content) { Breaks = { 30_000, 20_000, 0, 0 } };
        await Run(server);
        AssertWhole();
        CollectionAssert.AreEqual(new long[] { 0, 30_000, 50_000, 50_000, 50_000 }, server.Requests);
    }

    [TestMethod]
    public async Task Run_AfterAnEndBeforeTheLength_GoesOn()
    {
        using var first = new HttpResponseMessage { Content = new ByteArrayContent(_content[..40_000]) };
        first.Content.Headers.ContentLength = _content.Length;
        var server = new FileServer(_content) { Tag = null };
        server.Instead = () => server.Requests.Count == 1 ? first : null;
        await Run(server);
        AssertWhole();
        CollectionAssert.AreEqual(new long[] { 0, 40_000 }, server.Requests);
    }

    [TestMethod]
    public async Task Run_InALaterProcess_GoesOnOnlyWithTheSameVersion()
    {
        var server = new FileServer(_content) { Breaks = { 30_000, 0, 0, 0 } };
        await Assert.ThrowsExactlyAsync<IOException>(() => Run(server));
        Assert.AreEqual(30_000, new FileInfo(Part).Length);
        await Run(server);
        AssertWhole();
        Assert.AreEqual(30_000, server.Requests[^1]);

        File.Delete(Whole);
        server = new FileServer([.. _content.Reverse()]) { Breaks = { 30_000, 0, 0, 0 } };
        await Assert.ThrowsExactlyAsync<IOException>(() => Run(server));
        (server.Content, server.Tag) = (_content, "\"2\"");
        await Run(server);
        AssertWhole();
    }

    [TestMethod]
    [DataRow(30_000)]
    [DataRow(100_000)]
    [DataRow(120_000)]
    public async Task Run_OfAnOlderPieceOfAnotherFile_BeginsAnew(int length)
    {
        Directory.CreateDirectory(_folder.File("cache"));
        File.WriteAllBytes(Part, new byte[length]);
        await Run(new FileServer(_content) { Tag = null });
        AssertWhole();
    }

    [TestMethod]
    public async Task Run_WhenAllHadComeBefore_OnlyChecksIt()
    {
        Directory.CreateDirectory(_folder.File("cache"));
        File.WriteAllBytes(Part, _content);
        var server = new FileServer(_content);
        await Run(server);
        AssertWhole();
        Assert.HasCount(1, server.Requests);
    }

    [TestMethod]
    public async Task Run_FromAServerWithoutRanges_BeginsAnew()
    {
        var server = new FileServer(_content) { KnowsRanges = false, Breaks = { 30_000 } };
        await Run(server);
        AssertWhole();
    }

    [TestMethod]
    public async Task Run_OfAnotherFile_SaysBothDigestsAndLeavesNothing()
    {
        var e = await Assert.ThrowsExactlyAsync<InvalidDataException>(() => Run(new FileServer(new byte[100_000])));
        Assert.Contains($"SHA-256 {Convert.ToHexStringLower(SHA256.HashData(new byte[100_000]))}, expected one that begins with {_published.Sha256Prefix}", e.Message);
        Assert.IsFalse(File.Exists(Whole) || File.Exists(Part));
    }

    [TestMethod]
    public async Task Run_OfAFileThatIsFarTooLong_StopsEarly()
    {
        using var comma = new CommaCulture(); // numbers in messages are the same everywhere
        var server = new FileServer(new byte[10_000_000]);
        var e = await Assert.ThrowsExactlyAsync<InvalidDataException>(() => Run(server));
        Assert.Contains("gave 10000000 bytes or more, expected about 0.095 megabytes", e.Message);
        // Nor does a server that does not say its length fill the disk.
        using var endless = new HttpResponseMessage { Content = new StreamContent(new MemoryStream(new byte[10_000_000])) };
        endless.Content.Headers.ContentLength = null;
        server.Instead = () => endless;
        await Assert.ThrowsExactlyAsync<InvalidDataException>(() => Run(server));
        Assert.IsFalse(File.Exists(Whole) || File.Exists(Part));
    }

    [TestMethod]
    public async Task Run_OfAFileThatIsGone_SaysHowToProvideItAtOnce()
    {
        var server = new FileServer(_content) { Instead = () => new HttpResponseMessage(HttpStatusCode.NotFound) { ReasonPhrase = "Not Found" } };
        var e = await Assert.ThrowsExactlyAsync<IOException>(() => Run(server));
        Assert.Contains("'small.pth' could not be downloaded from https://example.org/models/small.pth: The server answered 404 Not Found.", e.Message);
        Assert.Contains($"It was looked for in '/a' (given): does not exist. To go without this download, put the file into '{_folder.File("cache")}', name its folder in the environment variable DEEPMODELS_WEIGHTS, or give its path.", e.Message);
        Assert.HasCount(1, server.Requests);
    }

    [TestMethod]
    public async Task Run_FromABusyServer_TriesAgain()
    {
        var server = new FileServer(_content);
        server.Instead = () => server.Requests.Count < 3 ? new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) : null;
        await Run(server);
        AssertWhole();
        Assert.HasCount(3, server.Requests);
    }

    [TestMethod]
    public async Task Run_WhenNothingComesAnyMore_TriesAgain()
    {
        int waits = 0;
        var server = new FileServer(_content) { BeforePiece = (sent, token) => sent == 30_000 && waits++ == 0 ? Task.Delay(Timeout.Infinite, token) : Task.CompletedTask };
        using var download = new WeightDownload(server, _ => TimeSpan.Zero, TimeSpan.FromMilliseconds(300));
        await download.RunAsync(_published, _folder.File("cache"));
        AssertWhole();
        CollectionAssert.AreEqual(new long[] { 0, 30_000 }, server.Requests);
    }

    [TestMethod]
    public async Task Run_WithoutANetwork_SaysWhatItTriedAndHowToProvideIt()
    {
        int port;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        } // and nobody listens any more
        using var handler = new SocketsHttpHandler { UseProxy = false };
        using var download = new WeightDownload(handler, _ => TimeSpan.Zero);
        var e = await Assert.ThrowsExactlyAsync<IOException>(() => download.RunAsync(_published with { Address = $"http://127.0.0.1:{port}/small.pth" }, _folder.File("cache")));
        Assert.Contains($"'small.pth' could not be downloaded from http://127.0.0.1:{port}/small.pth: ", e.Message);
        Assert.Contains("put the file into", e.Message);
        Assert.IsFalse(File.Exists(Whole));
    }

    [TestMethod]
    public async Task Run_FromAServerThatBreaksTheConnection_GoesOn()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var requests = new List<string>();
        var serving = Task.Run(async () =>
        {
            for (int i = 0; i < 2; i++)
            {
                using var client = await listener.AcceptTcpClientAsync();
                using var reader = new StreamReader(client.GetStream());
                string request = "";
                while (await reader.ReadLineAsync() is { Length: > 0 } line) request += line + "\n";
                requests.Add(request);
                byte[] sent = i == 0 ? _content[..30_000] : _content[30_000..];
                string head = i == 0 ? $"HTTP/1.1 200 OK\r\nETag: \"1\"\r\nContent-Length: {_content.Length}" : $"HTTP/1.1 206 Partial Content\r\nContent-Length: {sent.Length}\r\nContent-Range: bytes 30000-99999/100000";
                await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(head + "\r\nConnection: close\r\n\r\n"));
                await client.GetStream().WriteAsync(sent);
            }
        });
        using var handler = new SocketsHttpHandler { UseProxy = false };
        using var download = new WeightDownload(handler, _ => TimeSpan.Zero);
        await download.RunAsync(_published with { Address = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/small.pth" }, _folder.File("cache"));
        await serving;
        AssertWhole();
        Assert.Contains("Range: bytes=30000-", requests[1]);
        Assert.Contains("If-Range: \"1\"", requests[1]);
    }

    [TestMethod]
    public async Task Run_Cancelled_KeepsWhatHasComeForTheNext()
    {
        using var cancellation = new CancellationTokenSource();
        var server = new FileServer(_content)
        {
            BeforePiece = (sent, token) =>
            {
                if (sent >= 50_000) cancellation.Cancel();
                return token.IsCancellationRequested ? Task.FromCanceled(token) : Task.CompletedTask;
            }
        };
        await Assert.ThrowsAsync<OperationCanceledException>(() => Run(server, cancellation: cancellation.Token));
        Assert.IsFalse(File.Exists(Whole));
        server.BeforePiece = (_, _) => Task.CompletedTask;
        await Run(server);
        AssertWhole();
        CollectionAssert.AreEqual(new long[] { 0, 50_000 }, server.Requests);
    }

    [TestMethod]
    public async Task Run_TwiceAtOnce_DownloadsOnce()
    {
        var gate = new TaskCompletionSource();
        var server = new FileServer(_content) { BeforePiece = (sent, _) => sent == 20_000 ? gate.Task : Task.CompletedTask };
        var first = Run(server);
        var second = Run(server);
        await Task.Delay(500);
        Assert.IsFalse(second.IsCompleted, "waits for the first");
        gate.SetResult();
        Assert.AreEqual(await first, await second);
        AssertWhole();
        Assert.HasCount(1, server.Requests);
    }

    [TestMethod]
    public async Task Run_OnAFullDisk_SaysSoAndLeavesNoBrokenFile()
    {
        // Linux's device on which every write finds the disk full; a real disk cannot be filled by a test.
        if (!File.Exists("/dev/full"))
        {
            Assert.Inconclusive("skipped: no /dev/full, which is a disk without room");
            return;
        }
        Directory.CreateDirectory(_folder.File("cache"));
        File.CreateSymbolicLink(Part, "/dev/full");
        var e = await Assert.ThrowsExactlyAsync<IOException>(() => Run(new FileServer(_content)));
        Assert.Contains($"'{Part}' cannot be written", e.Message);
        Assert.Contains("Make room, or download into another folder", e.Message);
        Assert.IsFalse(File.Exists(Whole) || File.Exists(Part));
    }

    [TestMethod]
    public async Task Run_IntoAFolderThatCannotBe_SaysSo()
    {
        File.WriteAllText(_folder.File("cache"), "a file");
        Assert.Contains($"'{_folder.File("cache")}' cannot be written to", (await Assert.ThrowsExactlyAsync<IOException>(() => Run(new FileServer(_content)))).Message);
    }

    private async Task<string> Run(HttpMessageHandler server, IProgress<DownloadProgress>? progress = null, CancellationToken cancellation = default)
    {
        using var download = new WeightDownload(server, _ => TimeSpan.Zero);
        return await download.RunAsync(_published, _folder.File("cache"), ["'/a' (given): does not exist"], progress, cancellation);
    }

    private void AssertWhole()
    {
        CollectionAssert.AreEqual(_content, File.ReadAllBytes(Whole));
        CollectionAssert.AreEqual(new[] { Whole }, Directory.GetFiles(_folder.File("cache")));
    }

    private sealed class Listed(List<DownloadProgress> reports) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => reports.Add(value);
    }
}
