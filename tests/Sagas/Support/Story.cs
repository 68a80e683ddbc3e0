using EventDriven.Contracts.Orders;
using EventDriven.Contracts.Payments;
using Shouldly;
using Xunit;

namespace EventDriven.Sagas.Tests.Support;

/// <summary>One order's story: what it hears, in which state that leaves it, and what it sends.</summary>
public abstract class Story : IAsyncLifetime
{
    private SagaBus _saga = null!;

    protected Guid OrderId { get; } = Guid.NewGuid();

    protected OrderState Order => _saga.Find(OrderId).ShouldNotBeNull("the order is kept");

    protected bool Exists => _saga.Find(OrderId) is not null;

    protected string State => Order.CurrentState;

    protected IReadOnlyList<OrderHistoryEntry> History => [.. Order.History];

    protected DateTimeOffset Now => _saga.Time.GetUtcNow();

    /// <summary>The deadlines that are waited for: at most one at a time.</summary>
    protected IReadOnlyList<StepDeadlineExpired> PendingDeadlines =>
        [.. _saga.Held.Pending.Select(held => (StepDeadlineExpired)held.Message)];

    /// <summary>What an operator who reads the log finds of the order.</summary>
    protected IEnumerable<string> Log =>
        _saga.Log.Split('\n').Where(line => line.Contains($"{OrderId}", StringComparison.Ordinal));

    /// <summary>What is measured from the beginning of the story.</summary>
    protected Measurements Measured { get; private set; } = null!;

    protected TimeSpan NextDeadlineIn => _saga.Held.Pending[0].Due - Now;

    /// <summary>The commands that were sent, by name, in order.</summary>
    protected IEnumerable<string> Commands =>
        _saga.Outgoing(OrderId).Where(sent => sent.Queue is not null).Select(sent => sent.Message.GetType().Name);

    /// <summary>The ends that were told: exactly one for an order that has ended.</summary>
    protected IEnumerable<string> Ends =>
        _saga
            .Outgoing(OrderId)
            .Select(sent => sent.Message.GetType().Name)
            .Where(name => name is nameof(OrderCompleted) or nameof(OrderRejected) or nameof(OrderCancelled));

    // Three tries, whatever is the default: the stories count them.
    protected virtual SagaOptions Options { get; } = new() { MaxAttempts = 3 };

    public async ValueTask InitializeAsync()
    {
        _saga = await SagaBus.Start(Options);
        Measured = _saga.Measure();
        await Situation();
    }

    public virtual async ValueTask DisposeAsync()
    {
        Measured.Dispose();
        await _saga.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>What has happened before the outcome is looked at.</summary>
    protected abstract Task Situation();

    /// <summary>Why the order's latest entry for a message was made, as an operator reads it.</summary>
    protected string CauseOf<T>() => History.Last(entry => entry.Event == typeof(T).Name).Cause;

    protected IReadOnlyList<T> Outgoing<T>() => [.. _saga.Outgoing(OrderId).Select(sent => sent.Message).OfType<T>()];

    /// <summary>The queues that a command was sent to.</summary>
    protected IEnumerable<string?> QueuesOf<T>() =>
        _saga.Outgoing(OrderId).Where(sent => sent.Message is T).Select(sent => sent.Queue);

    /// <summary>The order of the story, which came to where it is by no message.</summary>
    protected void Put(OrderState order) => _saga.Add(order);

    protected Task Hears<T>()
        where T : class => Hears(Samples.Of<T>(OrderId));

    protected async Task Hears(object message, Guid? schedulingToken = null, int? epoch = null) =>
        (await _saga.Receive(message, schedulingToken, epoch)).ShouldBeNull($"{message.GetType().Name} is taken");

    protected Task<Exception?> Faults<T>()
        where T : class => _saga.Receive(Samples.Of<T>(OrderId));

    /// <summary>Time goes on to the next deadline, and the saga hears of it.</summary>
    protected async Task DeadlinePasses()
    {
        var next = _saga.Held.TakeNext();
        _saga.Time.AdvanceTo(next.Due);
        (await _saga.Receive(next.Message, next.TokenId)).ShouldBeNull("a deadline is taken");
    }

    protected async Task DeadlinesPass(int count)
    {
        for (var i = 0; i < count; i++)
            await DeadlinePasses();
    }

    /// <summary>Submits the order, and answers each step with success until the order is in the state.</summary>
    protected async Task GoTo(string state)
    {
        var isReview = state == OrderStates.AwaitingReview;
        foreach (var message in Scenario.MessagesTo(isReview ? OrderStates.AuthorisingPayment : state))
            await Hears(Samples.Of(message, OrderId));
        if (isReview)
            await Hears<PaymentReviewRequired>();
        State.ShouldBe(state);
    }

    /// <summary>Confirms each undo until the order waits for this one.</summary>
    protected async Task UndoTo(OrderStep undo)
    {
        while (Order.Step != undo)
            await ConfirmUndo();
    }

    /// <summary>Confirms each undo until the order has ended.</summary>
    protected async Task UndoAll()
    {
        while (State == OrderStates.Compensating)
            await ConfirmUndo();
    }

    private async Task ConfirmUndo()
    {
        var undo = Order.Step.ToString();
        var stage = Scenario.Stages.Single(stage => stage.Undo?.Name == undo);
        await Hears(Samples.Of(stage.Undone!, OrderId));
        Order.Step.ToString().ShouldNotBe(undo, "a confirmed undo is not waited for any more");
    }
}
