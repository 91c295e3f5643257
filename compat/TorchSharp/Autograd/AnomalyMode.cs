using TorchSharp.Native;

namespace TorchSharp;

/// <summary>Anomaly detection in backward passes until it is disposed.</summary>
public class AnomalyMode : IDisposable
{
    private readonly long _previous = Api.ts_anomaly_mode();
    private readonly long _previousCheck = Api.ts_anomaly_check_nan();

    public AnomalyMode(bool enabled, bool check_nan = true) => Api.ts_set_anomaly_mode(enabled ? 1 : 0, check_nan ? 1 : 0);

    public static bool IsEnabled => Api.ts_anomaly_mode() != 0;

    public static bool ShouldCheckNaN => Api.ts_anomaly_check_nan() != 0;

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing) Api.ts_set_anomaly_mode(_previous, _previousCheck);
    }
}
