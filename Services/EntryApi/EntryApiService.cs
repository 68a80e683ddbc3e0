using System.Net.Mime;
using System.Text.Encodings.Web;
using System.Text.Json.Serialization;
using EventDriven.Contracts;
using EventDriven.Contracts.Inventory;
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
using MassTransit;

namespace EventDriven.EntryApi;

/// <summary>Takes orders over REST and gRPC, and shows their progress.</summary>
public sealed class EntryApiService : IServiceModule
{
    public string Name => "entry-api";

    // Accepted orders are stored, and are sent when the broker is back.
    public bool NeedsTheBus => false;

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddServiceDatabase<EntryApiDbContext>(configuration, "EntryApi");
        services.AddSingleton<PlaceOrderValidator>();
        services.AddSingleton<RequestCancellationValidator>();
        services.AddSingleton<DecideReviewValidator>();
        services.AddSingleton<RequestRestockValidator>();

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
        services.AddReconciliation<OrderReconciliation>(configuration);
        services.AddSingleton<OrderFeed>();
        services.AddSingleton<StreamLimit>();
        services.AddSingleton<WaitLimit>();

        services.AddOrdersGrpc();
        services.AddApiDescription();
        services.AddEntryApiSecurity(configuration);
        services.AddProblemDetails();
        services.AddExceptionHandler<ProblemExceptionHandler>();
        // In every environment, because the exception has the path of the field.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(json =>
        {
            // "2" is no number, and neither of two quantities is certain to be the intended one.
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            json.SerializerOptions.AllowDuplicateProperties = false;
            // Apostrophes need escaping only in HTML.
            json.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        });
    }

    public void AddToBus(IBusRegistrationConfigurator bus, IConfiguration configuration)
    {
        bus.AddConsumer<OrderStatusChangedConsumer>().Endpoint(endpoint => endpoint.Name = Queues.OrderStatus);
        bus.AddConsumer<OrderCancellationRefusedConsumer>().Endpoint(endpoint => endpoint.Name = Queues.OrderStatus);
        bus.AddConsumer<GetCustomerDetailsConsumer>().Endpoint(endpoint => endpoint.Name = Queues.Customers);
        var answerWithin = RequestTimeout.After(s: (int)InventoryClient.AnswerWithin.TotalSeconds);
        bus.AddRequestClient<GetProducts>(Queues.Address(Queues.Catalogue), answerWithin);
        bus.AddRequestClient<RestockProduct>(Queues.Address(Queues.Catalogue), answerWithin);

        bus.AddReconciliation();
        bus.AddRedelivery<EntryApiDbContext>(Queues.OrderStatus);

        // No inbox: the consumers are idempotent by their own keys.
        bus.AddBusOutbox<EntryApiDbContext>(configuration);
    }

    public void UseMiddleware(IApplicationBuilder app) => app.UseEntryApiSecurity();

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

    public IEnumerable<object> WarmUpMessages(Guid orderId) =>
        [
            WarmUpOrder.Changed(orderId, 1, OrderStates.ReservingStock),
            WarmUpOrder.Changed(orderId, 2, OrderStates.AuthorisingPayment),
        ];

    public async Task WarmUpAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var placed = await services
            .GetRequiredService<PlaceOrderHandler>()
            .Handle(
                new Caller(WarmUpOrder.Text, IsOperator: true, DateTimeOffset.MaxValue),
                $"{Guid.NewGuid()}",
                new PlaceOrder
                {
                    CustomerId = WarmUpOrder.Text,
                    Email = WarmUpOrder.Email,
                    Lines = [new PlaceOrderLine { Sku = WarmUpOrder.Text, Quantity = 1 }],
                    Payment = new PlaceOrderPayment { Token = WarmUpOrder.Text },
                    ShipTo = new PlaceOrderAddress
                    {
                        Name = WarmUpOrder.Text,
                        Street = WarmUpOrder.Text,
                        City = WarmUpOrder.Text,
                        PostalCode = WarmUpOrder.Text,
                        Country = "DE",
                    },
                },
                cancellationToken
            );
        if (!placed.TryGet(out _, out var error))
            throw new InvalidOperationException($"The order of the warm-up was refused: {error.Detail}");
    }
}
