namespace EventDriven.Scheduling;

/// <summary>
/// Keeps the order of messages for one destination. Concurrent sends could overtake the first one, which waits until
/// the transport has declared the destination. After a failure the order is lost: the waiting messages are sent at
/// once.
/// </summary>
internal sealed class SendOrder
{
    private const int ManyDestinations = 100;

    private readonly Dictionary<Uri, (Task Last, TaskCompletionSource Broken)> _turns = [];

    /// <param name="send">Returns false, or throws, if the message was not sent.</param>
    public Task InTurn(StoredMessage message, Func<Task<bool>> send)
    {
        if (message.DestinationAddress is not { } destination)
            return send();

        if (_turns.Count > ManyDestinations)
        {
            foreach (var (idle, _) in _turns.Where(turn => turn.Value.Last.IsCompleted).ToList())
                _turns.Remove(idle);
        }

        var (before, broken) =
            _turns.TryGetValue(destination, out var turn) && !turn.Last.IsCompleted
                ? turn
                : (Task.CompletedTask, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var sent = Send(before, broken, send);
        _turns[destination] = (sent, broken);
        return sent;
    }

    private static async Task Send(Task before, TaskCompletionSource broken, Func<Task<bool>> send)
    {
        if (!before.IsCompleted)
            await Task.WhenAny(before, broken.Task);

        var isSent = false;
        try
        {
            isSent = await send();
        }
        finally
        {
            if (!isSent)
                broken.TrySetResult();
        }
    }
}
