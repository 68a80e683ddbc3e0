using System.Diagnostics;
using EventDriven.Telemetry;
using Microsoft.Extensions.Hosting;

namespace EventDriven.ServiceDefaults.Telemetry;

/// <summary>
/// Propagates the trace with every message, even if it is not exported or sampled, so that the history of an order
/// names its trace, and traces of other processes have no gaps. MassTransit sends no trace context without an activity,
/// and OpenTelemetry creates none below one that its sampler dropped. This listener has it created.
/// </summary>
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
