namespace Grpc.Core;

/// <summary>
/// Thrown by a service to end a call with a status. Any other exception ends it as <see cref="StatusCode.Unknown"/>,
/// and is logged.
/// </summary>
public sealed class RpcException : Exception
{
    /// <summary>Ends the call with a status.</summary>
    /// <param name="status">Sent to the client as it is, its words included.</param>
    public RpcException(Status status)
        : this(status, []) { }

    /// <summary>Ends the call with a status and more about it.</summary>
    /// <param name="status">Sent to the client as it is, its words included.</param>
    /// <param name="trailers">
    /// Sent with it. A <c>google.rpc.Status</c> in the entry <c>grpc-status-details-bin</c> is what clients read as the
    /// rich error.
    /// </param>
    public RpcException(Status status, Metadata trailers)
        : base(status.ToString())
    {
        ArgumentNullException.ThrowIfNull(trailers);
        Status = status;
        Trailers = trailers;
    }

    /// <summary>How the call ends.</summary>
    public Status Status { get; }

    /// <summary>The code of the status.</summary>
    public StatusCode StatusCode => Status.StatusCode;

    /// <summary>What is sent with the status.</summary>
    public Metadata Trailers { get; }
}
