using System.Net.Mime;
using System.Text.Encodings.Web;
using System.Text.Json.Serialization;
using EventDriven.Contracts;
using EventDriven.Contracts.Inventory;
using EventDriven.EntryApi.Application;
using EventDriven.EntryApi.Changes;
using EventDriven.EntryApi.Consumers;
using EventDriven.EntryApi.Description;
using EventDriven.EntryApi.Endpoints;
using EventDriven.EntryApi.Endpoints.Problems;
using EventDriven.EntryApi.Endpoints.Requests;
using EventDriven.EntryApi.Grpc;
using EventDriven.EntryApi.Idempotency;
using EventDriven.EntryApi.Security;
using EventDriven.ServiceDefaults;
using FluentValidation;
using MassTransit;

namespace EventDriven.EntryApi;

/// <summary>The way in: takes orders over HTTP, and shows what becomes of them.</summary>
public sealed class EntryApiService : IServiceModule
{
    /// <inheritdoc />
    public string Name => "entry-api";

    /// <inheritdoc />
    /// <remarks>Orders are accepted into the database, and sent when the broker is back.</remarks>
    public bool NeedsTheBus => false;

    /// <inheritdoc />
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddServiceDatabase<EntryApiDbContext>(configuration, "EntryApi");
        services.AddSingleton<IValidator<PlaceOrder>, PlaceOrderValidator>();
        services.AddSingleton<IValidator<RequestCancellation>, RequestCancellationValidator>();
        services.AddSingleton<IValidator<DecideReview>, DecideReviewValidator>();
        services.AddSingleton<IValidator<RequestRestock>, RequestRestockValidator>();

        services.AddSingleton<CommandsInProgress>();
        services.AddScoped<IdempotentCommands>();
        services.AddScoped<PlaceOrderHandler>();
        services.AddScoped<CancelOrderHandler>();
        services.AddScoped<DecideReviewHandler>();
        services.AddScoped<OrderQueries>();
        services.AddScoped<WaitForOrder>();
        services.AddScoped<InventoryClient>();
        services.AddSingleton<TimelineProjection>();
        services.AddSingleton<OrderChanges>();
        services.AddHostedService(provider => provider.GetRequiredService<OrderChanges>());
        services.AddHostedService<HeldTimelines>();
        services.AddSingleton<OrderFeed>();
        services.AddSingleton<StreamLimit>();
        services.AddSingleton<WaitLimit>();

        services.AddOrdersGrpc();
        services.AddApiDescription();
        services.AddEntryApiSecurity(configuration);
        services.AddProblemDetails(problems =>
            problems.CustomizeProblemDetails = answer =>
            {
                // What has no type of ours has the framework's, which is a chapter of the RFC.
                if (answer.ProblemDetails.Type?.StartsWith('/') != true)
                    answer.ProblemDetails.Type = ProblemTypes.KindOf(answer.ProblemDetails.Status) is { } kind
                        ? ProblemTypes.Of(kind)
                        : "about:blank";
            }
        );
        services.AddExceptionHandler<ProblemExceptionHandler>();
        // In every environment: the exception carries the path of the field, a bare 400 would not.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(json =>
        {
            // "2" is not a number, and of two quantities neither is the one that was meant.
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            json.SerializerOptions.AllowDuplicateProperties = false;
            // Causes are sentences, to be read as they are: only what is put into HTML needs its apostrophes escaped.
            json.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        });
    }

    /// <inheritdoc />
    public void AddToBus(IBusRegistrationConfigurator bus, IConfiguration configuration)
    {
        bus.AddConsumer<OrderStatusChangedConsumer>().Endpoint(endpoint => endpoint.Name = Queues.OrderStatus);
        bus.AddConsumer<OrderCancellationRefusedConsumer>().Endpoint(endpoint => endpoint.Name = Queues.OrderStatus);
        bus.AddConsumer<GetCustomerDetailsConsumer>().Endpoint(endpoint => endpoint.Name = Queues.Customers);
        var answerWithin = RequestTimeout.After(s: (int)InventoryClient.AnswerWithin.TotalSeconds);
        bus.AddRequestClient<GetProducts>(Queues.Address(Queues.Catalogue), answerWithin);
        bus.AddRequestClient<RestockProduct>(Queues.Address(Queues.Catalogue), answerWithin);

        // For what requests send. What arrives needs no inbox: of each consumer here the second time changes nothing,
        // by its own keys.
        bus.AddBusOutbox<EntryApiDbContext>(configuration);
    }

    /// <inheritdoc />
    public void UseMiddleware(IApplicationBuilder app) => app.UseEntryApiSecurity();

    /// <inheritdoc />
    public void MapEndpoints(IEndpointRouteBuilder endpoints)
    {
        endpoints
            .MapGet("/", () => TypedResults.Text(
                    """
                    Orders come in here.

                      GET  /products                           what can be ordered
                      POST /products/{sku}/restock             {"quantity":10}
                      POST /orders                             place an order: 202, and Location says where to look
                      GET  /orders                             all of them, by state, customer and time
                      GET  /orders/{orderId}                   how it goes, and how it ended
                      GET  /orders/{orderId}/events            the same as it happens, as server-sent events
                      POST /orders/{orderId}/cancellation      {"reason":"..."}
                      POST /orders/{orderId}/review            {"approve":true|false,"reason":"..."}
                      GET  /openapi.json  /swagger             all of this, to the letter: OpenAPI 3.1
                      GET  /asyncapi.json                      the messages behind it: AsyncAPI 3.0
                      GET  /problems                           what each type of error means
                      GET  /health/live  /health/ready

                    All but this page, the descriptions, the problems and the health needs a token:
                    Authorization: Bearer TOKEN.

                    """
                ))
            .AllowAnonymous()
            .ExcludeFromDescription();
        endpoints.MapOrders();
        endpoints.MapOrdersGrpc();
        endpoints.MapProducts();
        endpoints
            .MapGet("/asyncapi.json", () =>
                TypedResults.Stream(
                    typeof(EntryApiService).Assembly.GetManifestResourceStream("asyncapi.json")!,
                    MediaTypeNames.Application.Json
                )
            )
            .AllowAnonymous()
            .ExcludeFromDescription();
        endpoints.MapApiDescription();
        endpoints.MapProblemPages();
    }
}
