using System.Text.RegularExpressions;
using EventDriven.EndToEnd.Tests.Hosting;
using EventDriven.TestServers;

namespace EventDriven.EndToEnd.Tests;

/// <summary>Orders before, during and after a time in which PostgreSQL runs, and refuses the services.</summary>
/// <param name="Customers">Who placed them.</param>
/// <param name="ReadinessMeanwhile">What each service answered to GET /health/ready.</param>
/// <param name="ConsoleMeanwhile">
/// The overview and the page of an order, while only the console can log in; null if it cannot store any report.
/// </param>
/// <param name="Ended">Every order, some time after the end.</param>
/// <param name="Remains">What was there when they had ended.</param>
internal sealed partial record DatabaseRefusal(
    Customers Customers,
    IReadOnlyDictionary<string, string> ReadinessMeanwhile,
    (string Overview, string Order)? ConsoleMeanwhile,
    IReadOnlyList<EndedOrder> Ended,
    Remains Remains
)
{
    /// <summary>Lives through a time in which nothing can be written.</summary>
    public static Task<DatabaseRefusal> ReadOnlyAsync(Deployment deployment, CancellationToken cancel) =>
        RunAsync(
            deployment,
            "read-only",
            () => deployment.MakePostgresReadOnlyAsync(isReadOnly: true, cancel),
            () => Task.FromResult<(string, string)?>(null),
            () => deployment.MakePostgresReadOnlyAsync(isReadOnly: false, cancel),
            cancel
        );

    /// <summary>Lives through a time in which no service can log in.</summary>
    public static Task<DatabaseRefusal> NoLoginAsync(Deployment deployment, CancellationToken cancel) =>
        RunAsync(
            deployment,
            "no-login",
            () => deployment.RefuseLoginsAsync(cancel),
            async () => await SeeAsync(deployment, cancel),
            () => deployment.AcceptLoginsAsync(cancel),
            cancel
        );

    private static async Task<DatabaseRefusal> RunAsync(
        Deployment deployment,
        string name,
        Func<Task> begin,
        Func<Task<(string, string)?>> see,
        Func<Task> end,
        CancellationToken cancel
    )
    {
        var before = await Effects.Read(deployment, cancel);
        var customers = new Customers(deployment, name);

        await customers.Order(20, TimeSpan.FromMilliseconds(50), cancel);
        await begin();
        // Longer than the attempts of a message that has failed for good.
        await customers.Order(20, TimeSpan.FromSeconds(1), cancel);
        var readiness = await deployment.Readiness(cancel);
        var console = await see();
        await end();
        await customers.Order(10, TimeSpan.FromMilliseconds(100), cancel);

        await customers.Decided(TimeSpan.FromMinutes(2), cancel);
        var ended = await EndedOrder.All(deployment, customers, TimeSpan.FromMinutes(2), cancel);
        var remains = await Remains.Of(deployment, before, ended, cancel);
        return new DatabaseRefusal(customers, readiness, console, ended, remains);
    }

    private static async Task<(string Overview, string Order)> SeeAsync(Deployment deployment, CancellationToken cancel)
    {
        await deployment.AcceptLoginsAsync(["Operations"], cancel);
        using var console = await ConsolePages.SignInAsync(deployment, cancel);
        var overview = await Eventually.See(
            () => console.Read("", cancel),
            text => Wait().IsMatch(text),
            TimeSpan.FromMinutes(1),
            cancel
        );
        var order = await Eventually.See(
            async () =>
                await console.Stuck(cancel) is [var stuck, ..] ? await console.Read($"/orders/{stuck}", cancel) : "",
            text => Reason().IsMatch(text),
            TimeSpan.FromMinutes(1),
            cancel
        );
        return (overview, order);
    }

    /// <summary>Why an order is stuck.</summary>
    [GeneratedRegex(@"(waits since .*, because|is unhealthy\. Not ready:) the database refuses the login\.")]
    internal static partial Regex Reason();

    [GeneratedRegex(@"\w+ waits since \d\d:\d\d:\d\d UTC, because the database refuses the login\.")]
    internal static partial Regex Wait();
}
