using System.Buffers.Binary;
using EventDriven.Contracts;
using MassTransit;

namespace EventDriven.Steps;

/// <summary>The recorded answer of a step, which exists only after its record was saved.</summary>
/// <param name="MessageId">The same each time the answer is published in one epoch of its order.</param>
public sealed record StepAnswer(Guid MessageId, object Event)
{
    /// <summary>
    /// An order that began again gets its answer under another id, because its inbox may know the first.
    /// </summary>
    public StepAnswer InEpoch(int epoch)
    {
        // The random end of a version 7 UUID (RFC 9562) stays random.
        Span<byte> bytes = stackalloc byte[16];
        MessageId.TryWriteBytes(bytes);
        BinaryPrimitives.WriteInt32BigEndian(
            bytes[12..],
            BinaryPrimitives.ReadInt32BigEndian(bytes[12..]) ^ (epoch - 1)
        );
        return this with { MessageId = new Guid(bytes) };
    }
}

/// <summary>Publishes answers.</summary>
public static class StepAnswerExtensions
{
    // A confirmation takes milliseconds. Without a limit, a publish whose channel was closed waits for ever.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

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
                        var epoch = context.Headers.Get<int>(Epochs.Header) ?? 1;
                        publish.MessageId = answer.InEpoch(epoch).MessageId;
                        publish.Headers.Set(Epochs.Header, epoch);
                    },
                    context.CancellationToken
                )
                .WaitAsync(Limit, context.CancellationToken);
}
