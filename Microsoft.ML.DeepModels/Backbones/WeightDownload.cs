using System.Net;
using System.Net.Http.Headers;

namespace Microsoft.ML.DeepModels.Backbones;

/// <summary>
/// Downloads a published file of weights into a folder, where it appears whole and checked, or not at all. What has come lies in a file beside it with .part at the end of its name, and is gone on with after a
/// break, in the same process or in a later one. I own that file and the tries; where files belong is for the caller.
/// </summary>
internal sealed class WeightDownload : IDisposable
{
    private const int BufferLength = 1 << 17;

    // Bytes between two reports of progress.
    private const long ReportedBytes = 1 << 20;

    private readonly HttpClient _client;
    private readonly Func<int, TimeSpan> _pause;
    private readonly TimeSpan _patience;

    /// <param name="handler">what answers requests; null: the network, by way of the proxy that the environment names</param>
    /// <param name="pause">how long to wait before a try, from its number (the second one is 1); null: 1, 2, 4, ... seconds</param>
    /// <param name="patience">after which a connection is given up over which nothing comes; null: a minute</param>
    public WeightDownload(HttpMessageHandler? handler = null, Func<int, TimeSpan>? pause = null, TimeSpan? patience = null)
    {
        _client = handler is null ? new HttpClient() : new HttpClient(handler, disposeHandler: false);
        _client.Timeout = Timeout.InfiniteTimeSpan; // of the whole; each wait has its own
        _patience = patience ?? TimeSpan.FromMinutes(1);
        _pause = pause ?? (tried => TimeSpan.FromSeconds(Math.Pow(2, tried - 1)));
    }

    /// <summary>Tries in a row in which nothing came, after which it is given up.</summary>
    public const int Tries = 4;

