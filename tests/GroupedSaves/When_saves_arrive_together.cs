using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace EventDriven.GroupedSaves.Tests;

public sealed class When_saves_arrive_together(Servers servers)
{
    private static readonly string TooLong = new('x', 21);

    [Fact]
    public async Task They_are_one_transaction()
    {
        await using var library = await LibraryDatabase.CreateAsync(servers);
        Book[] books = [.. Enumerable.Range(0, 10).Select(_ => ABook())];

        var saved = await TogetherAsync(library, [.. books.Select(book => (Action<Library>)(db => db.Add(book)))]);

        saved.ShouldAllBe(outcome => outcome is int && (int)outcome == 1);
        (await library.TransactionsAsync(books.Select(book => book.Id))).ShouldBe(1);
    }

    [Fact]
    public async Task All_values_are_as_they_were_given()
    {
        await using var library = await LibraryDatabase.CreateAsync(servers);
        var empty = new Book { Id = Guid.NewGuid() };
        var full = ABook();

        await TogetherAsync(library, db => db.Add(empty), db => db.AddRange(full, new Page { BookId = full.Id }));

        await using var plain = library.Plain();
        var read = await plain.Books.SingleAsync(book => book.Id == full.Id, TestContext.Current.CancellationToken);
        read.ShouldBeEquivalentTo(full);
        (
            await plain.Books.SingleAsync(book => book.Id == empty.Id, TestContext.Current.CancellationToken)
        ).ShouldBeEquivalentTo(empty);
    }

    [Fact]
    public async Task Only_changed_columns_are_written()
    {
        await using var library = await LibraryDatabase.CreateAsync(servers);
        var page = new Page { BookId = Guid.NewGuid(), Text = "old" };
        var book = new Book { Id = page.BookId, Title = "old" };
        await library.SaveAsync(db => db.AddRange(book, page));
        await using var other = library.Plain();
        (await other.Books.SingleAsync(TestContext.Current.CancellationToken)).Price = 5;
        await other.SaveChangesAsync(TestContext.Current.CancellationToken);

        await library.SaveAsync(db =>
        {
            db.Attach(book);
            book.Title = "new";
        });

        (await library.ScalarAsync<decimal>("""SELECT "Price" FROM "Books" """)).ShouldBe(5);
        (await library.ScalarAsync<string>("""SELECT "Title" FROM "Books" """)).ShouldBe("new");
    }

    [Fact]
    public async Task A_key_that_exists_fails_its_own_save_alone()
    {
        await using var library = await LibraryDatabase.CreateAsync(servers);
        var known = ABook();
        await library.SaveAsync(db => db.Add(known));

        await OneFailsAsync(
            library,
            db => db.AddRange(new Book { Id = known.Id }, ABook()),
            failure => failure.SqlState().ShouldBe(PostgresErrorCodes.UniqueViolation)
        );
        (await library.ScalarAsync<long>("""SELECT count(*) FROM "Books" """)).ShouldBe(1 + 1 + 4);
    }

    [Fact]
    public async Task A_value_that_must_be_unique_fails_its_own_save_alone()
    {
        await using var library = await LibraryDatabase.CreateAsync(servers);
        await library.SaveAsync(db => db.Add(new Book { Id = Guid.NewGuid(), Isbn = 7 }));

        await OneFailsAsync(
            library,
            db => db.Add(new Book { Id = Guid.NewGuid(), Isbn = 7 }),
            failure => failure.SqlState().ShouldBe(PostgresErrorCodes.UniqueViolation)
        );
    }

    [Fact]
    public async Task A_stale_token_fails_its_own_save_alone()
    {
        await using var library = await LibraryDatabase.CreateAsync(servers);
        var book = ABook();
        await library.SaveAsync(db => db.Add(book));
        await library.SaveAsync(db =>
        {
            db.Attach(book);
            book.Version++;
        });
        var stale = new Book { Id = book.Id, Version = 0 };

        await OneFailsAsync(
            library,
            db =>
            {
                db.Attach(stale);
                stale.Version = 1;
                db.Add(ABook());
            },
            failure => failure.ShouldBeOfType<DbUpdateConcurrencyException>().Entries.Single().Entity.ShouldBe(stale)
        );
    }

    [Fact]
    public async Task A_deleted_row_that_is_gone_fails_its_own_save_alone()
    {
        await using var library = await LibraryDatabase.CreateAsync(servers);

        await OneFailsAsync(
            library,
            db => db.Remove(new Book { Id = Guid.NewGuid() }),
            failure => failure.ShouldBeOfType<DbUpdateConcurrencyException>()
        );
    }

