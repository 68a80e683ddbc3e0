using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace MassTransit.EntityFrameworkCoreIntegration;

/// <summary>
/// An execution strategy that does not retry, for contexts whose own strategy does and therefore refuses a transaction.
/// A retry in the same context would save the failed attempt's changes too; the endpoint's retry uses a new one.
/// </summary>
internal sealed class OneTry(ExecutionStrategyDependencies dependencies)
    : ExecutionStrategy(dependencies, maxRetryCount: 0, TimeSpan.Zero)
{
    public static Task Run(DbContext dbContext, Func<Task> work) =>
        dbContext.Database.CreateExecutionStrategy().RetriesOnFailure
            ? new OneTry(dbContext.GetService<ExecutionStrategyDependencies>()).ExecuteAsync(work)
            : work();

    protected override bool ShouldRetryOn(Exception exception) => false;
}
