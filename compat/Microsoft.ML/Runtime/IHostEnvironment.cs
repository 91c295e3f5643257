namespace Microsoft.ML.Runtime;

/// <summary>What components get from whoever runs them: hosts, channels, progress.</summary>
public interface IHostEnvironment : IChannelProvider, IProgressChannelProvider
{
    IHost Register(string name, int? seed = null, bool? verbose = null);
    ComponentCatalog ComponentCatalog { get; }
}
