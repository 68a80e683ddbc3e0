using EventDriven.Contracts;
using MassTransit;

namespace EventDriven.Operations;

/// <summary>Sends what operators want done to the console's own queue.</summary>
/// <param name="bus">
/// Not a request's outbox: who is told that it was asked for is to know that the broker has it.
/// </param>
/// <param name="logger">Is told of what could not be sent.</param>
public sealed partial class OperatorDesk(IBusControl bus, ILogger<OperatorDesk> logger)
{
    private static readonly TimeSpan SendWithin = TimeSpan.FromSeconds(5);

    /// <summary>Sends a command, under its action's id.</summary>
    /// <returns>Whether the broker has it.</returns>
    public async Task<bool> SendAsync<TCommand>(TCommand command, Guid actionId, CancellationToken cancellationToken)
        where TCommand : class
    {
        if (bus.CheckHealth().Status == BusHealthStatus.Unhealthy)
            return false;
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(SendWithin);
            var endpoint = await bus.GetSendEndpoint(Queues.Address(Queues.Operations));
            await endpoint
                .Send(command, context => context.MessageId = actionId, patience.Token)
                .WaitAsync(SendWithin, cancellationToken);
            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            NotSent(exception.Message);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "An operator's action could not be sent: {Reason}")]
    private partial void NotSent(string reason);
}
