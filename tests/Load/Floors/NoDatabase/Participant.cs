using EventDriven.ServiceDefaults;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.Load.Floors.NoDatabase;

/// <summary>A participant: one queue, and the steps that it answers.</summary>
/// <param name="name">The service.</param>
/// <param name="queue">Its queue.</param>
/// <param name="party">The remote party that it has to ask first; null when there is none.</param>
internal sealed class Participant(string name, string queue, string? party = null) : IServiceModule
{
    private readonly List<Action<IServiceCollection, TimeSpan>> _steps = [];
    private readonly List<Action<IBusRegistrationConfigurator>> _consumers = [];

    /// <inheritdoc />
    public string Name => name;

    /// <summary>Has it consume a message.</summary>
    /// <param name="order">The order that the message speaks of.</param>
    /// <param name="answer">What is answered, the first time; null where nothing is.</param>
    /// <returns>The same participant.</returns>
    public Participant Answers<TMessage>(Func<TMessage, Guid> order, Func<TMessage, object?> answer)
        where TMessage : class
    {
        _steps.Add((services, latency) => services.AddSingleton(new Step<TMessage>(order, answer, latency)));
        _consumers.Add(bus => bus.AddConsumer<StepConsumer<TMessage>>().Endpoint(endpoint => endpoint.Name = queue));
        return this;
    }

    /// <inheritdoc />
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        var latency = party is null ? TimeSpan.Zero : configuration.Latency(party);
        _steps.ForEach(add => add(services, latency));
    }

    /// <inheritdoc />
    public void AddToBus(IBusRegistrationConfigurator bus, IConfiguration configuration) =>
        _consumers.ForEach(add => add(bus));
}
