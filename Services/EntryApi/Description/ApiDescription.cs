using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using EventDriven.EntryApi.Changes;
using EventDriven.EntryApi.Endpoints;
using EventDriven.EntryApi.Endpoints.Conditions;
using EventDriven.EntryApi.Endpoints.Problems;
using EventDriven.EntryApi.Endpoints.Requests;
using EventDriven.EntryApi.Endpoints.Views;
using EventDriven.EntryApi.Idempotency;
using EventDriven.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace EventDriven.EntryApi.Description;

/// <summary>OpenAPI 3.1 at /openapi.json, generated from the endpoints, and its page at /swagger.</summary>
internal static class ApiDescription
{
    public const string Path = "/openapi.json";

    private const string Bearer = "bearer";

    // Of every endpoint that needs a token.
    private static readonly ErrorKind[] OfAll =
    [
        ErrorKind.Unauthenticated,
        ErrorKind.Forbidden,
        ErrorKind.RateLimited,
        ErrorKind.Fault,
        ErrorKind.Unavailable,
    ];

    private static readonly Dictionary<Type, string> Examples = new()
    {
        [typeof(PlaceOrder)] = """
            {"customerId":"c-1","email":"ada@example.com","lines":[{"sku":"MUG-STONE-BLUE","quantity":2}],
             "payment":{"token":"tok_accepted"},
             "shipTo":{"name":"Ada","street":"Main Street 1","city":"Berlin","postalCode":"10115","country":"DE"}}
            """,
        [typeof(RequestCancellation)] = """{"reason":"found it cheaper elsewhere"}""",
        [typeof(DecideReview)] = """{"approve":true,"reason":"a customer of many years"}""",
        [typeof(RequestRestock)] = """{"quantity":10}""",
        [typeof(OrderView)] = """
            {"orderId":"6b0f6f1e-6e0b-8a53-9d6c-0f6d1f0f9c11","state":"Completed","sequence":6,"reason":null,
             "total":{"amount":"25.80","currency":"EUR"},"customerId":"c-1","email":"ada@example.com",
             "lines":[{"sku":"MUG-STONE-BLUE","quantity":2}],
             "shipTo":{"name":"Ada","street":"Main Street 1","city":"Berlin","postalCode":"10115","country":"DE"},
             "submittedAt":"2026-01-01T12:00:00+00:00",
             "timeline":[{"sequence":1,"state":"ReservingStock","at":"2026-01-01T12:00:00.05+00:00",
             "cause":"The order was submitted."}],"cancellation":null}
            """,
        [typeof(OrderPage)] = """
            {"orders":[{"orderId":"6b0f6f1e-6e0b-8a53-9d6c-0f6d1f0f9c11","state":"Completed","customerId":"c-1",
             "total":{"amount":"25.80","currency":"EUR"},"submittedAt":"2026-01-01T12:00:00+00:00"}],"next":null}
            """,
        [typeof(CancellationView)] =
            """{"requestedAt":"2026-01-01T12:00:01+00:00","reason":"found it cheaper elsewhere","refused":null}""",
        [typeof(ReviewView)] =
            """{"decidedAt":"2026-01-01T12:00:01+00:00","approve":true,"reason":"a customer of many years"}""",
        [typeof(TimelineEntryView)] = """
            {"sequence":1,"state":"ReservingStock","at":"2026-01-01T12:00:00.05+00:00",
             "cause":"The order was submitted."}
            """,
        [typeof(ProductView)] = """
            {"sku":"MUG-STONE-BLUE","name":"Stoneware mug, blue","price":{"amount":"12.90","currency":"EUR"},
             "available":17}
            """,
    };

