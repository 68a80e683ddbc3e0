using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using EventDriven.Contracts.Orders;
using EventDriven.TestServers;
using Shouldly;

namespace EventDriven.Services.Tests.EntryApi.Security;

public sealed class When_requests_are_traced(Servers servers)
{
    private static readonly string[] Personal = ["Quixote", "Verschwiegenweg", "confidential.example"];

    [Fact]
    public async Task No_trace_holds_anything_personal()
    {
        var spans = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => spans.Enqueue(AllOf(activity)),
        };
        ActivitySource.AddActivityListener(listener);
        await using var host = await EntryApiHost.StartAsync("Postgres", servers);
        var token = EntryApiHost.Issuer.ForCustomer("c-1");
        var client = host.As(token);

        using var placed = await Post(client, Order());
        using var invalid = await Post(client, Order(order => order["email"] = "confidential.example"));
        using var anothers = await Post(client, Order(order => order["customerId"] = "Quixote"));
        using var unreadable = await client.PostAsync(
            "/orders",
            new StringContent("Quixote", null, "application/json"),
            TestContext.Current.CancellationToken
        );
        using var refused = await host.As(token + "x").GetAsync("/products", TestContext.Current.CancellationToken);
        await Eventually.Holds(() => host.Others.Received<SubmitOrder>().Count == 1);

        new[] { placed, invalid, anothers, unreadable, refused }
            .Select(response => (int)response.StatusCode)
            .ShouldBe([202, 422, 403, 400, 401]);
        foreach (var source in new[] { "Microsoft.AspNetCore", "MassTransit", "Npgsql" })
            await Eventually.Holds(() => spans.Any(span => span.StartsWith(source, StringComparison.Ordinal)));
        spans
            .Where(span => Personal.Append(token).Any(word => span.Contains(word, StringComparison.OrdinalIgnoreCase)))
            .ShouldBeEmpty();
    }

    private static Task<HttpResponseMessage> Post(HttpClient client, JsonNode body) =>
        client.PostAsync(
            "/orders",
            System.Net.Http.Json.JsonContent.Create(body),
            TestContext.Current.CancellationToken
        );

    private static JsonNode Order(Action<JsonNode>? spoil = null)
    {
        var order = AnOrder.Valid();
        (order["email"], order["shipTo"]!["name"], order["shipTo"]!["street"]) = (
            "ada@confidential.example",
            "Nominata Quixote",
            "Verschwiegenweg 17b"
        );
        spoil?.Invoke(order);
        return order;
    }

    private static string AllOf(Activity activity) =>
        string.Join(
            '\n',
            [
                activity.Source.Name,
                activity.OperationName,
                activity.DisplayName,
                activity.StatusDescription ?? "",
                .. activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"),
                .. activity.Baggage.Select(item => $"{item.Key}={item.Value}"),
                .. activity.Events.SelectMany(e => e.Tags.Select(tag => $"{e.Name}: {tag.Key}={tag.Value}")),
            ]
        );
}
