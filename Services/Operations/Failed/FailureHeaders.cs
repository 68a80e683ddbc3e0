using MassTransit;

namespace EventDriven.Operations.Failed;

/// <summary>Which of a failed message's transport headers tell of what.</summary>
internal static class FailureHeaders
{
    /// <summary>On a message that was put back: the id of the failure that it was put back after.</summary>
    public const string PutBackOf = "Operations-Put-Back-Of";

    /// <summary>Whether a header tells of one delivery, and may be another at the next.</summary>
    public static bool IsOfTheDelivery(string name) =>
        name is "x-delivery-count" or "x-acquired-count" || name.StartsWith("RabbitMQ-", StringComparison.Ordinal);

    /// <summary>
    /// Whether a header came with the failure, or is the transport's own to set: all others go back with the message.
    /// </summary>
    public static bool IsOfTheFailure(string name) =>
        name
            is MessageHeaders.MessageId
                or MessageHeaders.CorrelationId
                or MessageHeaders.ContentType
                or MessageHeaders.Reason
                or MessageHeaders.RedeliveryCount
                or PutBackOf
                or "x-death"
        || name.StartsWith("MT-Fault-", StringComparison.Ordinal) && name != MessageHeaders.FaultAddress
        || name.StartsWith("MT-Host-", StringComparison.Ordinal)
        || name.StartsWith("x-first-death-", StringComparison.Ordinal)
        || name.StartsWith("x-last-death-", StringComparison.Ordinal);
}
