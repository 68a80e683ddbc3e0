namespace EventDriven.Operations.Failed;

/// <summary>The number of failed messages that wait for an operator; read once for each request.</summary>
public sealed class WaitingMessages(OperationsDbContext db)
{
    private const int MostCounted = 1000;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    private Task<int?>? _count;

    public static string Text(int count) => count < MostCounted ? $"{count}" : $"{count}+";

    /// <summary>Counts them, up to a thousand; null when the database does not answer.</summary>
    public Task<int?> CountAsync(CancellationToken cancel) => _count ??= ReadAsync(cancel);

    private async Task<int?> ReadAsync(CancellationToken cancel)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timeout.CancelAfter(Timeout);
        try
        {
            return await db
                .WaitingMessages.OrderBy(message => message.FailedAt)
                .Take(MostCounted)
                .CountAsync(timeout.Token);
        }
        catch (Exception exception) when (IsAway(exception))
        {
            return null;
        }
    }

    public static bool IsAway(Exception exception) =>
        exception is OperationCanceledException || TransientErrors.Is(exception);
}
