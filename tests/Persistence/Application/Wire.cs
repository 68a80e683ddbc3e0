using MassTransit;
using MassTransit.Serialization;

namespace EventDriven.Persistence.Tests.Application;

/// <summary>
/// The way out of a process. Cut, what the outbox sends does not reach the transport, as when the process died just
/// before.
/// </summary>
public sealed class Wire
{
    public bool IsCut { get; set; }

    /// <summary>What the outbox sends is neither taken nor refused, and no token is heeded.</summary>
    public bool IsMute { get; set; }

    public int Refused { get; private set; }

    public Task Pass(SendContext context)
    {
        if (context is not SendContext<SerializedMessageBody>)
            return Task.CompletedTask;
        if (IsMute)
            return Task.Delay(Timeout.Infinite);
        if (!IsCut)
            return Task.CompletedTask;

        Refused++;
        // Not a failure, which a process that lives would record: nothing is known of the send any more.
        throw new OperationCanceledException("The wire is cut.");
    }
}
