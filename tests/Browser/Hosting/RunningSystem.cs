using EventDriven.TestServers;
using EventDriven.TestServers.Hosting;
using Microsoft.Playwright;

namespace EventDriven.Browser.Tests.Hosting;

/// <summary>The whole system as real processes, with its console.</summary>
internal abstract class RunningSystem : IAsyncDisposable
{
    /// <summary>
    /// What differs from the services' own defaults: an order that gets no answer is stuck soon, and is left alone by
    /// the workflow for long. An answer that comes late leaves time to look at the order before it, and to act on it.
    /// </summary>
    protected static Dictionary<string, string> Settings =>
        new()
        {
            ["Saga__StepDeadline"] = "00:05:00",
            ["Provider__LateBy"] = "00:00:30",
            ["Stuck__Default"] = "00:00:03",
        };

    private readonly SemaphoreSlim _visits = new(1);

    /// <summary>The console's first page.</summary>
    public abstract Uri Console { get; }

    /// <summary>The entry API, as an operator's client sees it.</summary>
    public abstract OrderApi Orders { get; }

    /// <summary>The console's page on an order.</summary>
    public Uri PageOf(Guid orderId) => new($"{Console}/orders/{orderId}");

    /// <summary>
    /// Signs in on the sign-in page, which is open: by one click where that is offered, else with a token.
    /// </summary>
    public abstract Task SignInAsync(IPage page);

    /// <summary>A token of a customer: it is valid, and does not let anybody operate.</summary>
    public abstract string CustomerToken { get; }

    /// <summary>Waits until no other visit of the system is open.</summary>
    public Task BeginVisitAsync(CancellationToken cancel) => _visits.WaitAsync(cancel);

    /// <summary>Ends the visit; the next one can begin.</summary>
    public void EndVisit() => _visits.Release();

    /// <inheritdoc />
    public virtual ValueTask DisposeAsync()
    {
        _visits.Dispose();
        return ValueTask.CompletedTask;
    }
}
