using Grpc.AspNetCore.Server;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EventDriven.GrpcServing.Calls;

/// <summary>What all calls share.</summary>
internal sealed class CallSettings(
    IOptions<GrpcServiceOptions> options,
    TimeProvider time,
    IHostApplicationLifetime lifetime,
    ILogger<CallSettings> logger
)
{
    public int? MaxReceiveMessageSize { get; } = options.Value.MaxReceiveMessageSize;

    public TimeProvider Time => time;

    /// <summary>Fires when the host begins to shut down.</summary>
    public CancellationToken Stopping => lifetime.ApplicationStopping;

    public ILogger Logger => logger;
}
