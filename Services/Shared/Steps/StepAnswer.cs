using System.Buffers.Binary;
using EventDriven.Contracts;
using MassTransit;

namespace EventDriven.Steps;

/// <summary>The recorded answer of a step, which exists only after its record was saved.</summary>
/// <param name="MessageId">The same each time the answer is published, unless its order began again.</param>
public sealed record StepAnswer(Guid MessageId, object Event)
{
    // Of the second half of a version 7 UUID (RFC 9562): all but its variant.
    private const long RandomEnd = 0x3FFF_FFFF_FFFF_FFFF;

    /// <summary>
    /// An order that began again gets an answer under another id to each of its commands, because its inbox may know
    /// the first.
    /// </summary>
    public StepAnswer To(Guid commandId, int epoch)
    {
        if (epoch == 1)
            return this;

        Span<byte> answer = stackalloc byte[16];
        Span<byte> command = stackalloc byte[16];
        MessageId.TryWriteBytes(answer);
        commandId.TryWriteBytes(command);
        BinaryPrimitives.WriteInt64BigEndian(
            answer[8..],
            BinaryPrimitives.ReadInt64BigEndian(answer[8..])
                ^ (BinaryPrimitives.ReadInt64BigEndian(command[8..]) & RandomEnd)
        );
        return this with { MessageId = new Guid(answer) };
    }
}

/// <summary>Publishes answers.</summary>
public static class StepAnswerExtensions
{
    // A confirmation takes milliseconds. Without a limit, a publish whose channel was closed waits for ever.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Of the order that sent the command.</summary>
    public static int OrderEpoch(this ConsumeContext command) => command.Headers.Get<int>(Epochs.Header) ?? 1;

    /// <summary>
    /// Publishes the answer before the command is acknowledged: after a crash, the same answer is published again with
    /// the same MessageId. For endpoints without an outbox.
    /// </summary>
    /// <exception cref="TimeoutException">The broker did not confirm the answer.</exception>
    public static Task AnswerAsync(this ConsumeContext context, StepAnswer? answer) =>
        answer is null
            ? Task.CompletedTask
            : context
                .Publish(
                    answer.Event,
                    publish =>
                    {
                        var epoch = context.OrderEpoch();
                        publish.MessageId = answer.To(context.MessageId ?? Guid.Empty, epoch).MessageId;
                        publish.Headers.Set(Epochs.Header, epoch);
                    },
                    context.CancellationToken
                )
                .WaitAsync(Limit, context.CancellationToken);
}
