using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace EventDriven.GroupedSaves.Tests;

public sealed class When_a_statement_is_planned(Servers servers)
{
    private const int Rows = 100_000;

    [Fact]
    public async Task It_scans_no_table()
    {
        await using var library = await LibraryDatabase.CreateAsync(servers);
        await using var context = library.Plain();
        await context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO "Books" ("Id", "Version", "Kind", "PublishedAt", "Shelf_Room")
            SELECT gen_random_uuid(), 0, 'Novel', now(), '' FROM generate_series(1, {Rows});
            INSERT INTO "Pages" ("BookId", "Number", "Text")
            SELECT "Id", number, ''
            FROM (SELECT "Id" FROM "Books" LIMIT {Rows} / 4) AS books, generate_series(1, 4) AS number
            """,
            TestContext.Current.CancellationToken
        );
        await context.Database.ExecuteSqlAsync($"VACUUM ANALYZE", TestContext.Current.CancellationToken);
        var ids = await context
            .Pages.Where(page => page.Number == 1)
            .Select(page => page.BookId)
            .Take(SaveGroup.MaxSaves)
            .ToListAsync(TestContext.Current.CancellationToken);
        await using var connection = new NpgsqlConnection(library.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);

        foreach (var size in new[] { 1, SaveGroup.MaxSaves })
        {
            foreach (var command in Commands(context, ids[..size]))
            {
                var plan = await ExplainAsync(connection, command, isGeneric: false);
                plan.ShouldNotContain("Seq Scan on \"", customMessage: command.CommandText);
                plan = await ExplainAsync(connection, command, isGeneric: true);
                plan.ShouldNotContain("Seq Scan on \"", customMessage: command.CommandText);
            }
        }
    }

    // Each kind of statement on both tables, with the rows of so many saves.
    private static IEnumerable<NpgsqlBatchCommand> Commands(Library context, List<Guid> ids)
    {
        foreach (var kind in new[] { EntityState.Added, EntityState.Modified, EntityState.Deleted })
        {
            Row[] books = [.. ids.Select(id => RowOf(context, kind, new Book { Id = id }))];
            Row[] pages = [.. ids.Select(id => RowOf(context, kind, new Page { BookId = id, Number = 1 }))];
            foreach (var rows in new[] { books, pages })
            {
                yield return rows[0].Statement.ToCommand(rows);
                yield return rows[0].Statement.ToQuestionIfSaved(rows);
                if (kind != EntityState.Added)
                    yield return rows[0].Statement.ToLock(rows);
            }
        }
    }

    private static Row RowOf(Library context, EntityState kind, object entity)
    {
        context.ChangeTracker.Clear();
        context.Entry(entity).State = kind;
        var entry = context.ChangeTracker.UpdateEntries().Single();
        var coverage = Coverage.Of(entry.EntityType);
        return Statement.Write(coverage, kind, kind == EntityState.Modified ? coverage.Changed(entry) : 0).Read(entry);
    }

    private static async Task<string> ExplainAsync(
        NpgsqlConnection connection,
        NpgsqlBatchCommand batched,
        bool isGeneric
    )
    {
        await using var explain = connection.CreateCommand();
        if (isGeneric)
        {
            // The plan that PostgreSQL keeps for a prepared statement knows no values.
            var parameters = batched.Parameters.Cast<NpgsqlParameter>().ToList();
            explain.CommandText =
                "SET plan_cache_mode = force_generic_plan; "
                + $"PREPARE statement ({string.Join(", ", parameters.Select(one => one.DataTypeName))}) AS "
                + batched.CommandText;
            await explain.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            explain.CommandText = $"EXPLAIN EXECUTE statement ({string.Join(", ", parameters.Select(ValueOf))})";
        }
        else
        {
            explain.CommandText = $"EXPLAIN {batched.CommandText}";
            foreach (NpgsqlParameter parameter in batched.Parameters)
                explain.Parameters.Add(parameter.Clone());
        }

        var lines = new List<string>();
        await using (var reader = await explain.ExecuteReaderAsync(TestContext.Current.CancellationToken))
        {
            while (await reader.ReadAsync(TestContext.Current.CancellationToken))
                lines.Add(reader.GetString(0));
        }

        if (isGeneric)
        {
            explain.CommandText = "DEALLOCATE statement; RESET plan_cache_mode";
            await explain.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        return string.Join('\n', lines);

        static string ValueOf(NpgsqlParameter parameter) =>
            parameter.DataTypeName!.EndsWith("[]", StringComparison.Ordinal) ? "'{}'" : "1";
    }
}
