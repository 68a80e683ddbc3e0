using EventDriven.Explorer.Worlds;
using MassTransit;

namespace EventDriven.Explorer.Stores;

/// <summary>When the process that consumes a message dies.</summary>
internal enum Crash
{
    Never,
    BeforeCommit,
    AfterCommit,
    BeforeSend,
}

/// <summary>
/// One delivery of a message to a real consumer, as a process of its own: it can die at a commit, and wait where it
/// calls a remote party.
/// </summary>
/// <param name="message">Null for a client's or an operator's process, which only sends.</param>
/// <param name="isSlow">Whether it pauses before and after a call, and before it sends.</param>
internal sealed class Delivery(Deliveries deliveries, Message? message, Crash crash, bool isSlow) : IDisposable
{
    private readonly CancellationTokenSource _process = new();
    private TaskCompletionSource _paused = NewSignal();
    private TaskCompletionSource _goOn = NewSignal();
    private bool _isSlow = isSlow;
    private Task _consumed = Task.CompletedTask;

    public Message Message => message!;

    public List<Envelope> Sent { get; } = [];

    /// <summary>Whether the process died, or gave up because the party was unavailable.</summary>
    public bool IsDead { get; private set; }

    /// <summary>Starts to consume, and returns at the first pause or at the end.</summary>
    public async Task Begin(Func<CancellationToken, Task> consume)
    {
        deliveries.Running = this;
        _consumed = consume(_process.Token);
        await NextPause();
    }

    /// <summary>Goes on to the next pause or to the end.</summary>
    public async Task GoOn()
    {
        deliveries.Running = this;
        var goOn = _goOn;
        (_paused, _goOn) = (NewSignal(), NewSignal());
        goOn.SetResult();
        await NextPause();
    }

    /// <summary>Goes on to the end.</summary>
    public async Task Finish()
    {
        deliveries.Running = this;
        _isSlow = false;
        _goOn.SetResult();
        await End();
    }

    public async Task Lose()
    {
        deliveries.Running = this;
        Die();
        await End();
    }

    /// <exception cref="Finding">The consumer failed.</exception>
    public async Task End()
    {
        try
        {
            await _consumed;
        }
        catch (Exception exception)
            when (IsDead && exception is (OperationCanceledException or ConsumerCanceledException))
        {
            // Expected: the process died.
        }
        catch (Exception exception)
        {
            throw new Finding($"{message} failed in the store: {exception.GetBaseException().Message}", exception);
        }
        finally
        {
            deliveries.Running = null;
            Dispose();
        }
    }

    public void Dispose() => _process.Dispose();

    /// <summary>Where a save is committed, once before and once after the commit.</summary>
    public void DieAt(Crash instant)
    {
        if (crash == instant)
            throw Die();
    }

    /// <summary>Before a message is sent or published.</summary>
    public async Task BeforeSend()
    {
        if (crash != Crash.Never)
            throw Die();

        await Pause();
    }

    /// <summary>Ends the process. The endpoint's retries end at once, because they are cancelled.</summary>
    public OperationCanceledException Die()
    {
        var death = new OperationCanceledException(_process.Token);
        IsDead = true;
        _process.Cancel();
        return death;
    }

    public async Task Pause()
    {
        if (!_isSlow)
            return;

        // Before the pause is seen, because the next one has another signal.
        var goOn = _goOn.Task;
        _paused.SetResult();
        await goOn.WaitAsync(_process.Token);
    }

    private async Task NextPause()
    {
        await Task.WhenAny(_paused.Task, _consumed);
        if (_isSlow)
            deliveries.Running = null;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
