using MassTransit;

namespace EventDriven.ServiceDefaults;

/// <summary>Hears of each failure after which a message is tried again, and of a success after one.</summary>
internal abstract class FailureObserver : IRetryObserver
{
    public Task PostCreate<T>(RetryPolicyContext<T> context)
        where T : class, PipeContext => Task.CompletedTask;

    public Task PostFault<T>(RetryContext<T> context)
        where T : class, PipeContext
    {
        Failed(context);
        return Task.CompletedTask;
    }

    public Task PreRetry<T>(RetryContext<T> context)
        where T : class, PipeContext => Task.CompletedTask;

    public Task RetryFault<T>(RetryContext<T> context)
        where T : class, PipeContext => Task.CompletedTask;

    public Task RetryComplete<T>(RetryContext<T> context)
        where T : class, PipeContext
    {
        Succeeded();
        return Task.CompletedTask;
    }

    protected abstract void Failed<T>(RetryContext<T> context)
        where T : class, PipeContext;

    protected virtual void Succeeded() { }
}
