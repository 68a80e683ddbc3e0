using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace EventDriven.GroupedSaves.Tests;

/// <summary>Every order of calls, cancellations and replies of the database, with a fake database.</summary>
public sealed class When_a_group_is_at_work
{
    private static readonly Statement Insert = AStatement();

    [Fact]
    public void Every_save_ends_as_its_transaction_did()
    {
        var runs = Interleavings.Explore(steps =>
        {
            var database = new Database([new BatchResult.Committed(), new BatchResult.Failed(), Lost()]);
            Caller[] callers = [new("a"), new("b"), new("c")];

            Run(steps, database, callers);
        });

        runs.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void Saves_of_one_row_are_never_in_one_group_and_keep_their_order()
    {
        Interleavings.Explore(steps =>
        {
            var database = new Database([new BatchResult.Committed()]);
            Caller[] callers = [new("a"), new("a", "b"), new("b")];

            Run(steps, database, callers);

            database.Batches.ShouldAllBe(batch => batch.Saves.Count < 3);
        });
    }

    [Fact]
    public void Offenders_are_taken_out_and_the_rest_is_saved()
    {
        Interleavings.Explore(steps =>
        {
            var database = new Database([new BatchResult.Committed()]) { Offending = "b" };
            Caller[] callers = [new("a"), new("b"), new("c")];

            Run(steps, database, callers);

            callers
                .Select(caller => caller.Outcome)
                .ShouldBe([SaveOutcome.Saved, SaveOutcome.Alone, SaveOutcome.Saved]);
        });
    }

    [Fact]
    public void A_deadlock_splits_the_group()
    {
        Interleavings.Explore(steps =>
        {
            var database = new Database([new BatchResult.Deadlock(), new BatchResult.Committed()]);
            Caller[] callers = [new("a"), new("b"), new("c")];

            Run(steps, database, callers);

            foreach (var batch in database.Batches.Where(one => one.Result is BatchResult.Deadlock))
                batch.Saves.ShouldAllBe(save => IsLater(database, batch, save) || Of(callers, save).IsAlone);
        });
    }

    [Fact]
    public void Locked_rows_stay_out_of_groups_until_they_are_free()
    {
        Interleavings.Explore(steps =>
        {
            var database = new Database([new BatchResult.Committed()]) { Locked = "b" };
            Caller[] callers = [new("a"), new("b"), new("b"), new("c")];

            Run(steps, database, callers);

            database
                .Batches.Count(batch => batch.Saves.Any(save => save.Rows[0].Key.Equals(KeyOf("b"))))
                .ShouldBeLessThan(2);
            callers.Where(caller => caller.Name == "b").ShouldAllBe(caller => caller.IsAlone);
            callers.Where(caller => caller.Name != "b").ShouldAllBe(caller => caller.Outcome == SaveOutcome.Saved);
        });
    }

    [Fact]
    public void A_cancellation_ends_one_wait_alone()
    {
        Interleavings.Explore(steps =>
        {
            var database = new Database([new BatchResult.Committed()]);
            Caller[] callers = [new("a"), new("b"), new("c")];

            Run(steps, database, callers, cancelled: callers[1]);

            callers[0].Outcome.ShouldBe(SaveOutcome.Saved);
            callers[2].Outcome.ShouldBe(SaveOutcome.Saved);
        });
    }

    [Fact]
    public void Nothing_flows_from_a_caller_into_the_group()
    {
        var flowing = new AsyncLocal<string?>();
        var seen = new HashSet<string?>();
        void Flow() => flowing.Value = "of a caller";

        Interleavings.Explore(steps =>
        {
            var database = new Database([new BatchResult.Committed()]) { Executing = () => seen.Add(flowing.Value) };
            Caller[] callers = [new("a") { Calling = Flow }, new("b") { Calling = Flow }];

            Run(steps, database, callers);
        });

        seen.ShouldBe([null]);
    }

    private static BatchResult.Lost Lost() => new(new TimeoutException());

    private static bool IsLater(Database database, Batch batch, Save save) =>
        database.Batches.SkipWhile(one => one != batch).Skip(1).Any(later => later.Saves.Contains(save));

    private static Caller Of(Caller[] callers, Save save) => callers.Single(caller => caller.Save == save);

    private static void Run(Interleavings steps, Database database, Caller[] callers, Caller? cancelled = null)
    {
        var group = new SaveGroup(database, steps);
        List<Task> calls = [];
        steps.RunToEnd(() =>
            [
                .. calls.Count < callers.Length ? [Call] : Array.Empty<Action>(),
                .. database.Replies(),
                .. cancelled is { IsCancelled: false } ? [() => cancelled.Cancel()] : Array.Empty<Action>(),
            ]
        );

        void Call()
        {
            var caller = callers[calls.Count];
            calls.Add(steps.Start(() => caller.CallAsync(group)));
        }

        // Every call has ended.
        calls.ShouldAllBe(call => call.IsCompletedSuccessfully);
        database.MostAtOnce.ShouldBe(1);
        foreach (var batch in database.Batches)
        {
            var keys = batch.Saves.SelectMany(save => save.Rows).Select(row => row.Key).ToList();
            keys.Distinct().Count().ShouldBe(keys.Count, "two saves of one row in one group");
        }

        foreach (var caller in callers)
        {
            var results = database.Batches.Where(batch => batch.Saves.Contains(caller.Save)).ToList();
            if (caller.Outcome is { } outcome)
                (
                    results.LastOrDefault()?.Result switch
                    {
                        BatchResult.Committed => SaveOutcome.Saved,
                        BatchResult.Lost => SaveOutcome.Unknown,
                        _ => SaveOutcome.Alone,
                    }
                ).ShouldBe(outcome);
            results.SkipLast(1).ShouldAllBe(batch => !batch.IsFinal);
        }

        // What was called first is committed first, row by row.
        foreach (var key in callers.SelectMany(caller => caller.Save.Rows).Select(row => row.Key).Distinct())
        {
            var committed = database
                .Batches.Where(batch => batch.Result is BatchResult.Committed)
                .SelectMany(batch => batch.Saves)
                .Where(save => save.Rows.Any(row => row.Key.Equals(key)))
                .Select(save => Of(callers, save).Number)
                .ToList();
            committed.ShouldBe(committed.Order());
        }
    }

    private static RowKey KeyOf(string name) => new(Insert.Table, [name]);

    private static Statement AStatement()
    {
        using var context = new Names(
            new DbContextOptionsBuilder<Names>().UseNpgsql(new NpgsqlConnection("Host=nowhere")).Options
        );
        var type = context.Model.FindEntityType(typeof(Named))!;
        return Statement.Write(Coverage.Of(type), EntityState.Added, 0);
    }

    private sealed class Names(DbContextOptions<Names> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder) =>
            modelBuilder.Entity<Named>().HasKey(named => named.Name);
    }

