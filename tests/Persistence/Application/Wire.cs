using MassTransit;
using MassTransit.Serialization;

namespace EventDriven.Persistence.Tests.Application;

/// <summary>The way out of a process. Cut, what the outbox sends does not reach the transport, as when the process died just before.</summary>
public sealed class Wire
{
    public bool IsCut { get; set; }

    public int Refused { get; private set; }

    public void Pass(SendContext context)
    {
        if (!IsCut || context is not SendContext<SerializedMessageBody>)
            return;

        Refused++;
        // Not a failure, which a process that lives would record: nothing is known of the send any more.
        throw new OperationCanceledException("The wire is cut.");
    }
}
