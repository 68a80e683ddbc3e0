namespace EventDriven.Operations.Pages.Console.Failed;

public static class FailureWording
{
    public static string Message(string messageType) =>
        messageType.Length == 0 ? "unknown type" : messageType.Replace("urn:message:", "");

    public static string Cause(string queue, string restedIn, string exceptionType) =>
        exceptionType.Length > 0 ? exceptionType[(exceptionType.LastIndexOf('.') + 1)..]
        : restedIn == RestingQueues.SkippedOf(queue) ? "Not handled"
        : restedIn == RestingQueues.DeadLettersOf(queue) ? "Dead-lettered by the broker"
        : "Unknown cause";

    public static string Status(string status) =>
        status switch
        {
            FailedMessageStatus.PutBack => "retried",
            FailedMessageStatus.PutBackEdited => "edited and retried",
            FailedMessageStatus.Discarded => "discarded",
            _ => "waiting",
        };

    public static string Badge(string status) =>
        status switch
        {
            FailedMessageStatus.Waiting => "bad",
            FailedMessageStatus.Discarded => "plain",
            _ => "good",
        };
}
