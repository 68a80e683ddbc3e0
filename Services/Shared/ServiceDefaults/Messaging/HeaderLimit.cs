using System.Globalization;
using MassTransit;
using MassTransit.Context;
using MassTransit.RabbitMqTransport;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace EventDriven.ServiceDefaults;

/// <summary>
/// Makes a message's headers fit into one frame. RabbitMQ closes the connection if they are larger, and then delivers
/// the message again, without end. Removes first what MassTransit adds to a failed message, then the largest headers.
/// Applied to messages that an endpoint moves to its error or skipped queue, and to all that are sent.
/// </summary>
internal sealed class HeaderLimit(ILogger<HeaderLimit> logger)
    : IFilter<ChannelContext>,
        ISendObserver,
        IPublishObserver
{
    private const int MostNamed = 5;

    // The rank of an application's headers; MassTransit's other ones come after them.
    private const int Foreign = 3;

    // The frame's own bytes, and what is added later: by the client, and, to sent messages, the other properties.
    private const int Reserve = 1024;

    private const int LargestNote = 512;
    private const int LongestName = 60;

    // RabbitMQ's default, until a connection has negotiated its limit. 0 is no limit.
    private volatile uint _frameMax = 131_072;

    public async Task Send(ChannelContext context, IPipe<ChannelContext> next)
    {
        _frameMax = context.ConnectionContext.Connection.FrameMax;
        using var limited = new Limited(context, this);
        await next.Send(limited);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("headerLimit");

    public Task PreSend<T>(SendContext<T> context)
        where T : class
    {
        var properties = new BasicProperties
        {
            MessageId = $"{context.MessageId}",
            Headers = context
                .Headers.GetAll()
                .ToDictionary(
                    header => header.Key,
                    header => (object?)Convert.ToString(header.Value, CultureInfo.InvariantCulture)
                ),
        };
        var missing = Cut(properties, $"{context.DestinationAddress}");
        if (missing.Count == 0)
            return Task.CompletedTask;

        // Written now, the body's envelope still has all headers.
        _ = (context as MessageSendContext<T>)?.Body.GetBytes();
        foreach (var name in missing)
            context.Headers.Set(name, null);
        context.Headers.Set(RestingQueues.CutHeaders, (string?)properties.Headers[RestingQueues.CutHeaders]);
        return Task.CompletedTask;
    }

    public Task PostSend<T>(SendContext<T> context)
        where T : class => Task.CompletedTask;

    public Task SendFault<T>(SendContext<T> context, Exception exception)
        where T : class => Task.CompletedTask;

    public Task PrePublish<T>(PublishContext<T> context)
        where T : class => PreSend(context);

    public Task PostPublish<T>(PublishContext<T> context)
        where T : class => Task.CompletedTask;

    public Task PublishFault<T>(PublishContext<T> context, Exception exception)
        where T : class => Task.CompletedTask;

    /// <summary>Removes headers that do not fit, and adds a note. Returns the names of those removed.</summary>
    private IReadOnlyCollection<string> Cut(BasicProperties properties, string destination)
    {
        var (size, frameMax) = (((IAmqpWriteable)properties).GetRequiredBufferSize(), _frameMax);
        var excess = size + Reserve - frameMax;
        if (frameMax == 0 || excess <= 0 || properties.Headers is not { } headers)
            return [];

        excess += LargestNote;
        var inOrder = headers
            .Select(header => (header.Key, header.Value, Size: SizeOf(header), Rank: RankOf(header.Key)))
            .OrderBy(header => header.Rank)
            .ThenByDescending(header => header.Size);
        var cut = new Stack<(string Name, object? Value, int Size, int Rank)>();
        foreach (var header in inOrder.TakeWhile(_ => excess > 0))
        {
            headers.Remove(header.Key);
            excess -= header.Size;
            cut.Push(header);
        }

        // If the removal of a larger header made room, those of the failure are added again: its message first, which
        // was removed last.
        var missing = cut.ToList();
        foreach (var header in missing.Where(header => header.Rank < Foreign && header.Size <= -excess).ToList())
        {
            headers[header.Name] = header.Value;
            excess += header.Size;
            missing.Remove(header);
        }

        var note = string.Join(
            ", ",
            missing
                .Take(MostNamed)
                .Select(header =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{header.Name[..Math.Min(header.Name.Length, LongestName)]} ({header.Size:N0} bytes)"
                    )
                )
        );
        headers[RestingQueues.CutHeaders] =
            missing.Count > MostNamed ? $"{note}, and {missing.Count - MostNamed} more" : note;
        logger.LogWarning(
            "Message {MessageId} to {Destination} has {Size} bytes of headers. RabbitMQ takes {FrameMax} (frame_max). "
                + "It is sent without {Cut}",
            properties.MessageId,
            destination,
            size,
            frameMax,
            headers[RestingQueues.CutHeaders]
        );
        return [.. missing.Select(header => header.Name)];
    }

    private static int RankOf(string name) =>
        name switch
        {
            MessageHeaders.FaultStackTrace => 0,
            _ when name.StartsWith("MT-Host-", StringComparison.Ordinal) => 1,
            MessageHeaders.FaultMessage => 2,
            _ when name.StartsWith("MT-", StringComparison.Ordinal) => Foreign + 1,
            _ => Foreign,
        };

    private static int SizeOf(KeyValuePair<string, object?> header) =>
        (
            (IAmqpWriteable)new BasicProperties { Headers = new Dictionary<string, object?>([header]) }
        ).GetRequiredBufferSize();

    private sealed class Limited(ChannelContext context, HeaderLimit limit)
        : ScopeChannelContext(context, context.CancellationToken),
            ChannelContext
    {
        // Only the transports of the error and skipped queues publish on an endpoint's own channel.
        public new Task BasicPublishAsync(
            string exchange,
            string routingKey,
            bool mandatory,
            BasicProperties basicProperties,
            byte[] body,
            bool awaitAck,
            CancellationToken cancellationToken
        )
        {
            limit.Cut(basicProperties, exchange);
            return base.BasicPublishAsync(
                exchange,
                routingKey,
                mandatory,
                basicProperties,
                body,
                awaitAck,
                cancellationToken
            );
        }
    }
}
