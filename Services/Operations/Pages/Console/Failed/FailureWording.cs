using EventDriven.Operations.Domain;
using EventDriven.ServiceDefaults;

namespace EventDriven.Operations.Pages.Console.Failed;

/// <summary>How failures are said to people.</summary>
public static class FailureWording
{
    /// <summary>What a message is called: its URN without what all have in common.</summary>
    public static string Message(string messageType)
    {
        ArgumentNullException.ThrowIfNull(messageType);
        return messageType.Length == 0
            ? "not a message"
            : messageType.Replace("urn:message:", "", StringComparison.Ordinal);
    }

    /// <summary>What went wrong: the exception without its namespace, or why there is none.</summary>
    public static string Cause(string queue, string restedIn, string exceptionType)
    {
        ArgumentNullException.ThrowIfNull(exceptionType);
        return exceptionType.Length > 0 ? exceptionType[(exceptionType.LastIndexOf('.') + 1)..]
            : restedIn == RestingQueues.SkippedOf(queue) ? "Not handled"
            : restedIn == RestingQueues.DeadLettersOf(queue) ? "Given up by the broker"
            : "Not said";
    }

    /// <summary>What was decided, in words.</summary>
    public static string Status(string status) =>
        status switch
        {
            FailedMessageStatus.PutBack => "put back",
            FailedMessageStatus.PutBackEdited => "put back, edited",
            FailedMessageStatus.Discarded => "discarded",
            _ => "waiting",
        };

    /// <summary>The badge of it.</summary>
    public static string Badge(string status) =>
        status switch
        {
            FailedMessageStatus.Waiting => "bad",
            FailedMessageStatus.Discarded => "plain",
            _ => "good",
        };
}
