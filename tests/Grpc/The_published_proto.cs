using System.Text.Json;
using EventDriven.EntryApi.Endpoints.Views;
using EventDriven.EntryApi.Grpc.V1;
using EventDriven.Grpc.Tests.Application;
using EventDriven.TestServers;
using Grpc.Core;
using Shouldly;

namespace EventDriven.Grpc.Tests;

public sealed class The_published_proto
{
    [Fact]
    public async Task Is_read_by_a_client_of_somebody_else()
    {
        await using var host = await GrpcHost.StartAsync();
        var proto = Path.Combine(Repository.Root, "Services/EntryApi/Protos/orders.proto");

        // Nobody serves it here: that the client has a method to call is what counts.
        await using var client = await GrpcJs.CallAsync(
            host.Address,
            proto,
            "eventdriven.orders.v1.Orders",
            [new GrpcJsCall("Watch", new { order_id = "1", after_sequence = 2 })],
            TestContext.Current.CancellationToken
        );

        (await client.StatusAsync()).Details.ShouldBe("There is no method /eventdriven.orders.v1.Orders/Watch here.");
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
    public void Wants_of_an_order_what_the_REST_API_wants_and_the_idempotency_key() =>
        SubmitRequest
            .Descriptor.Fields.InDeclarationOrder()
            .Select(field => field.JsonName)
            .ShouldBe(
                [.. NamesOf(typeof(EntryApi.Endpoints.Requests.PlaceOrder)), "idempotencyKey"],
                ignoreOrder: true
            );

    private static IEnumerable<string> NamesOf(Type type) =>
        type.GetProperties().Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name));
}
