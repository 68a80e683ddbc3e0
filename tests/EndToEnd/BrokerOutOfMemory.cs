using EventDriven.EndToEnd.Tests.Hosting;

namespace EventDriven.EndToEnd.Tests;

/// <summary>Orders before, during and after RabbitMQ's memory alarm.</summary>
/// <param name="Customers">Who placed them.</param>
/// <param name="Ended">Every order, some time after the alarm was lifted.</param>
/// <param name="Remains">What was there when they had ended.</param>
internal sealed record BrokerOutOfMemory(Customers Customers, IReadOnlyList<EndedOrder> Ended, Remains Remains)
{
    /// <summary>Lives through an alarm.</summary>
    /// <param name="deployment">On servers of its own; all orders that were placed there have ended.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<BrokerOutOfMemory> RunAsync(Deployment deployment, CancellationToken cancel)
    {
        var before = await Effects.Read(deployment, cancel);
        var customers = new Customers(deployment, "memory");

        await customers.Order(20, TimeSpan.FromMilliseconds(50), cancel);
        await deployment.BlockBrokerAsync(cancel);
        // Longer than the sends wait for a confirmation.
        await customers.Order(20, TimeSpan.FromSeconds(1), cancel);
        await deployment.UnblockBrokerAsync(cancel);
        await customers.Order(10, TimeSpan.FromMilliseconds(100), cancel);

        await customers.Decided(TimeSpan.FromMinutes(2), cancel);
        var ended = await EndedOrder.All(deployment, customers, TimeSpan.FromMinutes(2), cancel);
        return new BrokerOutOfMemory(customers, ended, await Remains.Of(deployment, before, ended, cancel));
    }
}
