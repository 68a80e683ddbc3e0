using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using EventDriven.TestServers;

namespace EventDriven.Grpc.Tests.Application;

/// <summary>Calls by a client that somebody else wrote: @grpc/grpc-js, in a process of its own (client/call.js).</summary>
internal sealed class GrpcJs : IAsyncDisposable
{
    private const string Client = "tests/Grpc/client";
    private static readonly Lazy<Task<string>> Installed = new(() => NodePackages.InstallAsync(Client));
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly Process _process;
    private readonly Task<string> _errors;

    private GrpcJs(Process process) => (_process, _errors) = (process, process.StandardError.ReadToEndAsync());

    /// <summary>Starts calls of the probe, all at once.</summary>
    public static Task<GrpcJs> CallAsync(GrpcHost host, params GrpcJsCall[] calls) => CallAsync(
        host.Address, Path.Combine(Repository.Root, "tests/Grpc/Application/probe.proto"), "eventdriven.grpc.tests.Probe", calls);

    /// <summary>Starts calls of any service, all at once.</summary>
    public static async Task<GrpcJs> CallAsync(Uri address, string proto, string service, params GrpcJsCall[] calls)
    {
        var arguments = JsonSerializer.Serialize(new { address = address.Authority, proto, service, calls }, Json);
        var start = new ProcessStartInfo("node", [Path.Combine(Repository.Root, Client, "call.js"), arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["NODE_PATH"] = await Installed.Value }
        };
        return new GrpcJs(Process.Start(start)!);
    }

    /// <summary>Makes one call and waits for its end.</summary>
    public static async Task<GrpcJsStatus> StatusAsync(GrpcHost host, GrpcJsCall call)
    {
        await using var client = await CallAsync(host, call);
        return await client.StatusAsync();
    }

    /// <summary>The next line: a message or a status, of any of the calls.</summary>
    public async Task<JsonNode> NextAsync()
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        giveUp.CancelAfter(TimeSpan.FromSeconds(60));
        return JsonNode.Parse(await _process.StandardOutput.ReadLineAsync(giveUp.Token) ?? throw new InvalidOperationException($"call.js ended: {await _errors}"))!;
    }

    /// <summary>The text of the next line, which is a message.</summary>
    public async Task<string> MessageAsync()
    {
        var line = await NextAsync();
        return (string?)line["message"]?["text"] ?? throw new InvalidOperationException($"No message, but {line.ToJsonString()}");
    }

    /// <summary>The end of the call; messages before it are passed over.</summary>
    public async Task<GrpcJsStatus> StatusAsync()
    {
        JsonNode line;
        do
        {
            line = await NextAsync();
        }
        while (line["code"] is null);
        return line.Deserialize<GrpcJsStatus>(Json)!;
    }

    public async Task CancelAsync()
    {
        await _process.StandardInput.WriteLineAsync("cancel");
        await _process.StandardInput.FlushAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
