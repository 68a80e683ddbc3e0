using System.Net.Mime;
using System.Text.Json.Nodes;
using EventDriven.Contracts;
using EventDriven.Contracts.Operations;
using EventDriven.Operations.Failed;
using EventDriven.Telemetry;
using MassTransit;
using MassTransit.Serialization;
using Microsoft.Extensions.Options;

namespace EventDriven.Operations.Consumers;

/// <summary>
/// Sends failed messages to the queues in which they failed, under their own ids, so that a consumer that handled one
/// before ignores it. Records the action in the same transaction.
/// </summary>
public sealed class PutBackMessagesConsumer(OperationsDbContext db, IOptions<PutBackLimits> limits)
    : IConsumer<PutBackMessages>
{
    public async Task Consume(ConsumeContext<PutBackMessages> context)
    {
        var (act, cancel) = (context.Message, context.CancellationToken);
        if (await db.OperatorActions.FindAsync([act.ActionId], cancel) is not null)
            return;

        var asked = act.FailedMessageIds.Distinct().Take(PutBackLimits.AtOnce).ToList();
        var (isEdited, most) = (act.Body is not null, limits.Value.MaxPutBacks);
        var (chosen, left) = await Choose(
            db.WaitingMessages.Where(message => asked.Contains(message.Id) && (isEdited || message.PutBacks < most)),
            cancel
        );
        // The row's status decides between two operators.
        await db
            .WaitingMessages.Where(message => chosen.Contains(message.Id))
            .DecideAsync(
                isEdited ? FailedMessageStatus.PutBackEdited : FailedMessageStatus.PutBack,
                act.ActionId,
                act.At,
                cancel
            );
        var taken = await db
            .FailedMessages.AsNoTracking()
            .Where(message => message.ActionId == act.ActionId)
            .ToListAsync(cancel);

        var refused = new Dictionary<Guid, string>();
        foreach (var message in taken)
        {
            var text = new MessageText(message);
            var (body, problem) = text.ToRetry(act.Body);
            if (TypeOf(message) is not { } contentType)
            {
                refused[message.Id] = "A message without a readable content type cannot be retried.";
            }
            else if (body is not null)
            {
                await Traces.ResumeAsync(text.TraceParent, () => Send(context, message, contentType, body));
                if (isEdited)
                    await db
                        .FailedMessages.Where(row => row.Id == message.Id)
                        .ExecuteUpdateAsync(row => row.SetProperty(edited => edited.EditedBody, body), cancel);
            }
            else
            {
                refused[message.Id] = problem;
            }
        }

        if (refused.Count > 0)
            await db
                .FailedMessages.Where(message => refused.Keys.Contains(message.Id))
                .DecideAsync(FailedMessageStatus.Waiting, actionId: null, at: null, cancel);

        var overLimit = isEdited
            ? 0
            : await db.WaitingMessages.CountAsync(
                message => asked.Contains(message.Id) && message.PutBacks >= most,
                cancel
            );
        var orders = taken.Select(message => message.OrderId).Distinct().ToList();
        db.OperatorActions.Add(
            new OperatorAction
            {
                Id = act.ActionId,
                At = act.At.ToUniversalTime(),
                Operator = act.Operator,
                Action = isEdited ? FailureAction.PutBackEdited : FailureAction.PutBack,
                OrderId = orders is [var only] ? only : null,
                Reason = act.Reason,
                Outcome = string.Join(
                    ' ',
                    [
                        .. Said(taken.Count - refused.Count, "retried."),
                        .. Said(overLimit, $"skipped: retried {most} times unchanged already. Edit or discard them."),
                        .. Said(left, "not retried yet: too large to be sent with the others. Retry again."),
                        .. Said(asked.Count - taken.Count - overLimit - left, "skipped: already retried or discarded."),
                        .. refused.Values.Distinct(),
                    ]
                ),
            }
        );
        await db.SaveChangesAsync(cancel);
    }

    // The oldest messages within the size limit, and the number of the others.
    private static async Task<(IReadOnlyList<Guid> Chosen, int Left)> Choose(
        IQueryable<FailedMessage> candidates,
        CancellationToken cancel
    )
    {
        var sizes = await candidates
            .OrderBy(message => message.FailedAt)
            .ThenBy(message => message.Id)
            .Select(message => new { message.Id, Size = message.Body.Length + message.Headers.Length })
            .ToListAsync(cancel);
        var bytes = 0L;
        var chosen = sizes
            .TakeWhile((message, index) => (bytes += message.Size) <= PutBackLimits.BytesAtOnce || index == 0)
            .Select(message => message.Id)
            .ToList();
        return (chosen, sizes.Count - chosen.Count);
    }

    private static ContentType? TypeOf(FailedMessage message)
    {
        try
        {
            return message.ContentType.Length > 0
                ? new ContentType(message.ContentType)
                : SystemTextJsonMessageSerializer.JsonContentType;
        }
        catch (FormatException)
        {
            // Probably cut off.
            return null;
        }
    }

    private static async Task Send(ConsumeContext context, FailedMessage message, ContentType contentType, byte[] body)
    {
        var headers = JsonNode.Parse(message.Headers)!.AsObject();
        var endpoint = await context.GetSendEndpoint(Queues.Address(message.Queue));
        await endpoint.Send(
            new SerializedMessageBody(),
            Pipe.Execute<SendContext>(send =>
            {
                send.MessageId = message.MessageId ?? message.Id;
                send.CorrelationId = Guid.TryParse($"{headers[MessageHeaders.CorrelationId]}", out var id) ? id : null;
                send.SupportedMessageTypes = [message.MessageType];
                send.Serializer = new CopyBodySerializer(contentType, new BytesMessageBody(body));
                send.ContentType = contentType;
                foreach (var (name, value) in headers)
                {
                    if (!FailureHeaders.IsOfTheFailure(name) && value is JsonValue)
                        send.Headers.Set(name, $"{value}");
                }

                send.Headers.Set(FailureHeaders.PutBackOf, $"{message.Id}");
            }),
            context.CancellationToken
        );
    }

    private static string[] Said(int count, string what) =>
        count switch
        {
            0 => [],
            1 => [$"1 message {what}"],
            _ => [$"{count} messages {what}"],
        };
}
