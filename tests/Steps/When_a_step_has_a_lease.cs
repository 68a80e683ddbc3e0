using System.Net.Sockets;

namespace EventDriven.Steps.Tests;

/// <summary>A party without idempotency keys does again what it is called for again.</summary>
public sealed class When_a_step_has_a_lease : RemoteStepsTest
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly StepOutcome Sent = StepOutcome.Unanswered("Sent");

    private readonly Call _first = new();
    private readonly Call _second = new();

    [Fact]
    public async Task The_record_tells_until_when_to_the_millisecond()
    {
        var until = Time.GetUtcNow() + Lease;
        Time.Advance(TimeSpan.FromTicks(7));
        var performed = Steps.PerformAsync(Mail(_first), Cancel);
        await _first.Begun;

        (await LeasedUntil()).ShouldBe(until);

        _first.End(Sent);
        (await Within(performed)).ShouldBeNull("no event answers");
        (await LeasedUntil()).ShouldBeNull();
    }

    [Fact]
    public async Task A_copy_waits_for_the_outcome_of_the_first()
    {
        var performed = Steps.PerformAsync(Mail(_first), Cancel);
        await _first.Begun;
        var copy = OtherReplica.PerformAsync(Mail(_second), Cancel);
        await Time.UntilWaitingAsync(Pause);

        _first.End(Sent);
        await Within(performed);
        Time.Advance(Pause);
        await Within(copy);

        _second.Record.ShouldBeNull();
        (await LeasedUntil()).ShouldBeNull();
    }

    [Fact]
    public async Task A_copy_calls_once_the_lease_has_expired()
    {
        _ = Steps.PerformAsync(Mail(_first), Cancel);
        await _first.Begun;
        var copy = OtherReplica.PerformAsync(Mail(_second), Cancel);
        await Time.UntilWaitingAsync(Pause);
        Time.Advance(Lease - Pause);
        await Time.UntilWaitingAsync(Pause);
        _second.Record.ShouldBeNull();

        Time.AdvanceTo((await LeasedUntil()).ShouldNotBeNull());
        await _second.Begun;

        _second.End(Sent);
        await Within(copy);
    }

    [Fact]
    public async Task A_copy_that_waits_ends_with_its_command()
    {
        using var stopping = new CancellationTokenSource();
        _ = Steps.PerformAsync(Mail(_first), Cancel);
        await _first.Begun;
        var copy = OtherReplica.PerformAsync(Mail(_second), stopping.Token);
        await Time.UntilWaitingAsync(Pause);

        await stopping.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(Within(copy));
    }

    [Fact]
    public async Task A_call_that_breaks_ends_it()
    {
        _first.End(new IOException("The connection broke."));
        await Should.ThrowAsync<IOException>(Within(Steps.PerformAsync(Mail(_first), Cancel)));

        _second.End(Sent);
        await Within(OtherReplica.PerformAsync(Mail(_second), Cancel));

        _second.Record.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_call_that_breaks_after_it_expired_does_not_end_that_of_the_next_copy()
    {
        var late = Steps.PerformAsync(Mail(_first), Cancel);
        await _first.Begun;
        Time.Advance(Lease + Pause);
        var next = OtherReplica.PerformAsync(Mail(_second), Cancel);
        await _second.Begun;

        _first.End(new IOException("The connection broke."));
        await Should.ThrowAsync<IOException>(Within(late));

        (await LeasedUntil()).ShouldBe(Time.GetUtcNow() + Lease);
        _second.End(Sent);
        await Within(next);
    }

    [Fact]
    public async Task A_command_that_was_given_up_before_its_save_leaves_none()
    {
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();
        var saved = new TaskCompletionSource();
        Outage.Held = saved.Task;
        var performed = Steps.PerformAsync(Mail(_first), stopped.Token);
        performed.IsCompleted.ShouldBeFalse("a save that is not waited for can leave a lease");
        saved.SetResult();
        await Should.ThrowAsync<OperationCanceledException>(Within(performed));

        _second.End(Sent);
        await Within(Steps.PerformAsync(Mail(_second), Cancel));

        _second.Record.ShouldNotBeNull();
    }

    [Fact]
    public async Task The_outcome_of_a_command_that_was_given_up_is_recorded()
    {
        using var stopping = new CancellationTokenSource();
        var saved = new TaskCompletionSource();
        var mail = Mail(_first) with
        {
            Call = async (_, _) =>
            {
                await stopping.CancelAsync();
                Outage.Held = saved.Task;
                return Sent;
            },
        };
        var performed = Steps.PerformAsync(mail, stopping.Token);
        saved.SetResult();

        await Within(performed);

        (await FindAsync("SendMail")).ShouldNotBeNull().Outcome.ShouldBe("Sent");
    }

    [Fact]
    public async Task The_outcome_is_kept_until_the_database_is_back()
    {
        var performed = Steps.PerformAsync(Mail(_first), Cancel);
        await _first.Begun;
        Outage.Error = new SocketException();
        _first.End(Sent);
        await Time.UntilWaitingAsync(Pause);

        Outage.Error = null;
        Time.Advance(Pause);
        await Within(performed);

        (await FindAsync("SendMail")).ShouldNotBeNull().Outcome.ShouldBe("Sent");
    }

    [Fact]
    public async Task The_outcome_is_not_kept_beyond_it()
    {
        var performed = Steps.PerformAsync(Mail(_first), Cancel);
        await _first.Begun;
        Outage.Error = new SocketException();
        _first.End(Sent);
        await Time.UntilWaitingAsync(Pause);

        Time.AdvanceTo((await LeasedUntil()).ShouldNotBeNull());

        await Should.ThrowAsync<SocketException>(Within(performed));
    }

    [Fact]
    public async Task A_save_that_fails_for_another_reason_fails_the_command()
    {
        var performed = Steps.PerformAsync(Mail(_first), Cancel);
        await _first.Begun;

        Outage.Error = new InvalidDataException();
        _first.End(Sent);

        await Should.ThrowAsync<InvalidDataException>(Within(performed));
    }

    private RemoteStep Mail(Call call) =>
        new()
        {
            OrderId = OrderId,
            Name = "SendMail",
            Lease = Lease,
            Call = call.Run,
        };

    private async Task<DateTimeOffset?> LeasedUntil() => (await FindAsync("SendMail")).ShouldNotBeNull().LeasedUntil;
}
