using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using EventDriven.EntryApi.Endpoints.Views;
using EventDriven.EntryApi.Grpc.V1;
using EventDriven.TestServers;
using Shouldly;

namespace EventDriven.Services.Tests.EntryApi.Grpc;

public sealed class The_published_proto
{
    [Fact]
    public async Task Works_with_a_client_of_another_language()
    {
        await using var host = await GrpcClients.StartAsync();
        var orderId = await host.PlaceOrder();
        await host.Tell(orderId, 1, "ReservingStock");
        await host.Tell(orderId, 2, "Completed");

        var result = await WatchByGrpcJs(host, new { orderId, afterSequence = 1 });

        ((int)result["code"]!).ShouldBe(0);
        result["messages"]!.AsArray().ShouldHaveSingleItem()!["state"]!.ToString().ShouldBe("Completed");
    }

    [Fact]
    public void Shows_of_an_order_what_the_REST_API_shows() =>
        Order
            .Descriptor.Fields.InDeclarationOrder()
            .Select(field => field.JsonName)
            .ShouldBe(NamesOf(typeof(OrderView)), ignoreOrder: true);

    [Fact]
    public void Shows_of_a_timeline_entry_what_the_REST_API_shows() =>
        TimelineEntry
            .Descriptor.Fields.InDeclarationOrder()
            .Select(field => field.JsonName)
            .ShouldBe(NamesOf(typeof(TimelineEntryView)), ignoreOrder: true);

    [Fact]
    public void Needs_for_an_order_what_the_REST_API_needs_and_the_idempotency_key() =>
        SubmitRequest
            .Descriptor.Fields.InDeclarationOrder()
            .Select(field => field.JsonName)
            .ShouldBe(
                [.. NamesOf(typeof(EventDriven.EntryApi.Endpoints.Requests.PlaceOrder)), "idempotencyKey"],
                ignoreOrder: true
            );

    private static async Task<JsonNode> WatchByGrpcJs(EntryApiHost host, object request)
    {
        const string folder = "tests/Services/grpc-js";
        var packages = await NodePackages.InstallAsync(folder);
        var start = new ProcessStartInfo(
            "node",
            [
                Path.Combine(Repository.Root, folder, "watch.js"),
                host.Addresses[1].Authority,
                Path.Combine(Repository.Root, "Services/EntryApi/Protos/orders.proto"),
                EntryApiHost.Issuer.ForOperator(),
                JsonSerializer.Serialize(request),
            ]
        )
        {
            RedirectStandardOutput = true,
            Environment = { ["NODE_PATH"] = packages },
        };
        using var process = Process.Start(start)!;
        return JsonNode.Parse(await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken))!;
    }

    private static IEnumerable<string> NamesOf(Type type) =>
        type.GetProperties().Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name));
}
