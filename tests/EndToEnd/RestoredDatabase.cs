using EventDriven.EndToEnd.Tests.Hosting;
using EventDriven.TestServers;
using EventDriven.TestServers.Hosting;

namespace EventDriven.EndToEnd.Tests;

/// <summary>
/// Orders before, during and after the loss of the last seconds of the saga's database, as when an asynchronous standby
/// becomes the primary.
/// </summary>
/// <param name="Customers">Who placed them.</param>
/// <param name="Lost">How many orders the restored database did not know.</param>
/// <param name="Behind">How many more had gone on in the lost seconds.</param>
/// <param name="Ended">Every order, some time after the restore.</param>
/// <param name="Remains">What was there when they had ended.</param>
internal sealed record RestoredDatabase(
    Customers Customers,
    long Lost,
    long Behind,
    IReadOnlyList<EndedOrder> Ended,
    Remains Remains
)
{
    /// <summary>Lives through it.</summary>
    public static async Task<RestoredDatabase> RunAsync(Deployment deployment, CancellationToken cancel)
    {
        var before = await Effects.Read(deployment, cancel);
        var customers = new Customers(deployment, "restored");
        // Orders without news are compared with the saga after minutes otherwise.
        string[] readModels = [Service.EntryApi, Service.Operations];
        await deployment.KillAsync(readModels);
        foreach (var service in readModels)
        {
            deployment.Change(service, "Reconciliation__After", "00:00:05");
            deployment.Change(service, "Reconciliation__Interval", "00:00:02");
        }

        await deployment.StartAsync(cancel, readModels);

        await customers.Order(30, TimeSpan.FromMilliseconds(100), cancel);
        // Some have begun, and have not ended.
        await Eventually.See(
            () => deployment.Read<long>("Orders", """SELECT count(*) FROM "Orders" WHERE "Step" IS NOT NULL""", cancel),
            open => open > 0,
            TimeSpan.FromMinutes(1),
            cancel
        );
        await deployment.KeepCopyAsync("Orders", cancel);
        await customers.Order(45, TimeSpan.FromMilliseconds(100), cancel);
        await deployment.KillAsync(Service.Orchestrator);
        var (lost, behind) = await deployment.RestoreOrdersAsync(cancel);
        await deployment.StartAsync(cancel, Service.Orchestrator);
        await customers.Order(10, TimeSpan.FromMilliseconds(100), cancel);

        await customers.Decided(TimeSpan.FromMinutes(2), cancel);
        // An order that the restored saga ends otherwise begins again a moment later. One that was approved in the lost
        // seconds may stay open, because the restored saga waits a day for the review.
        var looks = 0;
        await Eventually.See(
            async () => looks = await deployment.CountOpen(cancel) == (0, 0) ? looks + 1 : 0,
            quiet => quiet == 50,
            TimeSpan.FromMinutes(2),
            cancel
        );
        var ended = await EndedOrder.All(deployment, customers, TimeSpan.FromSeconds(1), cancel);
        var remains = await Remains.Of(deployment, before, ended, cancel);
        return new RestoredDatabase(customers, lost, behind, ended, remains);
    }
}