    [Theory]
    [InlineData("too long", PostgresErrorCodes.StringDataRightTruncation)]
    [InlineData("below zero", PostgresErrorCodes.CheckViolation)]
    [InlineData("without its book", PostgresErrorCodes.ForeignKeyViolation)]
    public async Task An_error_that_names_no_row_fails_its_own_save_alone(string fault, string sqlState)
    {
        await using var library = await LibraryDatabase.CreateAsync(servers);

        await OneFailsAsync(
            library,
            db =>
                db.Add<object>(
                    fault switch
                    {
                        "too long" => new Book { Id = Guid.NewGuid(), Title = TooLong },
                        "below zero" => new Book { Id = Guid.NewGuid(), Price = -1 },
                        _ => new Page { BookId = Guid.NewGuid() },
                    }
                ),
            failure => failure.SqlState().ShouldBe(sqlState)
        );
    }

    [Fact]
    public async Task A_value_that_the_driver_refuses_fails_its_own_save_alone()
    {
        await using var library = await LibraryDatabase.CreateAsync(servers);
        var elsewhere = new DateTimeOffset(1830, 11, 13, 10, 0, 0, TimeSpan.FromHours(2));

        await OneFailsAsync(
            library,
            db => db.Add(new Book { Id = Guid.NewGuid(), PublishedAt = elsewhere }),
            failure => failure.ShouldBeOfType<DbUpdateException>().InnerException.ShouldBeOfType<ArgumentException>()
        );
    }

    [Fact]
    public async Task Two_changes_of_one_row_are_made_one_after_the_other()
    {
        await using var library = await LibraryDatabase.CreateAsync(servers);
        var book = ABook();
        await library.SaveAsync(db => db.Add(book));
        Action<Library> Change(string title) =>
            db =>
            {
                var known = new Book { Id = book.Id };
                db.Attach(known);
                (known.Title, known.Version) = (title, 1);
            };

        var outcomes = await TogetherAsync(library, Change("first"), Change("second"));

        outcomes[0].ShouldBe(1);
        outcomes[1].ShouldBeOfType<DbUpdateConcurrencyException>();
        (await library.ScalarAsync<string>("""SELECT "Title" FROM "Books" WHERE "Version" = 1""")).ShouldBe("first");
    }

    [Fact]
    public async Task What_refers_to_new_rows_is_saved_with_them_and_deleted_with_them()
    {
        await using var library = await LibraryDatabase.CreateAsync(servers);
        var book = ABook();
        var page = new Page { BookId = book.Id, Number = 1 };

        (await library.SaveAsync(db => db.AddRange(page, book))).ShouldBe(2);
        (await library.SaveAsync(db => db.RemoveRange(book, page))).ShouldBe(2);

        (await library.ScalarAsync<long>("""SELECT count(*) FROM "Books" """)).ShouldBe(0);
    }

    private static Book ABook() =>
        new()
        {
            Id = Guid.NewGuid(),
            Title = "Le Rouge",
            Kind = BookKind.Atlas,
            Price = 12.34m,
            PublishedAt = new DateTimeOffset(1830, 11, 13, 10, 0, 0, TimeSpan.Zero),
            Cover = [1, 2, 3],
            Facts = """{"pages": 2}""",
            Isbn = Random.Shared.NextInt64(),
            Shelf = new Shelf { Room = "B", Row = 4 },
        };

    // The one is neither first nor last of its group; the others are saved by one transaction all the same.
    private static async Task OneFailsAsync(LibraryDatabase library, Action<Library> one, Action<object> failure)
    {
        Book[] others = [.. Enumerable.Range(0, 4).Select(_ => ABook())];
        Action<Library> Adding(Book book) => db => db.Add(book);

        var outcomes = await TogetherAsync(
            library,
            Adding(others[0]),
            Adding(others[1]),
            one,
            Adding(others[2]),
            Adding(others[3])
        );

        failure(outcomes[2]);
        outcomes.Where((_, index) => index != 2).ShouldAllBe(outcome => outcome is int && (int)outcome == 1);
    }

    // The result of each: the number of entries, or the exception.
    private static async Task<object[]> TogetherAsync(LibraryDatabase library, params Action<Library>[] changes)
    {
        List<Task<object>> saves = [];
        await using (await library.KeepAtWorkAsync())
        {
            foreach (var change in changes)
                saves.Add(library.SaveAsync(change).OutcomeAsync());
        }

        return await Task.WhenAll(saves);
    }
}
