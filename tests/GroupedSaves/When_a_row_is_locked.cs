using Npgsql;

namespace EventDriven.GroupedSaves.Tests;

public sealed class When_a_row_is_locked(Servers servers)
{
    [Fact]
    public async Task The_other_saves_of_its_group_do_not_wait_for_it()
    {
        await using var library = await LibraryDatabase.CreateAsync(servers, "Options=-c lock_timeout=200");
        var book = new Book { Id = Guid.NewGuid() };
        await library.SaveAsync(db => db.Add(book));
        Task<object> locked;
        Guid[] others = [.. Enumerable.Range(0, 5).Select(_ => Guid.NewGuid())];
        await using (await library.LockAsync(book.Id))
        {
            locked = ChangeAsync(library, book.Id, "first").OutcomeAsync();
            await Task.WhenAll(others.Select(id => library.SaveAsync(db => db.Add(new Book { Id = id }))));

            // As EF Core reports it.
            (await locked).SqlState().ShouldBe(PostgresErrorCodes.LockNotAvailable);
        }

        (await ChangeAsync(library, book.Id, "second")).ShouldBe(1);
        (await library.ScalarAsync<string>("""SELECT "Title" FROM "Books" WHERE "Title" IS NOT NULL""")).ShouldBe(
            "second"
        );
    }

    [Fact]
    public async Task Saves_that_come_later_stay_out_of_groups_until_it_is_free()
    {
        await using var library = await LibraryDatabase.CreateAsync(servers, "Options=-c lock_timeout=3000");
        var book = new Book { Id = Guid.NewGuid() };
        await library.SaveAsync(db => db.Add(book));
        await using (await library.LockAsync(book.Id))
        {
            await ChangeAsync(library, book.Id, "first").OutcomeAsync();
            var later = ChangeAsync(library, book.Id, "second").OutcomeAsync();
            var other = Guid.NewGuid();

            await library.SaveAsync(db => db.Add(new Book { Id = other }));

            later.IsCompleted.ShouldBeFalse("it was not saved in the group that has just been committed");
            await later;
        }

        await ChangeAsync(library, book.Id, "third");
        var another = Guid.NewGuid();
        Task[] together;
        await using (await library.KeepAtWorkAsync())
        {
            together =
            [
                ChangeAsync(library, book.Id, "fourth"),
                library.SaveAsync(db => db.Add(new Book { Id = another })),
            ];
        }

        await Task.WhenAll(together);
        (await library.TransactionsAsync(book.Id, another)).ShouldBe(1);
    }

    private static Task<int> ChangeAsync(LibraryDatabase library, Guid id, string title) =>
        library.SaveAsync(db =>
        {
            var book = new Book { Id = id };
            db.Attach(book);
            book.Title = title;
        });
}