    public static void AddApiDescription(this IServiceCollection services) =>
        services.AddOpenApi(options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            // No schema for SseItem: on the wire an event has other fields, which DescribeStream adds.
            options.CreateSchemaReferenceId = type =>
                type.Type is { IsGenericType: true } item && item.GetGenericTypeDefinition() == typeof(SseItem<>)
                    ? null
                    : OpenApiOptions.CreateDefaultSchemaReferenceId(type);
            options.AddDocumentTransformer(
                (document, _, _) =>
                {
                    Introduce(document);
                    return Task.CompletedTask;
                }
            );
            options.AddOperationTransformer(Describe);
            options.AddSchemaTransformer(
                (schema, context, _) =>
                {
                    if (Examples.TryGetValue(context.JsonTypeInfo.Type, out var example))
                        schema.Examples = [JsonNode.Parse(example)!];
                    // Members of requests are nullable only in the code: see PlaceOrder.
                    foreach (var required in schema.Required ?? new HashSet<string>())
                    {
                        if (
                            schema.Properties?[required] is OpenApiSchema property
                            && context.JsonTypeInfo.Type.Namespace == typeof(PlaceOrder).Namespace
                        )
                            property.Type &= ~JsonSchemaType.Null;
                    }

                    return Task.CompletedTask;
                }
            );
        });

    public static void MapApiDescription(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapOpenApi(Path).AllowAnonymous();

    public static void UseApiPage(this IApplicationBuilder app) =>
        app.UseWhen(
            // The page redirects to the path, and a line break in a header throws.
            context => context.Request.Path.Value?.Any(char.IsControl) != true,
            clean =>
                clean.UseSwaggerUI(page =>
                {
                    page.RoutePrefix = "swagger";
                    page.SwaggerEndpoint(Path, "Orders");
                    page.DocumentTitle = "Orders";
                })
        );

    private static void Introduce(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Orders",
            Version = "1",
            Description = $$"""
                Place an order, learn how it ends, cancel it.

                **Never order twice.** Each command (POST) needs the header `{{IdempotencyKey.Header}}`
                (draft-ietf-httpapi-idempotency-key-header): 1 to {{IdempotencyKey.MaxLength}} characters of `A-Z a-z
                0-9 - . _ ~ : / + =`, with or without double quotes, best a new random UUID for each new command.
                Without an answer, or after a 5xx or a 409 of the type `{{ProblemTypes.Of(
                    ErrorKind.InHand
                )}}` (the first is in progress: wait as long as `Retry-After` says), send **the same body with the same
                key** again, as often as it takes: the command takes effect once and has the same status, body and
                `Location` (with `Prefer: wait`, the final state when it is reached). The same key with another body is
                refused with 422 of the type `{{ProblemTypes.Of(
                    ErrorKind.IdempotencyKeyReused
                )}}`. A key belongs to the caller (the `sub` of the token), one method and one path, and is kept as long
                as what it created. A cancellation or review that is requested again with another key is answered like
                the first, and the other key is not kept. A refused command (4xx) has no effect: correct it and send it
                with the same key or another.

                **Learn how it ends.** `Prefer: wait=N` (RFC 7240, up to {{Preference.LongestWait}} seconds) on `POST
                /orders` answers 200 with the final state if it is reached in time, and 202 otherwise. `GET
                /orders/{orderId}` has an `ETag`: with `If-None-Match` it answers 304 while nothing has changed, and
                with `Prefer: wait=N` as well as soon as something has. `GET /orders/{orderId}/events` streams each
                change as a server-sent event whose id is its sequence; `Last-Event-ID` continues after it, and is
                refused with 400 if the order has no such entry. A caller may have {{StreamLimit.PerCaller}} streams per
                replica. A stream ends when its token is no longer accepted. Any replica can answer. A client that
                disconnects never cancels an order.

                **Errors** are problem+json (RFC 9457). Decide by `type`, which is stable, and the path of a page that
                explains it; `errors` names fields; `Retry-After` says when to retry.
                """,
        };
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Bearer] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "JWT",
                Description =
                    $"The scope `{Scopes.Orders}` is a customer's, who places, sees and cancels its own orders; "
                    + $"`{Scopes.Operate}` an operator's.",
            },
        };
    }

    private static void DescribeHeaders(OpenApiOperation operation)
    {
        var isOrder = operation.OperationId is "placeOrder" or "getOrder";
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
        {
            if (parameter.Name == IdempotencyKey.Header)
            {
                // Nullable in the code, so that the error for a missing key can explain it.
                parameter.Required = true;
                parameter.Description = "New for each command, and the same when it is sent again.";
            }

            // Strings in the code, so that the error for an invalid one can name it.
            parameter.Schema = parameter.Name switch
            {
                IdempotencyKey.Header => new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    Pattern = IdempotencyKey.Pattern,
                },
                "state" => new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    Enum = [.. Order.States.Select(name => JsonValue.Create(name))],
                },
                "from" or "to" => new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" },
                "limit" => new OpenApiSchema
                {
                    Type = JsonSchemaType.Integer,
                    Minimum = "1",
                    Maximum = $"{OrderList.LongestPage}",
                },
                _ => parameter.Schema,
            };
        }

        if (isOrder)
            Takes(
                "Prefer",
                $"wait=N: answer after a wait of up to N seconds, at most {Preference.LongestWait} (RFC 7240).",
                "wait=30"
            );
        if (operation.OperationId is "getOrder")
            Takes("If-None-Match", "The ETag of what is known: 304 while there is nothing else (RFC 9110).", "\"3\"");
        foreach (var (status, response) in operation.Responses!)
        {
            if (response is not OpenApiResponse answer)
                continue;
            if (status == "202" || (status == "200" && operation.OperationId == "placeOrder"))
                Gives(answer, "Location", "The path of the order.");
            if (status is "202" or "409" or "429" or "503")
                Gives(
                    answer,
                    "Retry-After",
                    "Seconds after which it is worth asking again; with 409 only where the type is in-hand."
                );
            if (isOrder && status is "200" or "304")
                Gives(answer, "ETag", "The version of the order.");
            if (isOrder && status is "200" or "202" or "304")
                Gives(answer, "Preference-Applied", "wait=N, where the server is ready to wait.");
        }

        void Takes(string name, string description, string example) =>
            (operation.Parameters ??= []).Add(
                new OpenApiParameter
                {
                    Name = name,
                    In = ParameterLocation.Header,
                    Description = description,
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                    Example = example,
                }
            );

        static void Gives(OpenApiResponse answer, string name, string description) =>
            (answer.Headers ??= new Dictionary<string, IOpenApiHeader>())[name] = new OpenApiHeader
            {
                Description = description,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            };
    }

    private static void DescribeStream(OpenApiOperation operation, OpenApiDocument? document)
    {
        if (
            operation.OperationId != "followOrder"
            || operation.Responses!["200"] is not OpenApiResponse { Content: { } content } stream
        )
            return;
        stream.Description =
            "An event `change` for each entry of the timeline: its id is the sequence, its data the entry as JSON. "
            + "Now and then an event `heartbeat`, without an entry, shows that the connection is there.";
        content["text/event-stream"] = new OpenApiMediaType
        {
            Schema = new OpenApiSchemaReference(nameof(TimelineEntryView), document),
        };
    }

    private static async Task Describe(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancel
    )
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var isOpen = metadata.OfType<IAllowAnonymous>().Any();
        operation.Responses ??= [];
        IEnumerable<ErrorKind> common =
            isOpen ? []
            : metadata.OfType<DisableRequestTimeoutAttribute>().Any() ? OfAll
            : [.. OfAll, ErrorKind.TimedOut];
        foreach (
            var failures in metadata
                .OfType<ErrorKind>()
                .Concat(common)
                .Distinct()
                .GroupBy(kind => ProblemTypes.All[kind].Status)
                .OrderBy(status => status.Key)
        )
        {
            operation.Responses[$"{failures.Key}"] = new OpenApiResponse
            {
                Description = string.Join(", ", failures.Select(ProblemTypes.Of)),
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/problem+json"] = new()
                    {
                        Schema = await context.GetOrCreateSchemaAsync(typeof(ProblemDetails), null, cancel),
                        Example = new JsonObject
                        {
                            ["type"] = ProblemTypes.Of(failures.First()),
                            ["status"] = failures.Key,
                        },
                    },
                },
            };
        }

        DescribeHeaders(operation);
        DescribeStream(operation, context.Document);
        if (!isOpen)
        {
            operation.Security =
            [
                new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [] },
            ];
        }
    }
}
