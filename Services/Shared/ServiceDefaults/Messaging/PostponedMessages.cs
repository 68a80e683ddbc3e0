using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using EventDriven.Contracts.Operations;
using MassTransit;

namespace EventDriven.ServiceDefaults;

/// <summary>
/// The messages of orders that this process has postponed several times, until some seconds after their next delivery,
/// which another process may take.
/// </summary>
internal sealed class PostponedMessages(TimeProvider time)
{
    // One that succeeds at the second or third attempt is no trouble.
    private const int Tolerated = 2;

    // A report stays small, however many messages fail.
    private const int MostReported = 100;

    private static readonly TimeSpan Forgotten = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<Guid, PostponedMessage> _messages = new();

    /// <summary>Those that have failed most often.</summary>
    public IReadOnlyList<PostponedMessage> Reported
    {
        get
        {
            Forget();
            return [.. _messages.Values.OrderByDescending(message => message.Failures).Take(MostReported)];
        }
    }

    /// <summary>Observes the redelivery of a queue's messages.</summary>
    public IRetryObserver Observe(string queue) => new Observer(this, queue);

    private void Postponed(ConsumeContext context, string type, string queue, TimeSpan delay, Exception exception)
    {
        var failures = context.GetRedeliveryCount() + 1;
        if (failures <= Tolerated || context.MessageId is not { } id || OrderOf(context) is not { } orderId)
            return;

        Forget();
        _messages[id] = new()
        {
            OrderId = orderId,
            Type = type,
            Queue = queue,
            Failures = failures,
            Until = time.GetUtcNow() + delay,
            Reason = TransientErrors.ReasonOf(exception),
        };
    }

    private void Forget()
    {
        var now = time.GetUtcNow();
        foreach (var (id, message) in _messages)
        {
            if (message.Until + Forgotten < now)
                _messages.TryRemove(new(id, message));
        }
    }

    private static Guid? OrderOf(ConsumeContext context) =>
        Guid.TryParse(
            (string?)JsonNode.Parse(context.ReceiveContext.Body.GetString())?["message"]?["orderId"],
            out var id
        )
            ? id
            : null;

    private sealed class Observer(PostponedMessages postponed, string queue) : FailureObserver
    {
        protected override void Failed<T>(RetryContext<T> context)
        {
            // T is ConsumeContext<AuthorisePayment>, for instance.
            if (context.Context is ConsumeContext message && typeof(T).GenericTypeArguments is [var type])
                postponed.Postponed(message, type.Name, queue, context.Delay ?? TimeSpan.Zero, context.Exception);
        }
    }
}
