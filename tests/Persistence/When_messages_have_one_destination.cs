using EventDriven.Scheduling;
using MassTransit.EntityFrameworkCoreIntegration;

namespace EventDriven.Persistence.Tests;

public sealed class When_messages_have_one_destination
{
    private readonly SendOrder _turns = new();
    private readonly List<string> _begun = [];

    [Fact]
    public async Task Each_waits_for_the_one_before_it()
    {
        var first = new TaskCompletionSource<bool>();

        Task[] sends = [InTurn("queue", "first", first.Task), InTurn("queue", "second"), InTurn("queue", "third")];

        _begun.ShouldBe(["first"]);
        first.SetResult(true);
        await Task.WhenAll(sends);
        _begun.ShouldBe(["first", "second", "third"]);
    }

    [Fact]
    public async Task Those_for_another_do_not_wait()
    {
        var first = new TaskCompletionSource<bool>();

        Task[] sends = [InTurn("queue", "first", first.Task), InTurn("other", "second")];

        _begun.ShouldBe(["first", "second"]);
        first.SetResult(true);
        await Task.WhenAll(sends);
    }

    [Fact]
    public async Task One_that_fails_does_not_block_the_others()
    {
        var first = new TaskCompletionSource<bool>();
        Task[] sends = [InTurn("queue", "first", first.Task), InTurn("queue", "second")];

        first.SetResult(false);

        await Task.WhenAll(sends);
        _begun.ShouldBe(["first", "second"]);
    }

    private Task InTurn(string queue, string name, Task<bool>? sent = null) =>
        _turns.InTurn(new OutboxMessage { DestinationAddress = new Uri($"queue:{queue}") }, () =>
        {
            _begun.Add(name);
            return sent ?? Task.FromResult(true);
        });
}
