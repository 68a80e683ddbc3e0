namespace EventDriven.Operations.Orders;

/// <summary>
/// Adds the order saga's events to the read model. An order's state is that of its latest entry.
/// </summary>
public sealed class OrderProjection(IServiceScopeFactory scopes, StuckLimits limits, TimeProvider time)
{
    public const string Name = "console";

    private readonly Projection<OperationsDbContext, TrackedOrder> _projection = new(
        Name,
        scopes,
        static (db, orderIds) =>
            db
                .TrackedOrders.Where(order => orderIds.Contains(order.OrderId))
                .Select(order => new Projected<TrackedOrder>(
                    order.OrderId,
                    order,
                    db.HistoryEntries.Where(entry => entry.OrderId == order.OrderId)
                        .Select(entry => new ProjectedEntry(entry.Epoch, entry.Sequence, entry.At))
                        .ToList()
                )),
        time
    );

    /// <summary>Adds one entry, unless it is there.</summary>
    public Task<ProjectionResult> AddAsync(OrderStatusChanged said, CancellationToken cancellationToken) =>
        _projection.ApplyAsync(
            said,
            needsRow: true,
            (db, order) => Apply(said, order?.Row, order?.Entries ?? [], limits, row => db.Add(row)),
            cancellationToken
        );

    internal static void Apply(
        OrderStatusChanged said,
        TrackedOrder? order,
        IReadOnlyCollection<ProjectedEntry> known,
        StuckLimits limits,
        Action<object> add
    )
    {
        var (pending, epoch, at) = (said.Pending, said.Epoch ?? 1, said.At.ToUniversalTime());
        add(
            new HistoryEntry
            {
                OrderId = said.OrderId,
                Epoch = epoch,
                Sequence = said.Sequence,
                Event = said.Event,
                From = said.From,
                State = said.State,
                Cause = said.Cause,
                MessageId = said.MessageId,
                Message = said.Message,
                ConversationId = said.ConversationId,
                TraceId = said.TraceId,
                Step = pending?.Step,
                Attempt = pending?.Attempt,
                MaxAttempts = pending?.MaxAttempts,
                Undo = said.Undo is null ? null : string.Join(' ', said.Undo),
                WaitsUntil = pending?.Until.ToUniversalTime(),
                At = at,
            }
        );
        var submittedAt = said.SubmittedAt?.ToUniversalTime() ?? at;
        // Those of each epoch are the same.
        var lines = known.Any(entry => entry.Sequence == 1) ? null : said.Lines;
        foreach (var (line, number) in (lines ?? []).Select((line, index) => (line, index + 1)))
        {
            add(
                new TrackedLine
                {
                    OrderId = said.OrderId,
                    Number = number,
                    Sku = line.Sku,
                    Quantity = line.Quantity,
                    SubmittedAt = submittedAt,
                }
            );
        }

        if (order is null)
        {
            order = new TrackedOrder
            {
                OrderId = said.OrderId,
                SubmittedAt = submittedAt,
                State = said.State,
                Sequence = 0,
                StateSince = at,
                UpdatedAt = at,
                Undo = "",
            };
            add(order);
        }

        if (epoch < order.Epoch)
            return;
        if (epoch > order.Epoch)
            (order.Epoch, order.Sequence, order.WaitSequence) = (epoch, 0, 0);
        order.CustomerId ??= said.CustomerId;
        order.MachineVersion ??= said.MachineVersion;
        // Without a time of submission, the earliest entry counts.
        if (said.SubmittedAt is null && submittedAt < order.SubmittedAt)
            order.SubmittedAt = submittedAt;
        // An older version does not say when the state began: the entry before the latest may know an earlier time.
        var since = said.StateSince?.ToUniversalTime() ?? at;
        if (said.Sequence > order.Sequence)
            MoveOn(order, said, at);
        else if (said.Sequence == order.Sequence - 1 && said.State == order.State && since < order.StateSince)
            Began(order, since);
        Wait(order, said);
        order.Missing = order.Sequence - 1 - known.Count(entry => entry.Epoch == epoch);
        order.StuckAt = limits.StuckAt(order);
    }

    private static void MoveOn(TrackedOrder order, OrderStatusChanged said, DateTimeOffset at)
    {
        var isSame = order.State == said.State && order.Sequence > 0;
        var since = said.StateSince?.ToUniversalTime() ?? (isSame ? order.StateSince : at);
        order.State = said.State;
        order.Sequence = said.Sequence;
        order.UpdatedAt = at;
        order.Reason = said.Reason;
        order.TotalAmount = said.Total?.Amount ?? order.TotalAmount;
        order.TotalCurrency = said.Total?.Currency ?? order.TotalCurrency;
        order.Undo = string.Join(' ', said.Undo ?? []);
        Began(order, since);
    }

    // A note after the end, such as a late cancellation, does not change the time of the end.
    private static void Began(TrackedOrder order, DateTimeOffset at)
    {
        order.StateSince = at;
        order.EndedAt = OrderStates.IsEnd(order.State) ? at : null;
    }

    private static void Wait(TrackedOrder order, OrderStatusChanged said)
    {
        var endsTheWait = OrderStates.IsEnd(said.State) || said.State == OrderStates.CompensationFailed;
        if (said.Sequence < order.WaitSequence || (said.Pending is null && !endsTheWait))
            return;
        order.Step = said.Pending?.Step;
        order.Participant = said.Pending?.Participant;
        order.Attempt = said.Pending?.Attempt;
        order.MaxAttempts = said.Pending?.MaxAttempts;
        order.WaitsUntil = said.Pending?.Until.ToUniversalTime();
        order.WaitSequence = said.Sequence;
    }
}
