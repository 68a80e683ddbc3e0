using MassTransit;

namespace EventDriven.Operations.Failed;

internal static class FailureHeaders
{
    /// <summary>On a retried message: the id of the failure before the retry.</summary>
    public const string PutBackOf = "Operations-Put-Back-Of";

    /// <summary>Whether a header belongs to one delivery, and differs in the next.</summary>
    public static bool IsOfTheDelivery(string name) =>
        name is "x-delivery-count" or "x-acquired-count" || name.StartsWith("RabbitMQ-", StringComparison.Ordinal);

    /// <summary>
    /// Whether a header belongs to the failure or is set by the transport. All others are part of a retry.
    /// </summary>
    public static bool IsOfTheFailure(string name) =>
        name
            is MessageHeaders.MessageId
                or MessageHeaders.CorrelationId
                or MessageHeaders.ContentType
                or MessageHeaders.Reason
                or MessageHeaders.RedeliveryCount
                or PutBackOf
                or RestingQueues.CutHeaders
                or "x-death"
        || name.StartsWith("MT-Fault-", StringComparison.Ordinal) && name != MessageHeaders.FaultAddress
        || name.StartsWith("MT-Host-", StringComparison.Ordinal)
        || name.StartsWith("x-first-death-", StringComparison.Ordinal)
        || name.StartsWith("x-last-death-", StringComparison.Ordinal);
}
