namespace EventDriven.TestServers.Hosting;

/// <summary>An order as GET /orders/{id} shows it.</summary>
internal sealed record OrderSnapshot(
    Guid OrderId,
    string State,
    string? Reason,
    MoneySnapshot? Total,
    IReadOnlyList<TimelineSnapshot> Timeline
)
{
    public bool HasEnded => State is "Completed" or "Rejected" or "Cancelled";
}
