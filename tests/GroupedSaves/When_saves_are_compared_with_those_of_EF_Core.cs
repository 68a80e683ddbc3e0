using System.Globalization;
using CsCheck;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace EventDriven.GroupedSaves.Tests;

/// <summary>
/// The same saves, in groups on one database and one after the other by EF Core on another: the same results, the same
/// exceptions and the same rows.
/// </summary>
public sealed class When_saves_are_compared_with_those_of_EF_Core(Servers servers)
{
    private const int Slots = 6;
    private const long TakenIsbn = 1000;

    // The last one is too long for a title.
    private static readonly string?[] Texts = [null, "a", "b", new('x', 21)];

    private enum What
    {
        AddBook,
        ChangeBook,
        ChangeStaleBook,
        DeleteBook,
        AddPage,
        ChangePage,
        DeletePage,
        MoveIsbn,
    }

    [Fact]
    public async Task They_do_the_same()
    {
        await using var grouped = await LibraryDatabase.CreateAsync(servers);
        await using var plain = await LibraryDatabase.CreateAsync(servers);
        // A save is a list of changes of one book and its pages; those of a round are made together.
        var change = Gen.Select(Gen.Enum<What>(), Gen.Int[0, 3], Gen.Int[0, 3].Select(one => Texts[one]));
        var save = Gen.Select(Gen.Int[0, Slots - 1], change.Array[1, 3]);
        var rounds = save.Array[1, Slots].Array[1, 6];

        await rounds.SampleAsync(
            async history =>
            {
                await ClearAsync(grouped);
                await ClearAsync(plain);
                foreach (var round in history)
                {
                    // Saves of different books: their order makes no difference.
                    var saves = round.DistinctBy(one => one.Item1).ToList();
                    var versions = await VersionsAsync(plain);
                    var together = new List<Task<object>>();
                    await using (await grouped.KeepAtWorkAsync())
                    {
                        foreach (var (slot, changes) in saves)
                            together.Add(SaveAsync(grouped.Grouped(), versions, slot, changes));
                    }

                    var groupedOutcomes = await Task.WhenAll(together);
                    var plainOutcomes = new List<object>();
                    foreach (var (slot, changes) in saves)
                        plainOutcomes.Add(await SaveAsync(plain.Plain(), versions, slot, changes));

                    groupedOutcomes.Select(Describe).ShouldBe(plainOutcomes.Select(Describe));
                    (await RowsAsync(grouped)).ShouldBe(await RowsAsync(plain));
                }
            },
            iter: 60,
            threads: 1
        );
    }

    private static Guid IdOf(int slot) => new(slot + 1, 0, 0, new byte[8]);

    private static async Task<object> SaveAsync(
        Library context,
        IReadOnlyDictionary<Guid, int> versions,
        int slot,
        (What, int, string?)[] changes
    )
    {
        await using (context)
        {
            var id = IdOf(slot);
            foreach (var (what, number, text) in changes)
            {
                try
                {
                    Change(context, versions, id, slot, what, number, text);
                }
                catch (InvalidOperationException)
                {
                    // The context refuses it, as it would in the other database: one row is tracked once.
                }
            }

            return await context.SaveChangesAsync(TestContext.Current.CancellationToken).OutcomeAsync();
        }
    }

    private static void Change(
        Library context,
        IReadOnlyDictionary<Guid, int> versions,
        Guid id,
        int slot,
        What what,
        int number,
        string? text
    )
    {
        var version = versions.GetValueOrDefault(id);
        switch (what)
        {
            case What.AddBook:
                context.Add(
                    new Book
                    {
                        Id = id,
                        Title = text,
                        Price = number - 0.5m,
                        Isbn = slot,
                        PublishedAt = DateTimeOffset.UnixEpoch,
                    }
                );
                break;
            case What.ChangeBook or What.ChangeStaleBook:
                var book = new Book { Id = id, Version = version - (what == What.ChangeStaleBook ? 1 : 0) };
                context.Attach(book);
                (book.Title, book.Price, book.Version) = (text, number, version + 1);
                break;
            case What.DeleteBook:
                context.Remove(new Book { Id = id, Version = version });
                break;
            case What.MoveIsbn:
                // Each must be unique; one of them is taken.
                var moved = new Book { Id = id, Version = version };
                context.Attach(moved);
                moved.Isbn = number % 2 == 0 ? TakenIsbn : -slot - 1;
                break;
            case What.AddPage:
                context.Add(
                    new Page
                    {
                        BookId = id,
                        Number = number,
                        Text = text ?? "",
                    }
                );
                break;
            case What.ChangePage:
                var page = new Page { BookId = id, Number = number };
                context.Attach(page);
                page.Text = text ?? "changed";
                break;
            default:
                context.Remove(new Page { BookId = id, Number = number });
                break;
        }
    }

    private static async Task<Dictionary<Guid, int>> VersionsAsync(LibraryDatabase database)
    {
        await using var context = database.Plain();
        return await context.Books.ToDictionaryAsync(
            book => book.Id,
            book => book.Version,
            TestContext.Current.CancellationToken
        );
    }

    // The books that only keep the group at work are not part of it.
    private static async Task<string> RowsAsync(LibraryDatabase database) =>
        await database.ScalarAsync<string>(
            """
            SELECT coalesce(string_agg(row, E'\n' ORDER BY row), '') FROM (
                SELECT b::text AS row FROM "Books" AS b WHERE b."Id"::text LIKE '0000000%-0000-0000-0000-000000000000'
                UNION ALL SELECT p::text FROM "Pages" AS p) AS rows
            """
        );

    private static async Task ClearAsync(LibraryDatabase database)
    {
        await using var context = database.Plain();
        await context.Database.ExecuteSqlAsync(
            $"""TRUNCATE "Books", "Pages" """,
            TestContext.Current.CancellationToken
        );
        context.Add(new Book { Id = Guid.Empty, Isbn = TakenIsbn });
        await context.SaveChangesAsync(TestContext.Current.CancellationToken);
    }

    private static string Describe(object outcome) =>
        outcome switch
        {
            int count => count.ToString(CultureInfo.InvariantCulture),
            DbUpdateException { InnerException: PostgresException cause } failure =>
                $"{failure.GetType().Name} {cause.SqlState} {cause.ConstraintName} of {failure.Entries.Count}",
            DbUpdateException failure => $"{failure.GetType().Name} of {failure.Entries.Count}",
            Exception other => $"{other.GetType().Name} {other.Message}",
            _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
        };
}
