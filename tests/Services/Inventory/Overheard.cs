using Xunit;

namespace EventDriven.Services.Tests.Inventory;

/// <summary>What was published about orders.</summary>
internal sealed class Overheard
{
    private readonly Lock _lock = new();
    private readonly List<(Guid OrderId, Answer Answer)> _heard = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Add(Guid orderId, object message, Guid? messageId)
    {
        lock (_lock)
        {
            _heard.Add((orderId, new Answer(message, messageId)));
            _more.SetResult();
            _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>What was heard about an order so far.</summary>
    public IReadOnlyList<Answer> Now(Guid orderId)
    {
        lock (_lock)
            return [.. _heard.Where(heard => heard.OrderId == orderId).Select(heard => heard.Answer)];
    }

    /// <summary>What was heard about an order, once it is so many.</summary>
    public async Task<IReadOnlyList<Answer>> About(Guid orderId, int count)
    {
        while (true)
        {
            Task more;
            lock (_lock)
                more = _more.Task;

            var heard = Now(orderId);
            if (heard.Count >= count)
                return heard;

            await more.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        }
    }

    /// <summary>A message and the id that it came under.</summary>
    internal sealed record Answer(object Message, Guid? MessageId);
}
