namespace EventDriven.GroupedSaves;

/// <summary>
/// Collects the saves of one database. One group is saved at a time, and saves that arrive meanwhile form the next one.
/// A save never fails because of another one: failing saves are returned to EF Core, and the others are sent again.
/// </summary>
internal sealed class SaveGroup(ISaveBatch batch, TaskScheduler scheduler)
{
    /// <summary>As many saves as a queue's consumers have in progress, twice.</summary>
    internal const int MaxSaves = 64;

    private const int MaxRows = 1000;

    private readonly Lock _lock = new();
    private readonly LinkedList<Save> _waiting = [];

    // Rows that another session kept locked for longer than lock_timeout. Their saves stay out of groups until a save
    // of them ends without another lock timeout.
    private readonly HashSet<RowKey> _locked = [];
    private bool _isAtWork;

    public ISaveBatch Batch => batch;

    /// <param name="cancellationToken">Ends the caller's wait. A save in progress may still be committed.</param>
    public async Task<SaveOutcome> SaveAsync(Save save, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (IsLocked(save))
                return SaveOutcome.Alone;

            _waiting.AddLast(save);
            if (!_isAtWork)
            {
                _isAtWork = true;
                StartWork();
            }
        }

        await using (cancellationToken.UnsafeRegister(_ => Cancel(save, cancellationToken), state: null))
            return await save.Outcome;
    }

    /// <summary>The save's rows may be in groups again, because they were free.</summary>
    public void Unlock(Save save)
    {
        lock (_lock)
            _locked.ExceptWith(save.Rows.Select(row => row.Key));
    }

    /// <summary>The save's rows stay out of groups, because another session holds them.</summary>
    public void Lock(Save save)
    {
        lock (_lock)
            _locked.UnionWith(save.Rows.Select(row => row.Key));
    }

    private void Cancel(Save save, CancellationToken cancellationToken)
    {
        lock (_lock)
            _waiting.Remove(save);
        save.Cancel(cancellationToken);
    }

    private bool IsLocked(Save save) => _locked.Count > 0 && save.Rows.Any(row => _locked.Contains(row.Key));

    // Nothing of the caller's execution context, such as its activity, flows into the work for others.
    private void StartWork()
    {
        using (ExecutionContext.SuppressFlow())
            Task.Factory.StartNew(WorkAsync, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler);
    }

    private async Task WorkAsync()
    {
        while (NextGroup() is { Count: > 0 } group)
            await SaveAsync(group);
    }

    // Two saves of one row are in two groups: the second one then finds what the first one wrote.
    private List<Save> NextGroup()
    {
        lock (_lock)
        {
            var group = new List<Save>(Math.Min(_waiting.Count, MaxSaves));
            var keys = new HashSet<RowKey>();
            var rows = 0;
            for (var node = _waiting.First; node is not null && group.Count < MaxSaves && rows < MaxRows; )
            {
                var (next, save) = (node.Next, node.Value);
                if (!save.Rows.Any(row => keys.Contains(row.Key)))
                {
                    group.Add(save);
                    _waiting.Remove(node);
                    rows += save.Rows.Count;
                }

                // Also if it waits: what comes after it must not overtake it.
                keys.UnionWith(save.Rows.Select(row => row.Key));
                node = next;
            }

            _isAtWork = group.Count > 0;
            return group;
        }
    }

    private async Task SaveAsync(List<Save> saves)
    {
        while (saves.Count > 0)
        {
            BatchResult result;
            try
            {
                result = await batch.ExecuteAsync(saves);
            }
            catch (Exception exception)
            {
                // Not foreseen. The callers get it, and the next group goes on.
                result = new BatchResult.Lost(exception);
            }

            switch (result)
            {
                case BatchResult.Committed:
                    End(saves, SaveOutcome.Saved);
                    return;
                case BatchResult.Refused(var offenders):
                    saves = TakeOut(saves, offenders.Contains);
                    break;
                case BatchResult.LockTimeout(var keys) when keys.Count > 0:
                    saves = TakeOut(saves, save => save.Rows.Any(row => keys.Contains(row.Key)));
                    End(Lock(keys), SaveOutcome.Alone);
                    break;
                case BatchResult.Deadlock when saves.Count > 1:
                    var half = saves.Count / 2;
                    await SaveAsync(saves[..half]);
                    saves = saves[half..];
                    break;
                case BatchResult.Lost(var failure):
                    End(saves, SaveOutcome.Unknown, failure);
                    return;
                default:
                    End(saves, SaveOutcome.Alone);
                    return;
            }
        }
    }

    /// <summary>Keeps rows out of groups, and returns their waiting saves, which wait no longer.</summary>
    private List<Save> Lock(IReadOnlySet<RowKey> keys)
    {
        lock (_lock)
        {
            _locked.UnionWith(keys);
            var waiting = _waiting.Where(IsLocked).ToList();
            foreach (var save in waiting)
                _waiting.Remove(save);
            return waiting;
        }
    }

    private static List<Save> TakeOut(List<Save> saves, Func<Save, bool> isOffender)
    {
        var sorted = saves.ToLookup(isOffender);
        End(sorted[true], SaveOutcome.Alone);
        return [.. sorted[false]];
    }

    private static void End(IEnumerable<Save> saves, SaveOutcome outcome, Exception? failure = null)
    {
        foreach (var save in saves)
            save.End(outcome, failure);
    }
}
