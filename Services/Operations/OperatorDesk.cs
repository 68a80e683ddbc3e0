using EventDriven.Contracts;
using MassTransit;

namespace EventDriven.Operations;

/// <summary>Sends operators' actions to the console's own queue.</summary>
/// <param name="bus">Not an outbox, because the page reports whether the broker has the command.</param>
public sealed class OperatorDesk(IBusControl bus, ILogger<OperatorDesk> logger)
{
    private static readonly TimeSpan SendWithin = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Whether the broker has the command. The action's id is the message's and its conversation's, by which its
    /// consequences are recognised.
    /// </summary>
    public async Task<bool> SendAsync<TCommand>(TCommand command, Guid actionId, CancellationToken cancel)
        where TCommand : class
    {
        if (bus.CheckHealth().Status == BusHealthStatus.Unhealthy)
            return false;
        try
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            timeout.CancelAfter(SendWithin);
            var endpoint = await bus.GetSendEndpoint(Queues.Address(Queues.Operations));
            await endpoint
                .Send(command, context => context.MessageId = context.ConversationId = actionId, timeout.Token)
                .WaitAsync(SendWithin, cancel);
            return true;
        }
        catch (Exception exception) when (!cancel.IsCancellationRequested)
        {
            logger.LogWarning("An operator's action could not be sent: {Reason}", exception.Message);
            return false;
        }
    }
}
