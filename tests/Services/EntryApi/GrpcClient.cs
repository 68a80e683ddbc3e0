using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using EventDriven.TestServers;

namespace EventDriven.Services.Tests.EntryApi;

/// <summary>A call of the orders' service by a client that somebody else wrote: @grpc/grpc-js, by the program that tests/Grpc has for it.</summary>
internal sealed class GrpcClient(Process process) : IAsyncDisposable
{
    private const string Folder = "tests/Grpc/client";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Begins a call.</summary>
    public static async Task<GrpcClient> Call(Uri address, string method, object request, string? token)
    {
        var arguments = JsonSerializer.Serialize(new
        {
            address = address.Authority,
            proto = Path.Combine(Repository.Root, "Services/EntryApi/Protos/orders.proto"),
            service = "eventdriven.orders.v1.Orders",
            calls = new[] { new { method, request, metadata = token is null ? null : new { authorization = $"Bearer {token}" } } }
        });
        return new GrpcClient(Process.Start(new ProcessStartInfo("node", [Path.Combine(Repository.Root, Folder, "call.js"), arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["NODE_PATH"] = await NodePackages.InstallAsync(Folder, TestContext.Current.CancellationToken) }
        })!);
    }

    /// <summary>What comes next: a message, or the end.</summary>
    public async Task<JsonNode> NextAsync() => JsonNode.Parse(
        await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) ?? throw new InvalidOperationException("call.js ended."))!;

    /// <summary>The end; messages before it are passed over.</summary>
    public async Task<GrpcStatus> StatusAsync()
    {
        JsonNode line;
        do
        {
            line = await NextAsync();
        }
        while (line["code"] is null);
        return line.Deserialize<GrpcStatus>(Json)!;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
