namespace Grpc.Core;

/// <summary>Which side of a call sends one message, and which a stream of them.</summary>
public enum MethodType
{
    /// <summary>One request, one response.</summary>
    Unary,

    /// <summary>A stream of requests, one response. Not served here.</summary>
    ClientStreaming,

    /// <summary>One request, a stream of responses.</summary>
    ServerStreaming,

    /// <summary>A stream each way. Not served here.</summary>
    DuplexStreaming,
}
