using EventDriven.TestServers;

namespace EventDriven.Grpc.Tests.Application;

/// <summary>Calls of the probe's service by @grpc/grpc-js.</summary>
internal static class ProbeClient
{
    /// <summary>Starts calls, all at once.</summary>
    public static Task<GrpcJs> CallAsync(GrpcHost host, params GrpcJsCall[] calls) =>
        GrpcJs.CallAsync(
            host.Address,
            Path.Combine(Repository.Root, "tests/Grpc/Application/probe.proto"),
            "eventdriven.grpc.tests.Probe",
            calls,
            TestContext.Current.CancellationToken
        );

    /// <summary>Makes one call and waits for its end.</summary>
    public static async Task<GrpcJsStatus> StatusAsync(GrpcHost host, GrpcJsCall call)
    {
        await using var client = await CallAsync(host, call);
        return await client.StatusAsync();
    }

    /// <summary>The text of the next line, which is a message.</summary>
    public static async Task<string> MessageAsync(this GrpcJs client)
    {
        var line = await client.NextAsync();
        return (string?)line["message"]?["text"]
            ?? throw new InvalidOperationException($"No message, but {line.ToJsonString()}");
    }
}
