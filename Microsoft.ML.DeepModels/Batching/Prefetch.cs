using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Batching;

/// <summary>
/// Makes batches ahead on one background thread. What I own: the thread, the producer and the batches not yet handed out;
/// leaving the enumeration, early or by an exception, ends all three before it returns. What I do not: a batch handed out.
/// </summary>
internal static class Prefetch
{
    /// <param name="produce">run on the background thread; its token is cancelled when the consumer leaves</param>
    /// <param name="depth">how many batches wait at most, at least 1</param>
    /// <param name="token">cancels waiting and producing</param>
    public static IEnumerable<Batch> Run(Func<CancellationToken, IEnumerable<Batch>> produce, int depth, CancellationToken token)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
        using var queue = new BlockingCollection<Batch>(depth);
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                foreach (Batch batch in produce(stop.Token)) Hand(batch, queue, stop.Token);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // The consumer left, or finds the same token cancelled.
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e); // read after the queue is complete: that is the barrier
            }
            finally
            {
                queue.CompleteAdding();
            }
        })
        { IsBackground = true, Name = "DeepModels batches" };
        thread.Start();
        try
        {
            while (queue.TryTake(out Batch? batch, Timeout.Infinite, token)) yield return batch;
            token.ThrowIfCancellationRequested();
            failure?.Throw();
        }
        finally
        {
            stop.Cancel();
            thread.Join();
            while (queue.TryTake(out Batch? left)) left.Dispose();
        }
    }

    private static void Hand(Batch batch, BlockingCollection<Batch> queue, CancellationToken token)
    {
        try
        {
            queue.Add(batch, token);
        }
        catch
        {
            batch.Dispose();
            throw;
        }
    }
}
