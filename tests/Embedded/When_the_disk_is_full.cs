using System.Net;
using EventDriven.TestServers.Hosting;
using Shouldly;

namespace EventDriven.Embedded.Tests;

public sealed class When_the_disk_is_full
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>SQLite's code 13, while the deadlines of orders expire and answers arrive.</summary>
    [Fact]
    public async Task Orders_wait_with_a_deadline_and_clients_are_told_to_come_again()
    {
        await using var disk = await SmallDisk.Mount();
        using var data = new DataFolder(Path.Combine(disk.FullPath, "data"));
        await using var host = new EmbeddedProcess(
            "--data",
            data.FullPath,
            "--urls",
            "http://127.0.0.1:0",
            "--Saga:StepDeadline=00:00:01",
            "--Provider:LateBy=00:00:03"
        );
        using var api = await host.Orders();
        using var client = await host.Client();
        var late = new PlacedOrder("MUG-STONE-BLUE", Token: "tok_late");
        var orders = new List<Guid>();
        for (var i = 0; i < 10; i++)
            orders.Add(await api.Place(late, Cancel));
        await Eventually.Holds(() => Waiting(data) == orders.Count, "each waits for the provider");

        disk.Fill();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        var refused = 0;
        // Longer than the provider takes, and than the first two deadlines.
        for (var post = 0; post < 50 || refused == 0; post++)
        {
            using var answer = await api.TryPlace(late, Cancel);
            // What is written over needs no room.
            if (answer.IsSuccessStatusCode)
            {
                orders.Add(await OrderApi.IdIn(answer, Cancel));
            }
            else
            {
                answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, host.Output);
                answer.Headers.RetryAfter.ShouldNotBeNull();
                refused++;
            }

            WithoutDeadline(data).ShouldBe(0, "open orders without a deadline");
            disk.Fill();
            await timer.WaitForNextTickAsync(Cancel);
        }

        await Eventually.Holds(
            async () => (await client.GetStringAsync("/health/ready", Cancel)).Contains("the disk is full"),
            "the health says why"
        );
        Waiting(data).ShouldBeGreaterThan(0, "orders that the full disk has met");
        disk.Free();

        foreach (var order in orders)
        {
            var ended = await api.See(order, seen => seen.HasEnded, TimeSpan.FromSeconds(60), Cancel);
            ended.State.ShouldBe("Completed", $"{ended}\n{host.Output}");
        }

        await Eventually.Holds(() => data.Mails == orders.Count, "every customer is told");
        data.Number("operations", "SELECT count(*) FROM FailedMessages").ShouldBe(0, host.Output);
    }

    private static long Waiting(DataFolder data) =>
        data.Number("orders", "SELECT count(*) FROM Orders WHERE CurrentState = 'AuthorisingPayment'");

    /// <summary>A deadline that is due stays stored until it is handled.</summary>
    private static long WithoutDeadline(DataFolder data) =>
        data.Number(
            "orders",
            """
            SELECT count(*) FROM Orders WHERE CurrentState NOT IN ('Completed', 'Rejected', 'Cancelled')
                AND NOT EXISTS (SELECT 1 FROM ScheduledMessage WHERE TokenId = DeadlineTokenId)
            """
        );
}
