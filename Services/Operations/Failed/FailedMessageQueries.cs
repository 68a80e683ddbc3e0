namespace EventDriven.Operations.Failed;

internal static class FailedMessageQueries
{
    /// <summary>Sets what an action made of the messages; returns their number.</summary>
    public static Task<int> DecideAsync(
        this IQueryable<FailedMessage> messages,
        string status,
        Guid? actionId,
        DateTimeOffset? at,
        CancellationToken cancel
    ) =>
        messages.ExecuteUpdateAsync(
            row =>
                row.SetProperty(message => message.Status, status)
                    .SetProperty(message => message.DecidedAt, at?.ToUniversalTime())
                    .SetProperty(message => message.ActionId, actionId),
            cancel
        );

    /// <summary>What lists show of the messages: bodies, headers and stack traces are not read.</summary>
    public static IQueryable<FailedMessage> Listed(this IQueryable<FailedMessage> messages) =>
        messages.Select(message => new FailedMessage
        {
            Id = message.Id,
            Queue = message.Queue,
            RestedIn = message.RestedIn,
            MessageType = message.MessageType,
            MessageId = message.MessageId,
            OrderId = message.OrderId,
            ExceptionType = message.ExceptionType,
            MaskedMessage = message.MaskedMessage,
            Headers = "",
            ContentType = "",
            Body = Array.Empty<byte>(),
            FailedAt = message.FailedAt,
            TakenInAt = message.TakenInAt,
            PutBacks = message.PutBacks,
            Status = message.Status,
            ActionId = message.ActionId,
        });
}
