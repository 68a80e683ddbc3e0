namespace EventDriven.Steps;

/// <summary>
/// The recorded steps of one order, and every decision about them: duplicates, an undo before its action, a late
/// action, a repeated answer. Depends only on the records, the command and the time.
/// </summary>
/// <param name="add">Saves a new record.</param>
public class KnownSteps(Guid orderId, IEnumerable<StepRecord> records, Action<StepRecord> add)
{
    private readonly List<StepRecord> _records = [.. records];

    /// <summary>The order.</summary>
    public Guid OrderId => orderId;

    /// <summary>The record of a step; null if no command asked for it.</summary>
    public StepRecord? Find(string step) => _records.Find(record => record.Step == step);

    /// <summary>A local step: one save makes its effect and records its answer, for the first command only.</summary>
    /// <param name="undoes">The step that this one undoes.</param>
    /// <param name="effect">Makes the effect, and returns the answering event.</param>
    /// <param name="undoneAs">As in RemoteStep.</param>
    /// <param name="epoch">As in RemoteStep.</param>
    public StepRecord Perform(
        string step,
        string? undoes,
        Func<object> effect,
        DateTimeOffset now,
        string? undoneAs = null,
        int epoch = 1
    )
    {
        var record = Request(step, undoes, request: null, now, undoneAs, epoch);
        if (record.Outcome is null)
            record.End(StepOutcome.Of(effect()), now);
        return record;
    }

    /// <summary>
    /// A remote step, before the party is called: the first command records it. An undo supersedes its action here, so
    /// that an action in flight is no longer recorded as done, whichever of the two the party serves first. An action
    /// with a recorded answer is unchanged, because the answer may be published already. An undo that is first heard of
    /// after a command of a later epoch is superseded itself.
    /// </summary>
    /// <returns>The record. If it has no outcome, call the party.</returns>
    public StepRecord Request(
        string step,
        string? undoes,
        string? request,
        DateTimeOffset now,
        string? undoneAs = null,
        int epoch = 1
    )
    {
        if (Find(step) is { } known)
        {
            known.Epoch = Math.Max(known.Epoch, epoch);
            return Check(known, undoneAs);
        }

        var record = New(step, now, epoch, request);
        if (undoes is not null && _records.Exists(other => other.Epoch > epoch))
        {
            record.End(StepOutcome.Unanswered(StepRecord.Superseded), now);
            return record;
        }

        Add(record);
        if (undoes is not null && (Find(undoes) ?? Add(New(undoes, now, epoch))) is { Outcome: null } action)
            action.End(StepOutcome.Unanswered(StepRecord.Superseded), now);
        return record;
    }

    /// <summary>
    /// A remote step, after the call. An outcome that another copy of the command or an undo has recorded is kept.
    /// </summary>
    public StepRecord Record(string step, StepOutcome outcome, DateTimeOffset now, string? undoneAs = null)
    {
        var record = Find(step)
            ?? throw new InvalidOperationException($"{step} of order {orderId} was called for and is not recorded.");
        if (record.Outcome is null)
            record.End(outcome, now);
        return Check(record, undoneAs);
    }

    private StepRecord Check(StepRecord known, string? undoneAs)
    {
        known.IsUndone =
            undoneAs is not null && _records.Exists(record => record.Outcome == undoneAs || record.Step == undoneAs);
        return known;
    }

    private StepRecord New(string step, DateTimeOffset now, int epoch, string? request = null) =>
        new()
        {
            OrderId = orderId,
            Step = step,
            Epoch = epoch,
            Request = request,
            RequestedAt = now,
        };

    private StepRecord Add(StepRecord record)
    {
        _records.Add(record);
        add(record);
        return record;
    }
}
