using Shouldly;

namespace EventDriven.Services.Tests.EntryApi;

/// <summary>Waits, within bounds, for what becomes true by messages.</summary>
internal static class Eventually
{
    public static Task Holds(Func<bool> condition) => Holds(() => Task.FromResult(condition()));

    public static async Task Holds(Func<Task<bool>> condition)
    {
        var began = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await condition())
        {
            TimeProvider.System.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(60), "it never came true");
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }
}
