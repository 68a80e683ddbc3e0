using System.Diagnostics;
using EventDriven.Telemetry;
using Microsoft.Extensions.Hosting;

namespace EventDriven.ServiceDefaults.Telemetry;

/// <summary>
/// Propagates the trace with every message, also if nothing is exported or the trace is not sampled. The history of an
/// order then names its trace, and a trace that another process records has no gaps. Records nothing itself.
/// </summary>
/// <remarks>
/// OpenTelemetry creates no activity below one that its sampler dropped, and MassTransit sends no trace context without
/// an activity. This listener has the activity created.
/// </remarks>
internal sealed class TraceContinuity : IHostedService, IDisposable
{
    private readonly ActivityListener _listener = new()
    {
        ShouldListenTo = static source => source.Name is "MassTransit" or Traces.SourceName,
        Sample = static (ref _) => ActivitySamplingResult.PropagationData,
    };

    public Task StartAsync(CancellationToken cancellationToken)
    {
        ActivitySource.AddActivityListener(_listener);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _listener.Dispose();
}
