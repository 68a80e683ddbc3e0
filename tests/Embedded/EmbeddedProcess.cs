using EventDriven.TestServers.Hosting;

namespace EventDriven.Embedded.Tests;

/// <summary>The embedded host as a real process.</summary>
internal sealed class EmbeddedProcess(params string[] arguments) : IAsyncDisposable
{
    private static readonly Lazy<Task<string>> Token = new(() => IssueToken("--operator"));

    private readonly ProgramProcess _process = new("AllInOne", arguments, announcement: "  API        ");

    /// <summary>What it has written so far.</summary>
    public string Output => _process.Output;

    /// <summary>Waits until it says where it listens.</summary>
    public Task<Uri> Listening() => _process.Listening(TestContext.Current.CancellationToken);

    /// <summary>An operator's client, once it says where it listens.</summary>
    public async Task<HttpClient> Client()
    {
        var address = await Listening();
        return new HttpClient(new CallerHandler(await Token.Value)) { BaseAddress = address };
    }

    /// <summary>An operator's client of its entry API, once it says where it listens.</summary>
    public async Task<OrderApi> Orders()
    {
        var orders = new OrderApi(await Token.Value);
        orders.MoveTo(await Listening());
        return orders;
    }

    /// <summary>Waits until it ends by itself.</summary>
    /// <returns>Its exit code.</returns>
    public Task<int> Ended() => _process.Ended(TestContext.Current.CancellationToken);

    /// <summary>Ends it with SIGKILL.</summary>
    public ValueTask DisposeAsync() => _process.DisposeAsync();

    /// <summary>A token, as a developer gets one; each host accepts it.</summary>
    public static async Task<string> IssueToken(params string[] whose)
    {
        await using var command = new EmbeddedProcess(["token", .. whose]);
        return await command.Ended() == 0 ? command.Output.Trim() : throw new InvalidOperationException(command.Output);
    }
}
