using Microsoft.EntityFrameworkCore;

namespace EventDriven.GroupedSaves.Tests;

public sealed class When_the_connection_is_lost(Servers servers)
{
    [Fact]
    public async Task A_commit_whose_reply_was_lost_is_a_success()
    {
        await using var library = await LibraryDatabase.CreateAsync(servers);
        await using var proxy = new CuttingProxy(library.ConnectionString);
        var book = new Book { Id = Guid.NewGuid(), Version = 1 };
        var page = new Page { BookId = book.Id, Number = 1 };
        await SaveAsync(library, proxy, db => db.AddRange(book, page));

        proxy.CutNext(CuttingProxy.Cut.Reply);
        var saved = await SaveAsync(library, proxy, db =>
        {
            db.AttachRange(book, page);
            (book.Title, book.Version) = ("changed", 2);
            db.Remove(page);
            db.Add(new Page { BookId = book.Id, Number = 2 });
        });

        saved.ShouldBe(3);
        (await library.ScalarAsync<string>("""SELECT "Title" FROM "Books" """)).ShouldBe("changed");
    }

    [Fact]
    public async Task A_request_that_was_lost_is_a_failure()
    {
        await using var library = await LibraryDatabase.CreateAsync(servers);
        await using var proxy = new CuttingProxy(library.ConnectionString);
        await SaveAsync(library, proxy, db => db.Add(new Book { Id = Guid.NewGuid() }));

        proxy.CutNext(CuttingProxy.Cut.Request);
        var outcome = await SaveAsync(library, proxy, db => db.Add(new Book { Id = Guid.NewGuid() })).OutcomeAsync();

        // As EF Core reports it: PostgreSQL's strategy says that it may be worth a retry.
        outcome.ShouldBeOfType<InvalidOperationException>().InnerException.ShouldBeOfType<DbUpdateException>();
        (await library.ScalarAsync<long>("""SELECT count(*) FROM "Books" """)).ShouldBe(1);
    }

    [Fact]
    public async Task A_session_that_the_server_ends_is_a_failure_of_all_that_shared_it()
    {
        await using var library = await LibraryDatabase.CreateAsync(servers);
        var book = new Book { Id = Guid.NewGuid() };
        await library.SaveAsync(db => db.Add(book));
        Task<object>[] saves;
        await using (await library.LockAsync(book.Id))
        {
            await using (await library.KeepAtWorkAsync())
            {
                saves =
                [
                    library
                        .SaveAsync(db =>
                        {
                            db.Attach(book);
                            book.Title = "changed";
                        })
                        .OutcomeAsync(),
                    library.SaveAsync(db => db.Add(new Book { Id = Guid.NewGuid() })).OutcomeAsync(),
                ];
            }

            await Eventually.Holds(async () =>
                await library.ScalarAsync<long>(
                    """
                    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                    WHERE datname = current_database() AND wait_event_type = 'Lock'
                    """
                ) > 0
            );
            foreach (var save in saves)
                (await save).SqlState().ShouldBe("57P01");
        }

        (await library.SaveAsync(db => db.Add(new Book { Id = Guid.NewGuid() }))).ShouldBe(1);
    }

    /// <summary>As when its process is frozen.</summary>
    [Fact]
    public async Task A_client_that_stops_in_the_midst_of_a_batch_does_not_keep_its_locks()
    {
        await using var library = await LibraryDatabase.CreateAsync(servers, "Options=-c lock_timeout=500");
        await using var proxy = new CuttingProxy(library.ConnectionString);
        var (book, added) = (Guid.NewGuid(), Guid.NewGuid());
        await library.SaveAsync(db => db.AddRange(new Book { Id = book }, new Page { BookId = book, Number = 1 }));
        await SaveAsync(library, proxy, db => db.Add(new Book { Id = Guid.NewGuid() }));

        proxy.CutNext(CuttingProxy.Cut.RestOfRequest);
        var stopped = SaveAsync(library, proxy, db =>
            {
                db.Add(new Book { Id = added });
                Change(db, "stopped");
                var page = new Page { BookId = book, Number = 1 };
                db.Attach(page);
                // The server has the changes of the books when it waits for the rest of this text.
                page.Text = new string('x', 10_000_000);
            })
            .OutcomeAsync();
        await Eventually.Holds(async () =>
            await library.ScalarAsync<long>(
                """
                SELECT count(*) FROM pg_stat_activity JOIN pg_locks USING (pid)
                WHERE datname = current_database() AND wait_event = 'ClientRead' AND relation = '"Pages"'::regclass
                """
            ) > 0
        );

        // As after any lock timeout, the caller retries.
        await Eventually.Holds(async () => await library.SaveAsync(db => Change(db, "other")).OutcomeAsync() is 1);
        await library.SaveAsync(db => db.Add(new Book { Id = added }));
        (await stopped).ShouldBeOfType<InvalidOperationException>().InnerException.ShouldBeOfType<DbUpdateException>();
        (await library.ScalarAsync<string>($"""SELECT "Title" FROM "Books" WHERE "Id" = '{book}'""")).ShouldBe("other");

        void Change(Library db, string title)
        {
            var changed = new Book { Id = book };
            db.Attach(changed);
            changed.Title = title;
        }
    }

    private static async Task<int> SaveAsync(LibraryDatabase library, CuttingProxy proxy, Action<Library> change)
    {
        var options = new DbContextOptionsBuilder<Library>().UseNpgsql($"{library.ConnectionString};{proxy.Settings}");
        options.UseGroupedSaves();
        await using var context = new Library((DbContextOptions<Library>)options.Options);
        change(context);
        return await context.SaveChangesAsync();
    }
}
