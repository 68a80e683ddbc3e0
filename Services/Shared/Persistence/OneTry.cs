using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace MassTransit.EntityFrameworkCoreIntegration;

/// <summary>
/// An execution strategy that does not retry, for contexts whose own strategy does and therefore refuses a transaction.
/// A retry in the same context would also save the changes of the failed attempt. The endpoint's retry uses a new
/// context.
/// </summary>
internal sealed class OneTry(ExecutionStrategyDependencies dependencies)
    : ExecutionStrategy(dependencies, maxRetryCount: 0, TimeSpan.Zero)
{
    /// <summary>Runs <paramref name="work"/> once, whatever the context's own strategy is.</summary>
    public static Task Run(DbContext dbContext, Func<Task> work) =>
        dbContext.Database.CreateExecutionStrategy().RetriesOnFailure
            ? new OneTry(dbContext.GetService<ExecutionStrategyDependencies>()).ExecuteAsync(work)
            : work();

    protected override bool ShouldRetryOn(Exception exception) => false;
}
