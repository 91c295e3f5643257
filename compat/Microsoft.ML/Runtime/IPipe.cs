namespace Microsoft.ML.Runtime;

/// <summary>Carries messages of one type from a computation to whoever listens.</summary>
public interface IPipe<TMessage> : IExceptionContext, IDisposable
{
    void Send(TMessage msg);
}
