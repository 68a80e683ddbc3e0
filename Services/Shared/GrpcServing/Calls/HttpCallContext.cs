using System.Net.Sockets;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace EventDriven.GrpcServing.Calls;

/// <summary>
/// A call on its HTTP request. Its end and its messages may come at the same time, because a deadline waits for no
/// service: whatever goes into the response goes through here, and nothing after the end.
/// </summary>
internal sealed class HttpCallContext : ServerCallContext, IDisposable
{
    // The longest that a timer can wait. A longer timeout needs none: no connection lasts that long.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly Lock _writing = new();
    private readonly string _method;
    private readonly DateTime _deadline = DateTime.MaxValue;
    private readonly CancellationTokenSource? _deadlinePassed;
    private readonly CancellationTokenSource? _ended;
    private MessageWriter? _writer;
    private Task _flush = Task.CompletedTask;
    private bool _isClosed;
    private bool _isBroken;
    private Metadata? _requestHeaders;
    private Metadata? _responseTrailers;

    public HttpCallContext(
        HttpContext http,
        string method,
        TimeSpan? timeout,
        TimeProvider time,
        CancellationToken stopping
    )
    {
        (Http, _method) = (http, method);
        CancellationTokenCore = http.RequestAborted;
        if (timeout is { } after)
        {
            var now = time.GetUtcNow().UtcDateTime;
            _deadline = after < DateTime.MaxValue - now ? now + after : DateTime.MaxValue;
            if (after <= LongestTimer)
                _deadlinePassed = new CancellationTokenSource(after, time);
        }
        if (_deadlinePassed is not null || stopping.CanBeCanceled)
        {
            _ended = CancellationTokenSource.CreateLinkedTokenSource(
                http.RequestAborted,
                stopping,
                _deadlinePassed?.Token ?? default
            );
            CancellationTokenCore = _ended.Token;
        }
    }

    public HttpContext Http { get; }

    protected override string MethodCore => _method;

    protected override string PeerCore =>
        Http.Connection switch
        {
            { RemoteIpAddress: { AddressFamily: AddressFamily.InterNetworkV6 } address, RemotePort: var port } =>
                $"ipv6:[{address}]:{port}",
            { RemoteIpAddress: { } address, RemotePort: var port } => $"ipv4:{address}:{port}",
            _ => "unknown",
        };

    protected override DateTime DeadlineCore => _deadline;

    protected override CancellationToken CancellationTokenCore { get; }

    protected override Metadata RequestHeadersCore => _requestHeaders ??= MetadataHeaders.Read(Http.Request.Headers);

    protected override Metadata ResponseTrailersCore => _responseTrailers ??= [];

    /// <summary>The status of a call that was not ended by its service; null when nothing else has ended it.</summary>
    public Status? EndedFromOutside()
    {
        if (!CancellationToken.IsCancellationRequested)
            return null;
        if (_deadlinePassed is { IsCancellationRequested: true })
            return new Status(StatusCode.DeadlineExceeded, "The deadline passed before the call had ended.");
        return Http.RequestAborted.IsCancellationRequested
            ? new Status(StatusCode.Cancelled, "The client cancelled the call.")
            : new Status(StatusCode.Unavailable, "The server is shutting down.");
    }

    /// <summary>Puts a message into the response; it goes out with what comes next.</summary>
    public void Write<T>(Marshaller<T> marshaller, T message)
    {
        lock (_writing)
            WriteLocked(marshaller, message);
    }

    /// <summary>Puts a message into the response and sends it.</summary>
    public Task WriteAndFlushAsync<T>(Marshaller<T> marshaller, T message)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(message);
        lock (_writing)
        {
            if (!_flush.IsCompleted)
                throw new InvalidOperationException("One message at a time: await the write before this one.");
            WriteLocked(marshaller, message);
            var flush = Http.Response.BodyWriter.FlushAsync(CancellationToken.None);
            return _flush = flush.IsCompletedSuccessfully ? Task.CompletedTask : flush.AsTask();
        }
    }

    /// <summary>
    /// Ends the response with a status. A service that is still at work finds that it can write no more.
    /// </summary>
    public async Task EndAsync(Status status, Metadata? trailers, bool isWorkDone)
    {
        Task flush;
        lock (_writing)
        {
            _isClosed = true;
            flush = _flush;
        }
        if (Http.RequestAborted.IsCancellationRequested)
            return;
        if (_isBroken)
        {
            Http.Abort();
            return;
        }

        // What a slow client has not taken yet comes before the status.
        await flush.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // The trailers of a service that is still at work are its own to change: they are left out.
        GrpcResponse.End(
            Http,
            status,
            isWorkDone ? _responseTrailers : null,
            trailers,
            hasMessages: _writer is not null
        );
        if (!isWorkDone)
            await Http.Response.CompleteAsync();
    }

    public void Dispose()
    {
        _ended?.Dispose();
        _deadlinePassed?.Dispose();
    }

    private void WriteLocked<T>(Marshaller<T> marshaller, T message)
    {
        CancellationToken.ThrowIfCancellationRequested();
        if (_isClosed)
            throw new InvalidOperationException(
                "The call has ended: its service returned, or a message before this one could not be written."
            );
        _writer ??= new MessageWriter(Http.Response.BodyWriter);
        try
        {
            marshaller.ContextualSerializer(message, _writer);
        }
        catch
        {
            // Half a message may be in the response, and no status can be told after it.
            _isClosed = _isBroken = true;
            throw;
        }
    }
}
