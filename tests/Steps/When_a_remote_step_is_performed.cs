namespace EventDriven.Steps.Tests;

public sealed class When_a_remote_step_is_performed : RemoteStepsTest
{
    [Fact]
    public async Task The_request_is_saved_before_the_call()
    {
        var call = new Call();
        var performed = Steps.PerformAsync(Void(call, request: "5 EUR"), Cancel);
        await call.Begun;

        var record = (await FindAsync("Void")).ShouldNotBeNull();

        (record.Outcome, record.Answer, record.AnsweredAt, record.LeasedUntil).ShouldBe((null, null, null, null));
        record.RequestedAt.ShouldBe(Time.GetUtcNow());
        record.ReadRequest<string>().ShouldBe("5 EUR");
        call.Record.ShouldNotBeNull().IdempotencyKey.ShouldBe($"{OrderId}:Void");
        call.End(Voided);
        await Within(performed);
    }

    [Fact]
    public async Task The_outcome_is_saved_with_its_answer()
    {
        var answer = (await PerformAsync(Void(), Voided)).ShouldNotBeNull();

        var record = (await FindAsync("Void")).ShouldNotBeNull();
        (record.Outcome, record.AnsweredAt).ShouldBe((nameof(PaymentVoided), Time.GetUtcNow()));
        record.Request.ShouldBeNull();
        answer.ShouldBe(new StepAnswer(record.AnswerId, new PaymentVoided { OrderId = OrderId }));
    }

    [Fact]
    public async Task A_copy_gets_the_recorded_answer_without_a_call()
    {
        var answer = await PerformAsync(Void(), Voided);
        var call = new Call();

        (await Within(OtherReplica.PerformAsync(Void(call), Cancel))).ShouldBe(answer);

        call.Record.ShouldBeNull();
    }

    [Fact]
    public async Task Copies_at_once_get_one_answer()
    {
        var (first, second) = (new Call(), new Call());
        var answer = Steps.PerformAsync(Void(first), Cancel);
        await first.Begun;
        var copy = OtherReplica.PerformAsync(Void(second), Cancel);
        await second.Begun;

        second.End(Voided);
        var recorded = await Within(copy);
        first.End(Refunded);

        recorded.ShouldNotBeNull().Event.ShouldBeOfType<PaymentVoided>();
        (await Within(answer)).ShouldBe(recorded);
    }

    [Fact]
    public async Task A_call_that_breaks_is_made_again_for_the_same_record()
    {
        var broken = new Call();
        broken.End(new IOException("The connection broke."));
        await Should.ThrowAsync<IOException>(Within(Steps.PerformAsync(Void(broken, request: "5 EUR"), Cancel)));
        (await FindAsync("Void")).ShouldNotBeNull().Outcome.ShouldBeNull();

        var again = new Call();
        again.End(Voided);
        var answer = await Within(OtherReplica.PerformAsync(Void(again, request: "7 EUR"), Cancel));

        again.Record.ShouldNotBeNull().ReadRequest<string>().ShouldBe("5 EUR", "a key belongs to one request");
        answer.ShouldNotBeNull().MessageId.ShouldBe(broken.Record.ShouldNotBeNull().AnswerId);
    }

    [Fact]
    public async Task An_undo_supersedes_the_call_in_flight()
    {
        var call = new Call();
        var action = Steps.PerformAsync(Authorise(call), Cancel);
        await call.Begun;

        await PerformAsync(Void() with { Undoes = "Authorise" }, Voided);
        call.End(StepOutcome.Of(new PaymentAuthorised { OrderId = OrderId, AuthorisationId = "auth-1" }));

        (await Within(action)).ShouldNotBeNull().Event.ShouldBeOfType<PaymentDeclined>();
        (await FindAsync("Authorise")).ShouldNotBeNull().Outcome.ShouldBe(StepRecord.Superseded);
    }

    [Fact]
    public async Task An_action_after_its_undo_makes_no_call()
    {
        await PerformAsync(Void() with { Undoes = "Authorise" }, Voided);
        var late = new Call();

        var answer = await Within(OtherReplica.PerformAsync(Authorise(late), Cancel));

        answer.ShouldNotBeNull().Event.ShouldBeOfType<PaymentDeclined>();
        late.Record.ShouldBeNull();
    }

    [Fact]
    public async Task Steps_of_other_orders_are_left_alone()
    {
        await PerformAsync(Void(), Voided);

        var other = await PerformAsync(Void() with { OrderId = Guid.NewGuid() }, Refunded);

        other.ShouldNotBeNull().Event.ShouldBeOfType<PaymentRefunded>();
        (await FindAsync("Void")).ShouldNotBeNull().Outcome.ShouldBe(nameof(PaymentVoided));
    }

    [Fact]
    public async Task A_command_that_is_given_up_ends_the_wait_for_the_call()
    {
        using var stopping = new CancellationTokenSource();
        var call = new Call();
        var performed = Steps.PerformAsync(Void(call), stopping.Token);
        await call.Begun;

        await stopping.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(Within(performed));
        (await FindAsync("Void")).ShouldNotBeNull().Outcome.ShouldBeNull();
    }

    [Fact]
    public async Task A_command_that_was_given_up_calls_nobody()
    {
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();
        var (call, saved) = (new Call(), new TaskCompletionSource());
        Outage.Held = saved.Task;

        await Should.ThrowAsync<OperationCanceledException>(Within(Steps.PerformAsync(Void(call), stopped.Token)));

        saved.SetResult();
        call.Record.ShouldBeNull();
    }

    [Fact]
    public async Task A_command_that_is_given_up_does_not_wait_until_the_outcome_is_recorded()
    {
        using var stopping = new CancellationTokenSource();
        var saved = new TaskCompletionSource();
        var step = Void() with
        {
            Call = async (_, _) =>
            {
                await stopping.CancelAsync();
                Outage.Held = saved.Task;
                return Voided;
            },
        };

        await Should.ThrowAsync<OperationCanceledException>(Within(Steps.PerformAsync(step, stopping.Token)));

        saved.SetResult();
    }

    [Fact]
    public async Task A_save_that_fails_fails_the_command()
    {
        var call = new Call();
        var performed = Steps.PerformAsync(Void(call), Cancel);
        await call.Begun;

        Outage.Error = new System.Net.Sockets.SocketException();
        call.End(Voided);

        await Should.ThrowAsync<System.Net.Sockets.SocketException>(Within(performed));
    }

    private RemoteStep Void(Call? call = null, string? request = null) =>
        new()
        {
            OrderId = OrderId,
            Name = "Void",
            Request = request,
            Call = (call ?? new Call()).Run,
        };

    private RemoteStep Authorise(Call call) =>
        new()
        {
            OrderId = OrderId,
            Name = "Authorise",
            Call = call.Run,
            Superseded = () => new PaymentDeclined { OrderId = OrderId, Reason = "Cancelled." },
        };
}
