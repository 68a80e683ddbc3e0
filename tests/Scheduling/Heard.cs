using System.Threading.Channels;
using EventDriven.TestServers;
using Shouldly;

namespace EventDriven.Scheduling.Tests;

/// <summary>
/// What came out of the service, in the order in which it came: kept by the test, beyond the end of a process.
/// </summary>
internal sealed class Heard(ManualTime time)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How far the clock goes on at a time while a test waits: as far as the delivery sleeps at most.
    /// </summary>
    public static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    private readonly Channel<Sound> _sounds = Channel.CreateUnbounded<Sound>();

    public void Add(Sound sound) => _sounds.Writer.TryWrite(sound).ShouldBeTrue();

    /// <summary>
    /// The next thing to come. While it waits, the clock goes on by little steps, so that whatever waits for its next
    /// look at the database gets there; tests therefore keep their times hours apart.
    /// </summary>
    public async Task<Sound> Next()
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        giveUp.CancelAfter(Limit);
        while (true)
        {
            using var step = CancellationTokenSource.CreateLinkedTokenSource(giveUp.Token);
            step.CancelAfter(TimeSpan.FromMilliseconds(50));
            try
            {
                return await _sounds.Reader.ReadAsync(step.Token);
            }
            catch (OperationCanceledException) when (!giveUp.IsCancellationRequested)
            {
                time.Advance(Step);
            }
            catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
            {
                throw new ShouldAssertException($"Nothing came within {Limit}.");
            }
        }
    }

    /// <summary>Whether something has come that was not taken.</summary>
    public bool IsSilent => _sounds.Reader.Count == 0;
}
