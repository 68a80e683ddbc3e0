namespace EventDriven.EndToEnd.Tests.Hosting;

/// <summary>An order as it was placed, the ends that it may come to, and what it came to.</summary>
internal sealed record EndedOrder(PlacedOrder Placed, string MayEnd, OrderSnapshot Seen)
{
    public bool EndedAsItMust => MayEnd.Split(" or ").Contains(Seen.State);

    /// <summary>
    /// Every order of these customers that the entry API has, also one whose answer never reached its customer, once
    /// all have ended or the time is up. Orders of others must have ended before.
    /// </summary>
    public static async Task<IReadOnlyList<EndedOrder>> All(
        Deployment deployment,
        Customers customers,
        TimeSpan within,
        CancellationToken cancel
    )
    {
        var known = await deployment.Read<string>(
            "EntryApi",
            """SELECT coalesce(string_agg("Id" || ' ' || "CustomerId", ','), '') FROM "Orders" """,
            cancel
        );
        var orders = known
            .Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split(' '))
            .ToDictionary(pair => Guid.Parse(pair[0]), pair => pair[1]);

        // From the databases, in one question for all of them. A restored saga does not know those that had ended.
        await Eventually.See(() => deployment.CountOpen(cancel), open => open == (0, 0), within, cancel);

        // All of them together have the time that one would have.
        var until = DateTimeOffset.UtcNow + TimeSpan.FromSeconds(20);
        var all = new List<EndedOrder>();
        foreach (var (id, customer) in orders.Where(order => customers.Include(order.Value)))
        {
            var (placed, mayEnd) = customers.OrderOf(customer);
            all.Add(
                new EndedOrder(
                    placed,
                    mayEnd,
                    await deployment.Orders.See(id, seen => seen.HasEnded, until - DateTimeOffset.UtcNow, cancel)
                )
            );
        }

        return all;
    }
}
