using System.Linq.Expressions;
using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.Scheduling;

internal sealed class ScheduledMessageTable<TDbContext>(
    RelaySettings settings,
    IServiceScopeFactory scopes,
    DatabaseClock<TDbContext> clock
) : RelayTable<TDbContext, ScheduledMessageRow>(settings, scopes, clock)
    where TDbContext : DbContext
{
    public override string Name { get; } = $"schedule of {typeof(TDbContext).Name}";

    // A time says when a message is due, not what it follows. Thousands are due at once after an outage.
    public override bool KeepsOrder => false;

    protected override Expression<Func<ScheduledMessageRow, bool>> In(IEnumerable<ScheduledMessageRow> messages)
    {
        Guid[] tokenIds = [.. messages.Select(message => message.TokenId)];
        return row => tokenIds.Contains(row.TokenId);
    }
}
