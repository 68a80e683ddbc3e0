using System.Text.Json.Nodes;
using EventDriven.EntryApi.Endpoints.Requests;
using FluentValidation;
using Shouldly;

namespace EventDriven.Services.Tests.EntryApi;

public sealed class The_api_description(SharedHosts hosts) : IClassFixture<SharedHosts>
{
    [Fact]
    public async Task Is_there_for_everybody_with_its_page()
    {
        var host = await hosts.EntryApi();
        using var stranger = host.As(null);

        var document = await Document(host);
        using var page = await stranger.GetAsync("/swagger/index.html", TestContext.Current.CancellationToken);

        document["openapi"]!.ToString().ShouldStartWith("3.1.");
        page.IsSuccessStatusCode.ShouldBeTrue();
        page.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
    }

    [Fact]
    public async Task Names_every_operation_who_may_call_it_and_how_it_refuses()
    {
        var host = await hosts.EntryApi();

        var operations = Operations(await Document(host)).ToList();

        operations
            .Select(operation => operation["operationId"]?.ToString())
            .ShouldBe(
                [
                    "placeOrder",
                    "listOrders",
                    "getOrder",
                    "followOrder",
                    "cancelOrder",
                    "reviewPayment",
                    "listProducts",
                    "restockProduct",
                ],
                ignoreOrder: true
            );
        foreach (var operation in operations)
        {
            operation["summary"].ShouldNotBeNull(operation.ToJsonString());
            operation["security"]!.AsArray().ShouldNotBeEmpty(operation.ToJsonString());
            operation["responses"]!
                .AsObject()
                .Select(response => response.Key)
                .ShouldBeSubsetOf([
                    "200",
                    "202",
                    "204",
                    "304",
                    "400",
                    "401",
                    "403",
                    "404",
                    "408",
                    "409",
                    "413",
                    "415",
                    "422",
                    "429",
                    "500",
                    "503",
                    "504",
                ]);
            foreach (var status in new[] { "401", "403", "429", "500", "503" })
                operation["responses"]![status]!["content"]!["application/problem+json"]!["example"]!["type"]!
                    .ToString()
                    .ShouldStartWith("/problems/");
        }
    }

    [Fact]
    public async Task Names_resources_and_nothing_that_the_code_alone_is_made_of()
    {
        var host = await hosts.EntryApi();

        var document = await Document(host);

        document["tags"]!.AsArray().Select(tag => tag!["name"]!.ToString()).ShouldBe(["Orders", "Products"]);
        document["components"]!["schemas"]!
            .AsObject()
            .Select(schema => schema.Key)
            .ShouldNotContain(name => name.Contains("Sse"));
        document["paths"]!["/orders/{orderId}/events"]!["get"]!["responses"]!["200"]!["content"]!["text/event-stream"]![
            "schema"
        ]!["$ref"]!
            .ToString()
            .ShouldBe("#/components/schemas/TimelineEntryView");
    }

    [Fact]
    public async Task Says_that_each_command_needs_a_key_and_a_body()
    {
        var host = await hosts.EntryApi();

        foreach (var command in Operations(await Document(host), "post"))
        {
            command["parameters"]!.AsArray().Single(parameter => parameter!["name"]!.ToString() == "Idempotency-Key")![
                "required"
            ]!
                .GetValue<bool>()
                .ShouldBeTrue();
            command["requestBody"]!["required"]!.GetValue<bool>().ShouldBeTrue();
        }
    }

    [Fact]
    public async Task Gives_the_bounds_that_are_checked()
    {
        var host = await hosts.EntryApi();
        var schemas = (await Document(host))["components"]!["schemas"]!;

        foreach (
            var (type, name, validate) in new (string Type, string Name, Func<string, bool> Validate)[]
            {
                ("PlaceOrder", "customerId", text =>
                    Refuses(new PlaceOrderValidator(), new PlaceOrder { CustomerId = text }, "CustomerId")
                ),
                ("PlaceOrderLine", "sku", text =>
                    Refuses(
                        new PlaceOrderValidator(),
                        new PlaceOrder { Lines = [new() { Sku = text, Quantity = 1 }] },
                        "Lines[0].Sku"
                    )
                ),
                ("PlaceOrderPayment", "token", text =>
                    Refuses(
                        new PlaceOrderValidator(),
                        new PlaceOrder { Payment = new() { Token = text } },
                        "Payment.Token"
                    )
                ),
                ("PlaceOrderAddress", "name", text =>
                    Refuses(new PlaceOrderValidator(), new PlaceOrder { ShipTo = new() { Name = text } }, "ShipTo.Name")
                ),
                ("PlaceOrderAddress", "street", text =>
                    Refuses(
                        new PlaceOrderValidator(),
                        new PlaceOrder { ShipTo = new() { Street = text } },
                        "ShipTo.Street"
                    )
                ),
                ("PlaceOrderAddress", "city", text =>
                    Refuses(new PlaceOrderValidator(), new PlaceOrder { ShipTo = new() { City = text } }, "ShipTo.City")
                ),
                ("PlaceOrderAddress", "postalCode", text =>
                    Refuses(
                        new PlaceOrderValidator(),
                        new PlaceOrder { ShipTo = new() { PostalCode = text } },
                        "ShipTo.PostalCode"
                    )
                ),
                ("RequestCancellation", "reason", text =>
                    Refuses(new RequestCancellationValidator(), new RequestCancellation { Reason = text }, "Reason")
                ),
                ("DecideReview", "reason", text =>
                    Refuses(new DecideReviewValidator(), new DecideReview { Approve = false, Reason = text }, "Reason")
                ),
            }
        )
        {
            var longest = schemas[type]!["properties"]![name]!["maxLength"]!.GetValue<int>();
            validate(new string('x', longest))
                .ShouldBeFalse($"{type}.{name} of {longest} characters is described as good");
            validate(new string('x', longest + 1))
                .ShouldBeTrue($"{type}.{name} of {longest + 1} characters is described as too long");
        }
    }

    [Fact]
    public async Task Gives_examples_that_are_accepted()
    {
        var host = await hosts.EntryApi();
        var example = (await Document(host))["components"]!["schemas"]!["PlaceOrder"]!["examples"]![0]!;

        using var response = await host.Post("/orders", example.DeepClone());

        await response.Problemless();
    }

    private static bool Refuses<T>(AbstractValidator<T> validator, T request, string field) =>
        validator.Validate(request).Errors.Any(failure => failure.PropertyName == field);

    private static IEnumerable<JsonNode> Operations(JsonNode document, string? method = null) =>
        document["paths"]!
            .AsObject()
            .SelectMany(path => path.Value!.AsObject())
            .Where(operation => method is null || operation.Key == method)
            .Select(operation => operation.Value!);

    private static async Task<JsonNode> Document(EntryApiHost host)
    {
        using var stranger = host.As(null);
        using var response = await stranger.GetAsync("/openapi.json", TestContext.Current.CancellationToken);
        return await response.Problemless();
    }
}
