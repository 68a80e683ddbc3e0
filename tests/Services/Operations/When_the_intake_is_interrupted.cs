using EventDriven.Operations.Domain;
using EventDriven.Services.Tests.EntryApi;
using EventDriven.TestServers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Shouldly;

namespace EventDriven.Services.Tests.Operations;

public sealed class When_the_intake_is_interrupted(Servers servers)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_that_is_delivered_again_after_the_commit_is_kept_once()
    {
        var afterCommit = new AfterCommit();
        await using var host = await FailedMessagesHost.Start(servers, afterCommit, withProxies: true);
        // The line to the broker breaks between the commit and the acknowledgement.
        afterCommit.Do = () => host.Broker!.Close();

        var messageId = await host.Send(Clumsy.Command(Guid.NewGuid()));
        // That the row can be read is no sign yet: it can be before the commit returns.
        await Eventually.Holds(() => afterCommit.WasDone);
        host.Broker!.Open();

        await Eventually.Holds(() => afterCommit.Refused > 0);
        (await host.TakenIn(messageId)).Count.ShouldBe(1);
        await Eventually.Holds(() => host.IsEmpty("shipping_error"));
    }

    [Fact]
    public async Task A_message_is_kept_that_came_while_the_database_was_away()
    {
        await using var host = await FailedMessagesHost.Start(servers, withProxies: true);
        host.Database!.Close();
        host.Log.Clear();

        var messageId = await host.Send(Clumsy.Command(Guid.NewGuid()));
        await Eventually.Holds(() =>
            host.Log.Warnings.Any(said => said.Contains("could not be taken in", StringComparison.Ordinal))
        );
        host.Database.Open();

        (await host.TakenIn(messageId)).ShouldHaveSingleItem().RestedIn.ShouldBe("shipping_error");
        await Eventually.Holds(() => host.IsEmpty("shipping_error"));
    }

    /// <summary>
    /// Does something once, when the first failed message has been committed, and counts those that were refused
    /// because they were there.
    /// </summary>
    private sealed class AfterCommit : SaveChangesInterceptor
    {
        private int _refused;

        public Action? Do { get; set; }

        public int Refused => _refused;

        public bool WasDone { get; private set; }

        public override ValueTask<int> SavedChangesAsync(
            SaveChangesCompletedEventData eventData,
            int result,
            CancellationToken cancellationToken = default
        )
        {
            if (eventData.Context!.ChangeTracker.Entries<FailedMessage>().Any())
            {
                Do?.Invoke();
                Do = null;
                WasDone = true;
            }

            return ValueTask.FromResult(result);
        }

        public override Task SaveChangesFailedAsync(
            DbContextErrorEventData eventData,
            CancellationToken cancellationToken = default
        )
        {
            if (eventData.Exception is DbUpdateException)
                Interlocked.Increment(ref _refused);
            return Task.CompletedTask;
        }
    }
}
