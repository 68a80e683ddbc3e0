using Grpc.Core;

namespace EventDriven.Grpc.Tests.Application;

/// <summary>How a call ended, as @grpc/grpc-js saw it.</summary>
internal sealed record GrpcJsStatus(StatusCode Code, string Details, Dictionary<string, string[]> Metadata);
