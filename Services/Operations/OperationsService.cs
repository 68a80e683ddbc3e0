using EventDriven.Contracts;
using EventDriven.Contracts.Orders;
using EventDriven.Operations.Assets;
using EventDriven.Operations.Consumers;
using EventDriven.Operations.Orders;
using EventDriven.Operations.Security;
using EventDriven.ServiceDefaults;
using MassTransit;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EventDriven.Operations;

/// <summary>Operations: shows an operator where every order is and why it is stuck, and puts it right. Its pages are below /console.</summary>
public sealed class OperationsService : IServiceModule
{
    /// <summary>Where its pages are, whoever hosts them.</summary>
    public const string Path = "/console";

    /// <inheritdoc />
    public string Name => "operations";

    /// <inheritdoc />
    /// <remarks>What is known can be looked at, and says how old it is.</remarks>
    public bool NeedsTheBus => false;

    /// <inheritdoc />
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddServiceDatabase<OperationsDbContext>(configuration, "Operations");
        services.AddOptions<StuckLimits>().Bind(configuration.GetSection(StuckLimits.Section));
        services.AddSingleton<OrderProjection>();
        services.AddSingleton(new TraceLinks(configuration));
        services.AddScoped<CustomerData>();
        services.AddConsoleSecurity();
        services.AddRazorPages().AddApplicationPart(typeof(OperationsService).Assembly);
        services.Configure<RazorPagesOptions>(pages => pages.Conventions
            .AuthorizeFolder("/Console", ConsoleSecurity.Operator)
            .AllowAnonymousToPage("/Console/SignIn"));
        services.Configure<RouteOptions>(routes => routes.LowercaseUrls = true);
    }

    /// <inheritdoc />
    public void AddToBus(IBusRegistrationConfigurator bus, IConfiguration configuration)
    {
        bus.AddConsumer<OrderStatusChangedConsumer>().Endpoint(endpoint => endpoint.Name = Queues.OperationsFeed);
        bus.AddConsumer<WorkflowDescribedConsumer>().Endpoint(endpoint => endpoint.Name = Queues.OperationsFeed);
        bus.AddConsumer<ActOnOrderConsumer>().Endpoint(endpoint => endpoint.Name = Queues.Operations);
        bus.AddRequestClient<GetCustomerDetails>(Queues.Address(Queues.Customers), RequestTimeout.After(s: (int)CustomerData.AnswerWithin.TotalSeconds));

        // What an operator does, and the command that it leads to, are one transaction. The feed needs no inbox: its rows have their keys.
        bus.AddTransactionalOutbox<OperationsDbContext>(configuration, Queues.Operations);
    }

    /// <inheritdoc />
    public void UseMiddleware(IApplicationBuilder app) => app.UseConsoleSecurity();

    /// <inheritdoc />
    public void MapEndpoints(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapRazorPages().DisableRateLimiting();
        endpoints.MapAssets();
    }
}
