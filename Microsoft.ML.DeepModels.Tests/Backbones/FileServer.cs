using System.Net;
using System.Net.Http.Headers;

namespace Microsoft.ML.DeepModels.Tests.Backbones;

/// <summary>Answers requests for one file as a server would, without a network.</summary>
internal sealed class FileServer(byte[] content) : HttpMessageHandler
{
    /// <summary>The file; a test may change it between two requests.</summary>
    public byte[] Content { get; set; } = content;

    /// <summary>The name of its version.</summary>
    public string? Tag { get; set; } = "\"1\"";

    public bool KnowsRanges { get; init; } = true;

    /// <summary>The bytes after which the answer to the request of that number breaks; beyond the list none does.</summary>
    public List<int> Breaks { get; } = [];

    /// <summary>What to do instead of answering.</summary>
    public Func<HttpResponseMessage?>? Instead { get; set; }

    /// <summary>Called before each piece of an answer, with what of it has been sent.</summary>
    public Func<int, CancellationToken, Task> BeforePiece { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>The first byte that was asked for by each request.</summary>
    public List<long> Requests { get; } = [];

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        long from = request.Headers.Range?.Ranges.Single().From ?? 0;
        int end = Requests.Count < Breaks.Count ? Breaks[Requests.Count] : int.MaxValue;
        Requests.Add(from);
        if (Instead?.Invoke() is { } other) return Task.FromResult(other);
        bool isSame = request.Headers.IfRange is not { } condition || condition.EntityTag?.Tag == Tag;
        bool isPart = KnowsRanges && from > 0 && isSame;
        if (isPart && from >= Content.Length)
        {
            var none = new HttpResponseMessage(HttpStatusCode.RequestedRangeNotSatisfiable) { Content = new ByteArrayContent([]) };
            none.Content.Headers.ContentRange = new ContentRangeHeaderValue(Content.Length);
            return Task.FromResult(none);
        }
        byte[] sent = isPart ? Content[(int)from..] : Content;
        var answer = new HttpResponseMessage(isPart ? HttpStatusCode.PartialContent : HttpStatusCode.OK) { Content = new StreamContent(new BreakingStream(sent, end, BeforePiece)) };
        answer.Content.Headers.ContentLength = sent.Length;
        if (isPart) answer.Content.Headers.ContentRange = new ContentRangeHeaderValue(from, Content.Length - 1, Content.Length);
        if (Tag is not null) answer.Headers.ETag = new EntityTagHeaderValue(Tag);
        return Task.FromResult(answer);
    }

    private sealed class BreakingStream(byte[] content, int end, Func<int, CancellationToken, Task> beforePiece) : Stream
    {
        private const int Piece = 1000;

        private int _at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => _at; set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await beforePiece(_at, cancellationToken);
            if (_at >= end) throw new IOException("The connection was reset by the test.");
            int count = Math.Min(Math.Min(Piece, buffer.Length), Math.Min(end, content.Length) - _at);
            content.AsMemory(_at, count).CopyTo(buffer);
            _at += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
