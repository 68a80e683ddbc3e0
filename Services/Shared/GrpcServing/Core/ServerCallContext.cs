namespace Grpc.Core;

/// <summary>One call, as its service sees it; valid until the service's method has returned.</summary>
public abstract class ServerCallContext
{
    /// <summary>The path of the method: <c>/service/method</c>.</summary>
    public string Method => MethodCore;

    /// <summary>Who calls: <c>ipv4:address:port</c> or <c>ipv6:[address]:port</c>, as the connection has it.</summary>
    public string Peer => PeerCore;

    /// <summary>
    /// When the client stops waiting (UTC); <see cref="DateTime.MaxValue"/> when it gave no deadline.
    /// </summary>
    public DateTime Deadline => DeadlineCore;

    /// <summary>
    /// Fires when nobody waits for the call any more: the deadline has passed, the client has cancelled it or is gone,
    /// or, for a stream of responses, the server is shutting down.
    /// </summary>
    public CancellationToken CancellationToken => CancellationTokenCore;

    /// <summary>What the client sent with the request.</summary>
    public Metadata RequestHeaders => RequestHeadersCore;

    /// <summary>What is sent with the status, whatever the status is.</summary>
    public Metadata ResponseTrailers => ResponseTrailersCore;

    /// <summary>See <see cref="Method"/>.</summary>
    protected abstract string MethodCore { get; }

    /// <summary>See <see cref="Peer"/>.</summary>
    protected abstract string PeerCore { get; }

    /// <summary>See <see cref="Deadline"/>.</summary>
    protected abstract DateTime DeadlineCore { get; }

    /// <summary>See <see cref="CancellationToken"/>.</summary>
    protected abstract CancellationToken CancellationTokenCore { get; }

    /// <summary>See <see cref="RequestHeaders"/>.</summary>
    protected abstract Metadata RequestHeadersCore { get; }

    /// <summary>See <see cref="ResponseTrailers"/>.</summary>
    protected abstract Metadata ResponseTrailersCore { get; }
}
