using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EventDriven.TestServers;

/// <summary>
/// Calls by a client that somebody else wrote: @grpc/grpc-js, in a process of its own (tests/Grpc/client/call.js).
/// </summary>
public sealed class GrpcJs : IAsyncDisposable
{
    private const string Client = "tests/Grpc/client";
    private static readonly Lazy<Task<string>> Installed = new(() => NodePackages.InstallAsync(Client));
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly Process _process;
    private readonly CancellationToken _cancel;
    private readonly Task<string> _errors;

    private GrpcJs(Process process, CancellationToken cancel) =>
        (_process, _cancel, _errors) = (process, cancel, process.StandardError.ReadToEndAsync(cancel));

    /// <summary>Starts calls of a service, all at once.</summary>
    /// <param name="address">Where it listens.</param>
    /// <param name="proto">The .proto that describes it.</param>
    /// <param name="service">Its full name.</param>
    /// <param name="calls">The calls.</param>
    /// <param name="cancel">Gives up waiting for what comes back.</param>
    public static async Task<GrpcJs> CallAsync(
        Uri address,
        string proto,
        string service,
        GrpcJsCall[] calls,
        CancellationToken cancel
    )
    {
        ArgumentNullException.ThrowIfNull(address);
        var arguments = JsonSerializer.Serialize(
            new
            {
                address = address.Authority,
                proto,
                service,
                calls,
            },
            Json
        );
        var start = new ProcessStartInfo("node", [Path.Combine(Repository.Root, Client, "call.js"), arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["NODE_PATH"] = await Installed.Value },
        };
        return new GrpcJs(Process.Start(start)!, cancel);
    }

    /// <summary>The next line: a message or a status, of any of the calls.</summary>
    public async Task<JsonNode> NextAsync()
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(_cancel);
        giveUp.CancelAfter(TimeSpan.FromSeconds(60));
        return JsonNode.Parse(
            await _process.StandardOutput.ReadLineAsync(giveUp.Token)
                ?? throw new InvalidOperationException($"call.js ended: {await _errors}")
        )!;
    }

    /// <summary>The end of the call; messages before it are passed over.</summary>
    public async Task<GrpcJsStatus> StatusAsync()
    {
        JsonNode line;
        do
        {
            line = await NextAsync();
        } while (line["code"] is null);
        return line.Deserialize<GrpcJsStatus>(Json)!;
    }

    /// <summary>Has the client cancel all calls.</summary>
    public async Task CancelAsync()
    {
        await _process.StandardInput.WriteLineAsync("cancel");
        await _process.StandardInput.FlushAsync(_cancel);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }
}
