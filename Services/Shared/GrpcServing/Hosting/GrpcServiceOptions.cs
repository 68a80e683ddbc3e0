namespace Grpc.AspNetCore.Server;

/// <summary>Settings of all services that are served.</summary>
public sealed class GrpcServiceOptions
{
    /// <summary>
    /// The most bytes of one message that is received; a longer one is refused without being read. Null: no bound.
    /// </summary>
    public int? MaxReceiveMessageSize { get; set; } = 4 * 1024 * 1024;
}
