namespace Microsoft.ML.Runtime;

/// <summary>A text message, formatted when it is read.</summary>
public readonly struct ChannelMessage
{
    public readonly ChannelMessageKind Kind;
    public readonly MessageSensitivity Sensitivity;
    private readonly string _message;
    private readonly object[] _args;

    internal ChannelMessage(ChannelMessageKind kind, MessageSensitivity sensitivity, string message)
    {
        Contracts.CheckNonEmpty(message, nameof(message));
        (Kind, Sensitivity, _message, _args) = (kind, sensitivity, message, null);
    }

    internal ChannelMessage(ChannelMessageKind kind, MessageSensitivity sensitivity, string fmt, params object[] args)
    {
        Contracts.CheckNonEmpty(fmt, nameof(fmt));
        (Kind, Sensitivity, _message, _args) = (kind, sensitivity, fmt, args is { Length: > 0 } ? args : null);
    }

    public string Message => _args == null ? _message : string.Format(_message, _args);
}
