using System.Collections.Concurrent;

namespace EventDriven.Load.Floors.NoDatabase;

/// <summary>
/// The guard of one step, in memory: done once for an order, and answered alike however often it is asked for.
/// </summary>
/// <param name="order">The order that a message speaks of.</param>
/// <param name="answer">Does the step.</param>
/// <param name="latency">How long the remote party takes.</param>
internal sealed class Step<TMessage>(Func<TMessage, Guid> order, Func<TMessage, object?> answer, TimeSpan latency)
    where TMessage : class
{
    private readonly ConcurrentDictionary<Guid, Lazy<(Guid Id, object? Answer)>> _answers = new();

    /// <summary>Does the step, or finds that it is done.</summary>
    /// <returns>The answer and its MessageId.</returns>
    public async Task<(Guid Id, object? Answer)> Take(TMessage message, CancellationToken cancellationToken)
    {
        if (latency > TimeSpan.Zero)
            await Task.Delay(latency, cancellationToken);
        return _answers.GetOrAdd(order(message), _ => new(() => (Guid.CreateVersion7(), answer(message)))).Value;
    }
}