    private sealed class Named
    {
        public required string Name { get; init; }
    }

    private sealed class Caller(params string[] names) : IDisposable
    {
        private static int _calls;

        private readonly CancellationTokenSource _cancellation = new();

        public string Name => names[0];

        public Save Save { get; } = new([.. names.Select(name => new Row(Insert, [name]))]);

        public SaveOutcome? Outcome { get; private set; }

        public bool IsAlone => Outcome == SaveOutcome.Alone;

        public bool IsCancelled => _cancellation.IsCancellationRequested;

        /// <summary>The place of the call among all calls.</summary>
        public int Number { get; private set; }

        public void Cancel() => _cancellation.Cancel();

        public void Dispose() => _cancellation.Dispose();

        public Action? Calling { get; init; }

        public async Task CallAsync(SaveGroup group)
        {
            Calling?.Invoke();
            Number = _calls++;
            try
            {
                Outcome = await group.SaveAsync(Save, _cancellation.Token);
            }
            catch (OperationCanceledException)
            {
                // Whether it was saved is then not known to the caller.
            }
        }
    }

    private sealed class Batch(IReadOnlyList<Save> saves)
    {
        public IReadOnlyList<Save> Saves { get; } = [.. saves];

        public TaskCompletionSource<BatchResult> Reply { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Whether its saves must not be sent again.</summary>
        public bool IsFinal => Result is BatchResult.Committed or BatchResult.Lost;

        public BatchResult? Result => Reply.Task.IsCompleted ? Reply.Task.Result : null;
    }

    private sealed class Database(IReadOnlyList<BatchResult> results) : ISaveBatch
    {
        public List<Batch> Batches { get; } = [];

        public int MostAtOnce { get; private set; }

        /// <summary>The name whose saves are refused.</summary>
        public string? Offending { get; init; }

        /// <summary>The name of the row that another session holds.</summary>
        public string? Locked { get; init; }

        public Action? Executing { get; init; }

        public Task<BatchResult> ExecuteAsync(IReadOnlyList<Save> saves)
        {
            Executing?.Invoke();
            Batches.Add(new Batch(saves));
            MostAtOnce = Math.Max(MostAtOnce, Batches.Count(batch => batch.Result is null));
            return Batches[^1].Reply.Task;
        }

        public Task<bool> IsSavedAsync(Save save, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        /// <summary>The replies that are possible now.</summary>
        public IEnumerable<Action> Replies() =>
            Batches
                .Where(batch => batch.Result is null)
                .SelectMany(batch => ResultsOf(batch).Select(result => (Action)(() => batch.Reply.SetResult(result))));

        private IEnumerable<BatchResult> ResultsOf(Batch batch)
        {
            var offenders = With(batch, Offending);
            var locked = With(batch, Locked);
            return offenders.Count > 0 ? [new BatchResult.Refused(offenders)]
                : locked.Count > 0 ? [new BatchResult.LockTimeout(new HashSet<RowKey> { KeyOf(Locked!) })]
                : results;
        }

        private static HashSet<Save> With(Batch batch, string? name) =>
            name is null ? [] : [.. batch.Saves.Where(save => save.Rows.Any(row => row.Key.Equals(KeyOf(name))))];
    }
}
