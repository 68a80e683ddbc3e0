using MassTransit;
using MassTransit.EntityFrameworkCoreIntegration.Sagas;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Persistence.Tests;

/// <summary>Every order of calls, cancellations and replies of the database, with a fake database.</summary>
public sealed class When_loads_arrive_together
{
    [Fact]
    public void Each_gets_its_own_instance()
    {
        var shared = 0;
        var runs = Interleavings.Explore(steps =>
        {
            var database = new FakeDatabase { Missing = Id('c') };
            Caller[] callers = [new('a'), new('b'), new('a'), new('c')];

            var queries = Run(steps, database, callers);

            callers.ShouldAllBe(caller => caller.Loaded.IsLoaded);
            foreach (var caller in callers)
                caller.Loaded.Instance?.CorrelationId.ShouldBe(caller.Id);
            callers
                .Select(caller => caller.Loaded.Instance)
                .Distinct()
                .Count()
                .ShouldBe(4, "three objects, and null for the one that is missing");
            shared += queries < callers.Length ? 1 : 0;
        });

        runs.ShouldBeGreaterThan(100);
        shared.ShouldBeGreaterThan(runs / 4);
    }

    [Fact]
    public void Two_loads_of_one_instance_are_in_two_queries()
    {
        Interleavings.Explore(steps =>
        {
            // Both wait behind the first query in some of the runs.
            Caller[] callers = [new('b'), new('a'), new('a')];

            Run(steps, new FakeDatabase(), callers);

            callers.Select(caller => caller.Loaded.Instance!.CorrelationId).ShouldBe([Id('b'), Id('a'), Id('a')]);
            callers[1].Loaded.Instance.ShouldNotBeSameAs(callers[2].Loaded.Instance);
        });
    }

    [Fact]
    public void A_query_that_fails_fails_its_own_caller_alone()
    {
        Interleavings.Explore(steps =>
        {
            var database = new FakeDatabase { Fails = true };
            Caller[] callers = [new('a'), new('b'), new('c')];

            var queries = Run(steps, database, callers);

            callers.Count(caller => caller.Failure is not null).ShouldBe(queries);
            callers.ShouldAllBe(caller => caller.Failure is TimeoutException || !caller.Loaded.IsLoaded);
        });
    }

    [Fact]
    public void A_cancellation_ends_one_wait_alone()
    {
        Interleavings.Explore(steps =>
        {
            var database = new FakeDatabase();
            Caller[] callers = [new('a'), new('b') { IsToBeCancelled = true }, new('c')];

            Run(steps, database, callers);

            // If they shared the cancelled caller's query, they load alone.
            foreach (var caller in new[] { callers[0], callers[2] })
            {
                caller.Failure.ShouldBeNull();
                caller.Loaded.IsLoaded.ShouldBe(caller.Loaded.Instance is not null);
            }

            (callers[1].Failure is OperationCanceledException || callers[1].Loaded.IsLoaded).ShouldBeTrue();
        });
    }

    private static Guid Id(char name) => new(name, 0, 0, new byte[8]);

    private static int Run(Interleavings steps, FakeDatabase database, Caller[] callers)
    {
        var group = new SagaLoadGroup<Instance>(database.Query);
        var called = 0;
        List<Task> calls = [];
        steps.RunToEnd(() =>
            [
                .. called < callers.Length ? [Call] : Array.Empty<Action>(),
                .. database.Replies(),
                .. callers
                    .Where(caller => caller is { IsToBeCancelled: true, Cancel.IsCancellationRequested: false })
                    .Select(caller => (Action)caller.Cancel.Cancel),
            ]
        );

        calls.ShouldAllBe(call => call.IsCompletedSuccessfully, "every call ends");
        var queries = database.Queries;
        var last = new Caller('z');
        var after = steps.Start(() => last.LoadAsync(group));
        steps.RunToEnd(database.Replies);
        after.IsCompletedSuccessfully.ShouldBeTrue("the group is ready for more");
        return queries;

        void Call()
        {
            var caller = callers[called++];
            calls.Add(steps.Start(() => caller.LoadAsync(group)));
        }
    }

    private sealed class Instance : ISaga
    {
        public Guid CorrelationId { get; set; }
    }

    private sealed class Caller(char name)
    {
        public Guid Id { get; } = Id(name);

        public bool IsToBeCancelled { get; init; }

        public CancellationTokenSource Cancel { get; } = new();

        public (bool IsLoaded, Instance? Instance) Loaded { get; private set; }

        public Exception? Failure { get; private set; }

        public async Task LoadAsync(SagaLoadGroup<Instance> group)
        {
            try
            {
                Loaded = await group.LoadAsync(dbContext: null!, Id, Cancel.Token);
            }
            catch (Exception exception)
            {
                Failure = exception;
            }
        }
    }

    private sealed class FakeDatabase
    {
        private readonly List<TaskCompletionSource> _asked = [];

        public bool Fails { get; init; }

        public Guid Missing { get; init; }

        public int Queries { get; private set; }

        public async Task<List<Instance>> Query(DbContext dbContext, Guid[] ids, CancellationToken cancellationToken)
        {
            Queries++;
            _asked.ShouldBeEmpty("one query runs at a time");
            var reply = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _asked.Add(reply);
            try
            {
                await using (cancellationToken.UnsafeRegister(_ => reply.TrySetCanceled(cancellationToken), null))
                    await reply.Task;
            }
            finally
            {
                _asked.Remove(reply);
            }

            return Fails
                ? throw new TimeoutException()
                : [.. ids.Where(id => id != Missing).Select(id => new Instance { CorrelationId = id })];
        }

        public IEnumerable<Action> Replies() =>
            [.. _asked.Where(reply => !reply.Task.IsCompleted).Select(reply => (Action)reply.SetResult)];
    }
}
