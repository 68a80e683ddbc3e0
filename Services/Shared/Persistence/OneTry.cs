using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace MassTransit.EntityFrameworkCoreIntegration;

/// <summary>
/// Lets a message be consumed in a transaction where the context's own execution strategy retries, which allows no
/// transaction but one that it repeats itself. A message is not repeated in the same context, whose changes of the
/// failed try would be saved with those of the next: the endpoint's retry repeats it, in a new one.
/// </summary>
internal sealed class OneTry(ExecutionStrategyDependencies dependencies)
    : ExecutionStrategy(dependencies, maxRetryCount: 0, TimeSpan.Zero)
{
    /// <summary>
    /// Runs <paramref name="work"/> once, with the context's own strategy suspended where it would retry.
    /// </summary>
    public static Task Run(DbContext dbContext, Func<Task> work) =>
        dbContext.Database.CreateExecutionStrategy().RetriesOnFailure
            ? new OneTry(dbContext.GetService<ExecutionStrategyDependencies>()).ExecuteAsync(work)
            : work();

    protected override bool ShouldRetryOn(Exception exception) => false;
}
