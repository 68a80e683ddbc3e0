using System.Collections.Concurrent;
using EventDriven.Steps;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Services.Tests.RemoteSteps;

/// <summary>
/// The wire between a replica and the remote party: counts the calls, and lets a test hold them up or break them before
/// they arrive and after they were served.
/// </summary>
internal sealed class RemoteCalls
{
    private readonly ConcurrentDictionary<string, int> _counts = new();

    /// <summary>Runs with the operation's name before the party is asked.</summary>
    public Func<string, CancellationToken, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>
    /// Runs with the operation's name once the party has done what was asked, before its answer arrives.
    /// </summary>
    public Func<string, CancellationToken, Task> After { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>What becomes of the party's answers on their way.</summary>
    public Func<RemoteAnswer, RemoteAnswer> Change { get; set; } = answer => answer;

    public int Count(string operation) => _counts.GetValueOrDefault(operation);

    public async Task<RemoteAnswer> PassAsync(
        string operation,
        DbContext db,
        Func<Task<RemoteAnswer>> call,
        CancellationToken cancellationToken
    )
    {
        if (
            db.Database.CurrentTransaction is not null
            || db.Database.GetDbConnection().State != System.Data.ConnectionState.Closed
        )
            throw new InvalidOperationException(
                $"{operation} is asked of the remote party while the service holds a connection."
            );

        _counts.AddOrUpdate(operation, 1, (_, count) => count + 1);
        await Before(operation, cancellationToken);
        var answer = Change(await call());
        await After(operation, cancellationToken);
        return answer;
    }

    /// <summary>
    /// Holds an operation up from now on, where <paramref name="where" /> says: before it is served or after.
    /// </summary>
    public Gate Hold(string operation, Where where)
    {
        var gate = new Gate();
        Func<string, CancellationToken, Task> hold = (name, cancellationToken) =>
            name == operation ? gate.PassAsync(cancellationToken) : Task.CompletedTask;
        if (where == Where.BeforeItIsServed)
            Before = hold;
        else
            After = hold;
        return gate;
    }

    /// <summary>Breaks an operation once.</summary>
    public void BreakOnce(string operation, Where where)
    {
        var broken = 0;
        Func<string, CancellationToken, Task> breakOnce = (name, _) =>
            name == operation && Interlocked.Exchange(ref broken, 1) == 0
                ? throw new IOException("The connection broke.")
                : Task.CompletedTask;
        if (where == Where.BeforeItIsServed)
            Before = breakOnce;
        else
            After = breakOnce;
    }
}
