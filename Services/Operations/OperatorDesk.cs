using EventDriven.Contracts;
using MassTransit;

namespace EventDriven.Operations;

/// <summary>Sends operators' actions to the console's own queue.</summary>
/// <param name="bus">Not the outbox of a request: the page reports whether the broker has the command.</param>
/// <param name="logger">Logs commands that could not be sent.</param>
public sealed partial class OperatorDesk(IBusControl bus, ILogger<OperatorDesk> logger)
{
    private static readonly TimeSpan SendWithin = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Sends a command. The action's id is the id of the message and of its conversation: what follows from the action
    /// can be recognised by it.
    /// </summary>
    /// <returns>Whether the broker has it.</returns>
    public async Task<bool> SendAsync<TCommand>(TCommand command, Guid actionId, CancellationToken cancellationToken)
        where TCommand : class
    {
        if (bus.CheckHealth().Status == BusHealthStatus.Unhealthy)
            return false;
        try
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            timeout.CancelAfter(SendWithin);
            var endpoint = await bus.GetSendEndpoint(Queues.Address(Queues.Operations));
            await endpoint
                .Send(command, context => context.MessageId = context.ConversationId = actionId, timeout.Token)
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
