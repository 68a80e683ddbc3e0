using EventDriven.Contracts;
using EventDriven.Contracts.Orders;
using MassTransit;

namespace EventDriven.ServiceDefaults;

/// <summary>Asks the orchestrator for the histories of orders.</summary>
public sealed class OrderHistories(
    IBusControl bus,
    IRequestClient<GetOrderHistory> histories,
    IRequestClient<ListOrders> orders
)
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    /// <summary>An order's history; null if the saga does not know the order.</summary>
    /// <exception cref="TimeoutException">The orchestrator or the broker does not answer.</exception>
    /// <exception cref="RequestException">The orchestrator could not read it.</exception>
    public async Task<OrderHistory?> AskAsync(GetOrderHistory question, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(() =>
            histories.GetResponse<OrderHistory, OrderHistoryUnknown>(question, cancellationToken)
        );
        return answer.Is(out Response<OrderHistory>? found) ? found.Message : null;
    }

    /// <summary>The next page of the orders that have begun; empty after the last.</summary>
    /// <inheritdoc cref="AskAsync(GetOrderHistory, CancellationToken)" path="/exception" />
    public async Task<IReadOnlyList<OrderPosition>> AskAsync(ListOrders question, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(() => orders.GetResponse<OrderPositions>(question, cancellationToken));
        return answer.Message.Orders;
    }

    internal static void AddClients(IBusRegistrationConfigurator bus)
    {
        var timeout = RequestTimeout.After(ms: (int)AnswerWithin.TotalMilliseconds);
        bus.AddRequestClient<GetOrderHistory>(Queues.Address(Queues.Histories), timeout);
        bus.AddRequestClient<ListOrders>(Queues.Address(Queues.Histories), timeout);
    }

    // Without a broker, a request waits longer than its own timeout.
    private Task<T> AskAsync<T>(Func<Task<T>> question) =>
        bus.CheckHealth().Status == BusHealthStatus.Unhealthy
            ? Task.FromException<T>(new TimeoutException("The broker does not answer."))
            : question().WaitAsync(AnswerWithin + TimeSpan.FromSeconds(1));
}
