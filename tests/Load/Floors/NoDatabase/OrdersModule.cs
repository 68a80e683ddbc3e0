using EventDriven.Contracts;
using EventDriven.Sagas;
using EventDriven.ServiceDefaults;
using MassTransit;
using MassTransit.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace EventDriven.Load.Floors.NoDatabase;

/// <summary>The order saga, in memory.</summary>
internal sealed class OrdersModule : IServiceModule
{
    /// <inheritdoc />
    public string Name => "orders";

    /// <inheritdoc />
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IValidateOptions<SagaOptions>, SagaOptionsValidator>();
        services.AddOptions<SagaOptions>().Bind(configuration.GetSection(SagaOptions.Section)).ValidateOnStart();
        services.AddSingleton<Deadlines>();
    }

    /// <inheritdoc />
    public void AddToBus(IBusRegistrationConfigurator bus, IConfiguration configuration)
    {
        bus.AddSagaStateMachine<OrderStateMachine, OrderState, OrderStateDefinition>().InMemoryRepository();
        bus.AddConfigureEndpointsCallback(
            (context, name, endpoint) =>
            {
                if (name == Queues.Orders)
                    endpoint.AddPrePipeSpecification(
                        new FilterPipeSpecification<ConsumeContext>(new DeadlinesFilter(context))
                    );
            }
        );
    }
}
