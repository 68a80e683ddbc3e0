using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Shouldly;

namespace EventDriven.Embedded.Tests;

public sealed class When_the_host_is_killed
{
    private const string Sku = "MUG-STONE-BLUE";

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
            using var client = await host.Client();
            foreach (var kind in Kinds)
                orders.Add(await Place(client, kind.Token, kind.PostalCode), kind.EndsIn);
        }

        await using var last = Start(data);
        using var api = await last.Client();
        foreach (var (orderId, endsIn) in orders)
        {
            var ended = await End(api, orderId);
            ended["state"]!.ToString().ShouldBe(endsIn, ended.ToString());
            var sequences = ended["timeline"]!.AsArray().Select(entry => (int)entry!["sequence"]!).ToList();
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

    private static async Task<Guid> Place(HttpClient client, string token, string postalCode)
    {
        using var response = await client.PostAsJsonAsync(
            "/orders",
            new
            {
                customerId = "c-1",
                email = "ada@example.com",
                lines = new[] { new { sku = Sku, quantity = 1 } },
                payment = new { token },
                shipTo = new
                {
                    name = "Ada",
                    street = "Main Street 1",
                    city = "Berlin",
                    postalCode,
                    country = "DE",
                },
            },
            TestContext.Current.CancellationToken
        );
        response.EnsureSuccessStatusCode();
        var order = await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken);
        return Guid.Parse(order!["orderId"]!.ToString());
    }

    private static Task<JsonNode> End(HttpClient client, Guid orderId) =>
        Eventually.See(
            async () =>
                (await client.GetFromJsonAsync<JsonNode>($"/orders/{orderId}", TestContext.Current.CancellationToken))!,
            order => order["state"]!.ToString() is "Completed" or "Rejected" or "Cancelled",
            TimeSpan.FromSeconds(60),
            TestContext.Current.CancellationToken
        );
}
