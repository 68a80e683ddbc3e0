using System.Diagnostics;
using Microsoft.Extensions.Hosting;

namespace EventDriven.ServiceDefaults;

/// <summary>
/// Has every message carry the trace of what it follows from (W3C Trace Context, from the request's <c>traceparent</c>
/// on), so that an order's history names the trace of each entry. MassTransit starts activities only where somebody
/// listens. Nothing is recorded here: whoever collects traces adds a listener that does, to the source
/// <c>MassTransit</c>.
/// </summary>
internal sealed class TracePropagation : IHostedService, IDisposable
{
    private readonly ActivityListener _listener = new()
    {
        ShouldListenTo = static source => source.Name == "MassTransit",
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
