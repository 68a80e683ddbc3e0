using Grpc.Core;

namespace EventDriven.TestServers;

/// <summary>How a call ended, as @grpc/grpc-js saw it.</summary>
/// <param name="Code">The status.</param>
/// <param name="Details">Its text.</param>
/// <param name="Metadata">The trailers; base64 where a name ends in -bin.</param>
public sealed record GrpcJsStatus(StatusCode Code, string Details, Dictionary<string, string[]> Metadata);
