using EventDriven.Services.Tests.EntryApi;

namespace EventDriven.Services.Tests.StoredMessages;

/// <summary>Services as real processes.</summary>
internal static class ServiceExecutable
{
    /// <summary>Starts a service and waits until it listens.</summary>
    /// <returns>The process, and an operator's client of it.</returns>
    public static async Task<(ProgramProcess Process, HttpClient Client)> Start(
        string service,
        Dictionary<string, string> settings
    )
    {
        var process = new ProgramProcess(service, [], settings);
        var address = await process.Listening(TestContext.Current.CancellationToken);
        return (
            process,
            new HttpClient(new CallerHandler(EntryApiHost.Issuer.ForOperator())) { BaseAddress = address }
        );
    }

    /// <summary>Runs it to its end. The output includes the errors.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> Run(
        string service,
        Dictionary<string, string> settings,
        params string[] arguments
    )
    {
        await using var process = new ProgramProcess(service, arguments, settings);
        return (await process.Ended(TestContext.Current.CancellationToken), process.Output, process.Errors);
    }
}