    /// <summary>Downloads the file, unless it is there; another download of the same file, in any process, is waited for.</summary>
    /// <param name="weights">the file</param>
    /// <param name="folder">in which it is to be; made where it is missing</param>
    /// <param name="looked">where it was looked for before, for messages</param>
    /// <param name="progress">told of what comes, about once a megabyte</param>
    /// <param name="cancellation">ends the download; what has come stays for the next one</param>
    /// <returns>the path of the file</returns>
    /// <exception cref="IOException">It cannot be reached or written; the message says how to provide it otherwise.</exception>
    /// <exception cref="InvalidDataException">What came is not the file; it is removed.</exception>
    public async Task<string> RunAsync(
        PublishedWeights weights, string folder, IReadOnlyList<string>? looked = null, IProgress<DownloadProgress>? progress = null, CancellationToken cancellation = default)
    {
        string path = Path.GetFullPath(Path.Combine(folder, weights.FileName));
        if (File.Exists(path)) return path;
        using var part = await OpenPartAsync(path, folder, cancellation).ConfigureAwait(false);
        if (File.Exists(path)) // another download has brought it
        {
            part.Discard();
            return path;
        }
        bool isRepeated = false;
        for (int tried = 0; ;)
        {
            long before = part.Length;
            bool isResumed = before > 0;
            Exception failure;
            try
            {
                await ReceiveAsync(weights, part, progress, cancellation).ConfigureAwait(false);
                string digest = part.Digest(cancellation);
                if (digest.StartsWith(weights.Sha256Prefix, StringComparison.OrdinalIgnoreCase))
                {
                    part.Finish(path);
                    return path;
                }
                long length = part.Length;
                part.Discard();
                // The older piece may have been of another file.
                if (isResumed && !isRepeated)
                {
                    isRepeated = true;
                    continue;
                }
                throw new InvalidDataException(
                    $"{weights.Address} gave {length} bytes with the SHA-256 {digest}, expected one that begins with {weights.Sha256Prefix}: not the published file, and removed. " +
                    $"Is there a proxy that answers in its place? {HowToProvide(folder)}");
            }
            catch (Exception e) when (e is HttpRequestException or HttpIOException or TimeoutException)
            {
                failure = e;
            }
            tried = part.Length > before ? 1 : tried + 1;
            if (tried >= Tries || failure is HttpRequestException { StatusCode: { } status } && !IsTransient(status))
            {
                string where = looked is { Count: > 0 } ? $" It was looked for in {string.Join("; ", looked)}." : "";
                throw new IOException($"The file of weights '{weights.FileName}' could not be downloaded from {weights.Address}: {Reason(failure)}{where} {HowToProvide(folder)}", failure);
            }
            await Task.Delay(_pause(tried), cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _client.Dispose();

    private static string HowToProvide(string folder) =>
        $"To go without this download, put the file into '{folder}', name its folder in the environment variable {WeightPlaces.Variable}, or give its path.";

    private static bool IsTransient(HttpStatusCode status) => status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)status >= 500;

    private static string Reason(Exception e)
    {
        string reason = e.InnerException is { } inner && !e.Message.Contains(inner.Message, StringComparison.Ordinal) ? $"{e.Message} {inner.Message}" : e.Message;
        return reason.EndsWith('.') ? reason : reason + ".";
    }

    private static async Task<PartFile> OpenPartAsync(string path, string folder, CancellationToken cancellation)
    {
        try
        {
            Directory.CreateDirectory(folder);
            while (true)
            {
                if (PartFile.TryOpen(path) is { } part) return part;
                await Task.Delay(TimeSpan.FromMilliseconds(200), cancellation).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"'{folder}' cannot be written to: {e.Message} Allow it, or download into another folder.", e);
        }
    }

    /// <summary>Receives what is missing. Faults of the network come as HttpRequestException, HttpIOException or TimeoutException, those of the disk as IOException.</summary>
    private async Task ReceiveAsync(PublishedWeights weights, PartFile part, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, weights.Address);
        if (part.Length > 0)
        {
            request.Headers.Range = new RangeHeaderValue(part.Length, null);
            if (part.Mark is { } mark && EntityTagHeaderValue.TryParse(mark, out var tag) && !tag.IsWeak) request.Headers.IfRange = new RangeConditionHeaderValue(tag);
        }
        using var response = await Wait(token => _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token), cancellation).ConfigureAwait(false);
        var range = response.Content.Headers.ContentRange;
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && part.Length > 0)
        {
            if (range?.Length == part.Length) return; // all of it was there
            part.Restart(null);
            throw new HttpRequestException("The server has no more bytes than an earlier download brought, but another file.", null, HttpStatusCode.ServiceUnavailable);
        }
        if (!response.IsSuccessStatusCode)
            throw new HttpRequestException($"The server answered {(int)response.StatusCode} {response.ReasonPhrase}.", null, response.StatusCode);
        bool goesOn = response.StatusCode == HttpStatusCode.PartialContent && part.Length > 0 && range?.From == part.Length;
        if (response.StatusCode == HttpStatusCode.PartialContent && !goesOn)
        {
            part.Restart(null);
            throw new HttpRequestException("The server sent another part of the file than was asked for.", null, HttpStatusCode.ServiceUnavailable);
        }
        if (!goesOn) part.Restart(response.Headers.ETag?.ToString());
        long? total = goesOn ? range!.Length ?? part.Length + response.Content.Headers.ContentLength : response.Content.Headers.ContentLength;
        CheckLength(weights, part, total ?? 0);
        progress?.Report(new DownloadProgress(weights.FileName, part.Length, total));
        using var content = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        var buffer = new byte[BufferLength];
        for (long reported = part.Length; ;)
        {
            int got = await Wait(token => ReadAsync(content, buffer, token), cancellation).ConfigureAwait(false);
            if (got > 0)
            {
                part.Write(buffer.AsSpan(0, got));
                CheckLength(weights, part, part.Length);
            }
            if (part.Length - reported >= ReportedBytes || (got == 0 && part.Length > reported)) progress?.Report(new DownloadProgress(weights.FileName, reported = part.Length, total));
            if (got == 0) break;
        }
        if (total is { } expected && part.Length < expected) throw new HttpRequestException($"The connection ended after {part.Length} of {expected} bytes.");
    }

    private static async Task<int> ReadAsync(Stream content, byte[] buffer, CancellationToken token)
    {
        try
        {
            return await content.ReadAsync(buffer, token).ConfigureAwait(false);
        }
        catch (IOException e) when (e is not HttpIOException)
        {
            throw new HttpRequestException("The connection broke.", e);
        }
    }

    /// <summary>A server that never ends must not fill the disk.</summary>
    private static void CheckLength(PublishedWeights weights, PartFile part, long length)
    {
        if (weights.Megabytes <= 0 || length <= weights.Megabytes * (1.1 * (1 << 20)) + (1 << 16)) return;
        part.Discard();
        throw new InvalidDataException(FormattableString.Invariant($"{weights.Address} gave {length} bytes or more, expected about {weights.Megabytes} megabytes: not the published file, and removed. ") +
            "Is there a proxy that answers in its place?");
    }

    private async Task<T> Wait<T>(Func<CancellationToken, Task<T>> action, CancellationToken cancellation)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        both.CancelAfter(_patience);
        try
        {
            return await action(both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"Nothing came for {_patience.TotalSeconds} seconds.", e);
        }
    }
}
