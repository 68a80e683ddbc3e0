using Grpc.Core;

namespace EventDriven.Services.Tests.EntryApi;

/// <summary>How a call ended, as @grpc/grpc-js saw it.</summary>
internal sealed record GrpcStatus(StatusCode Code, string Details, Dictionary<string, string[]> Metadata);
