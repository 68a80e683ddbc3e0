using EventDriven.TestServers.Hosting;
using Shouldly;

namespace EventDriven.Embedded.Tests;

public sealed class When_the_host_is_killed
{
    private static readonly (string Token, string PostalCode, string EndsIn)[] Kinds =
    [
        ("tok_accepted", "10115", "Completed"),
        ("tok_late", "10115", "Completed"),
        ("tok_declined", "10115", "Rejected"),
        ("tok_accepted", "99999", "Completed"),
        ("tok_accepted", "00000", "Rejected"),
        ("tok_flaky", "10115", "Completed"),
        ("tok_capture_fails", "10115", "Rejected"),
    ];

    [Fact]
    public async Task Started_again_it_brings_each_order_to_its_end_once()
    {
        using var data = new DataFolder();
        var orders = new Dictionary<Guid, string>();

        // Killed twice, each time with new orders just accepted, late answers outstanding, and older orders on their
        // way.
        for (var life = 1; life <= 2; life++)
        {
            await using var host = Start(data);
            using var client = await host.Orders();
            foreach (var (token, postalCode, endsIn) in Kinds)
            {
                var order = new PlacedOrder("MUG-STONE-BLUE", Token: token, PostalCode: postalCode);
                orders.Add(await client.Place(order, TestContext.Current.CancellationToken), endsIn);
            }
        }

        await using var last = Start(data);
        using var api = await last.Orders();
        foreach (var (orderId, endsIn) in orders)
        {
            var ended = await api.See(
                orderId,
                order => order.HasEnded,
                TimeSpan.FromSeconds(60),
                TestContext.Current.CancellationToken
            );
            ended.State.ShouldBe(endsIn, $"{ended}");
            var sequences = ended.Timeline.Select(entry => entry.Sequence).ToList();
            sequences.ShouldBe(Enumerable.Range(1, sequences.Count), "the timeline has neither gap nor repetition");
        }

        var completed = orders.Values.Count(endsIn => endsIn == "Completed");
        await Eventually.Holds(() => data.Mails == orders.Count, "every customer is told, once");
        await Eventually.Holds(
            () => data.Number("inventory", "SELECT SUM(Held) FROM Products") == 0,
            "nothing is held for an order that has ended"
        );
        data.Number("inventory", $"SELECT COUNT(*) FROM Reservations WHERE Status = 'Committed'").ShouldBe(completed);
        data.Number("paymentprovider", "SELECT COUNT(*) FROM LedgerEntries WHERE Kind = 'Captured'")
            .ShouldBe(completed);
        data.Number(
                "paymentprovider",
                """
                SELECT COUNT(*) FROM LedgerEntries a WHERE Kind = 'Authorised'
                AND NOT EXISTS (SELECT 1 FROM LedgerEntries e WHERE e.Reference = a.Reference
                    AND e.Kind IN ('Captured', 'Voided'))
                """
            )
            .ShouldBe(0, "nothing is authorised and left");
    }

    private static EmbeddedProcess Start(DataFolder data) =>
        new(
            "--data",
            data.FullPath,
            "--urls",
            "http://127.0.0.1:0",
            "--Saga:StepDeadline=00:00:02",
            "--Provider:LateBy=00:00:03",
            "--Carrier:LateBy=00:00:03"
        );
}
