namespace EventDriven.Conformance.Tests.Application;

/// <summary>A bounded poll on an outcome that stays.</summary>
public static class Eventually
{
    public static async Task Holds(Func<Task<bool>> condition, string what, Func<string> troubles)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(30));
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        try
        {
            while (!await condition())
                await poll.WaitForNextTickAsync(deadline.Token);
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            Assert.Fail(
                $"Expected that {what}; it did not come true within 30 seconds. Logged meanwhile:{Environment.NewLine}{troubles()}"
            );
        }
    }
}
