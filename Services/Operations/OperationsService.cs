using EventDriven.Contracts;
using EventDriven.Contracts.Orders;
using EventDriven.Operations.Assets;
using EventDriven.Operations.Broker;
using EventDriven.Operations.Consumers;
using EventDriven.Operations.Failed;
using EventDriven.Operations.Live;
using EventDriven.Operations.Measurements;
using EventDriven.Operations.Orders;
using EventDriven.Operations.Overview;
using EventDriven.Operations.Security;
using EventDriven.Operations.TryIt;
using EventDriven.Security;
using MassTransit;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EventDriven.Operations;

/// <summary>The console: shows where every order is and why it is stuck, and lets an operator act.</summary>
public sealed class OperationsService : IServiceModule
{
    public const string Path = "/console";

    public string Name => "operations";

    // The read model can be shown without the bus.
    public bool NeedsTheBus => false;

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddServiceDatabase<OperationsDbContext>(configuration, "Operations");
        services.AddSingleton(new StuckLimits(configuration));
        services.AddSingleton<TroubleFinder>();
        services.AddOptions<PutBackLimits>().Bind(configuration.GetSection("FailedMessages"));
        services.AddSingleton<OrderProjection>();
        services.AddScoped<OperatorDesk>();
        services.AddMetrics();
        services.AddHostedService<SharedFigures>();
        services.AddReconciliation<ConsoleReconciliation>(configuration);
        services.AddSingleton<EndedMinutes>();
        services.AddSingleton<Management>();
        services.AddSingleton<EntryApiClient>();
        services.AddSingleton<ConsoleChanges>();
        services.AddSingleton<LiveTicks>();
        services.AddSingleton(new TraceLinks(configuration));
        services.AddScoped<CustomerData>();
        services.AddScoped<WaitingMessages>();
        services.AddConsoleSecurity(configuration);
        services.AddRazorPages().AddApplicationPart(typeof(OperationsService).Assembly);
        services.Configure<RazorPagesOptions>(pages =>
            pages
                .Conventions.AuthorizeFolder("/Console", ConsoleSecurity.Operator)
                .AllowAnonymousToPage("/Console/SignIn")
                .AllowAnonymousToPage("/Console/Error")
        );
        services.Configure<CookieTempDataProviderOptions>(said =>
        {
            said.Cookie.Name = "console-said";
            said.Cookie.Path = Path;
            said.Cookie.SameSite = SameSiteMode.Strict;
        });
        services.Configure<RouteOptions>(routes => routes.LowercaseUrls = true);
    }

    public void AddToBus(IBusRegistrationConfigurator bus, IConfiguration configuration)
    {
        Consume<OrderStatusChangedConsumer>(Queues.OperationsFeed);
        Consume<ReplicaReportedConsumer>(Queues.OperationsReplicas);
        Consume<WorkflowDescribedConsumer>(Queues.OperationsFeed);
        Consume<ActOnOrderConsumer>(Queues.Operations);
        Consume<PutBackMessagesConsumer>(Queues.Operations);
        Consume<DiscardMessagesConsumer>(Queues.Operations);
        bus.AddRequestClient<GetCustomerDetails>(
            Queues.Address(Queues.Customers),
            RequestTimeout.After(s: (int)CustomerData.AnswerWithin.TotalSeconds)
        );

        bus.AddReconciliation();
        bus.AddReceiveObserver(provider => provider.GetRequiredService<ConsoleChanges>());

        // An action and its command are one transaction. The feed needs no inbox, because its rows have unique keys.
        bus.AddTransactionalOutbox<OperationsDbContext>(configuration, Queues.Operations);
        bus.AddRedelivery<OperationsDbContext>(Queues.Operations, Queues.OperationsFeed, Queues.OperationsReplicas);

        void Consume<TConsumer>(string queue)
            where TConsumer : class, IConsumer =>
            bus.AddConsumer<TConsumer>().Endpoint(endpoint => endpoint.Name = queue);
    }

    public void AddEndpoints(IReceiveConfigurator transport, IBusRegistrationContext context)
    {
        foreach (var queue in Queues.All)
        {
            transport.ReceiveFromRestingQueues(queue, (resting, endpoint) =>
            {
                // Few at once, so that many failures do not delay orders.
                endpoint.PrefetchCount = 4;
                endpoint.ConcurrentMessageLimit = 4;
                endpoint.ConfigureReceive(pipe =>
                    pipe.UseFilter(ActivatorUtilities.CreateInstance<FailedMessageIntake>(context, queue, resting))
                );
            });
        }
    }

    // The console is a branch of its own: it must come before the middleware of other services in the process.
    public void UseMiddleware(IApplicationBuilder app)
    {
        app.UseConsole();
        if (!IsAlone(app.ApplicationServices))
            return;

        // For the health endpoints: WebApplication would otherwise add both before the console.
        app.UseSecurityHeaders();
        app.UseAuthentication();
        app.UseAuthorization();
    }

    public void MapEndpoints(IEndpointRouteBuilder endpoints)
    {
        if (IsAlone(endpoints.ServiceProvider))
            endpoints.MapGet("/", () => Results.Redirect(Path)).AllowAnonymous();
        endpoints.MapRazorPages();
        endpoints.MapAssets();
        LiveTicks.Map(endpoints);
        OrderMessages.Map(endpoints);
    }

    private static bool IsAlone(IServiceProvider services) =>
        services.GetRequiredService<IReadOnlyList<IServiceModule>>().Count == 1;

    public IEnumerable<object> WarmUpMessages(Guid orderId) =>
        [
            WarmUpOrder.Changed(orderId, 1, OrderStates.ReservingStock),
            WarmUpOrder.Changed(orderId, 2, OrderStates.AuthorisingPayment),
        ];
}
