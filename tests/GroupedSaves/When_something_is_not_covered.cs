using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace EventDriven.GroupedSaves.Tests;

/// <summary>What grouped saves do not cover is saved by EF Core as before, and the log says so once.</summary>
public sealed class When_something_is_not_covered(Servers servers)
{
    [Fact]
    public async Task Its_type_is_saved_by_EF_Core_and_logged_once()
    {
        var log = new LogLines();
        await using var catalogue = await CatalogueAsync(log);
        (object Entity, string Reason)[] NotCovered() =>
            [
                (new WithRowVersion { Name = "a" }, "Version is changed by the database"),
                (new WithComputedColumn { Name = "a" }, "Length is computed by the database"),
                (new WithTags { Tags = ["a"] }, "Tags has the type text[]"),
                (new WithOwned { Place = new Place { Room = "a" } }, "it has owned types"),
                (new WithJson { Place = new Place { Room = "a" } }, "it has complex types in JSON or in collections"),
                (new WithTrigger { Name = "a" }, "its table has triggers"),
                (new Derived { Name = "a", More = "b" }, "its table is shared with another type"),
            ];

        for (var time = 0; time < 2; time++)
        {
            foreach (var (entity, _) in NotCovered())
            {
                await using var context = catalogue.Context();
                context.Add(entity);
                (await context.SaveChangesAsync(TestContext.Current.CancellationToken)).ShouldBeGreaterThan(0);
                // EF Core reads back what the database made.
                (entity as WithRowVersion)?.Version.ShouldNotBe(0u);
                (entity as WithComputedColumn)?.Length.ShouldBe(1);
            }
        }

        var logged = log.At(LogLevel.Information, "EventDriven.GroupedSaves");
        foreach (var (entity, reason) in NotCovered())
            logged
                .Where(line => line.StartsWith($"{entity.GetType().Name} of Catalogue", StringComparison.Ordinal))
                .ShouldHaveSingleItem()
                .ShouldContain(reason);
    }

    [Fact]
    public async Task A_value_that_the_database_makes_is_read_back()
    {
        await using var library = await LibraryDatabase.CreateAsync(servers);
        var (first, second) = (new Loan { Reader = "a" }, new Loan { Reader = "b", Id = 100 });

        await library.SaveAsync(db => db.Add(first));
        await library.SaveAsync(db => db.Add(second));

        first.Id.ShouldBe(1);
        second.Id.ShouldBe(100);
    }

    [Fact]
    public async Task A_save_inside_a_transaction_is_part_of_it()
    {
        await using var library = await LibraryDatabase.CreateAsync(servers);
        await using var context = library.Grouped();
        await using (await context.Database.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            context.Add(new Book { Id = Guid.NewGuid() });
            await context.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        (await library.ScalarAsync<long>("""SELECT count(*) FROM "Books" """)).ShouldBe(0);
    }

    [Fact]
    public async Task A_save_on_an_open_connection_uses_it()
    {
        await using var library = await LibraryDatabase.CreateAsync(servers);
        await using var context = library.Grouped();
        await context.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await context.Database.ExecuteSqlAsync(
            $"""CREATE TEMPORARY TABLE "Books" (LIKE "Books") """,
            TestContext.Current.CancellationToken
        );
        context.Add(new Book { Id = Guid.NewGuid() });
        await context.SaveChangesAsync(TestContext.Current.CancellationToken);

        (await library.ScalarAsync<long>("""SELECT count(*) FROM "Books" """)).ShouldBe(0);
    }

    [Fact]
    public async Task A_strategy_that_retries_stays_in_charge()
    {
        await using var library = await LibraryDatabase.CreateAsync(servers);
        var retrying = new DbContextOptionsBuilder<Library>().UseNpgsql(library.ConnectionString, npgsql =>
            npgsql.EnableRetryOnFailure()
        );
        retrying.UseGroupedSaves();
        List<Task> saves = [];
        Guid[] books = [Guid.NewGuid(), Guid.NewGuid()];
        await using (await library.KeepAtWorkAsync())
        {
            foreach (var id in books)
                saves.Add(SaveAsync(new Library((DbContextOptions<Library>)retrying.Options), id));
        }

        await Task.WhenAll(saves);
        (await library.TransactionsAsync(books)).ShouldBe(2);

        static async Task SaveAsync(Library context, Guid id)
        {
            await using (context)
            {
                context.Add(new Book { Id = id });
                await context.SaveChangesAsync(TestContext.Current.CancellationToken);
            }
        }
    }

    [Fact]
    public async Task SQLite_saves_as_before()
    {
        var options = new DbContextOptionsBuilder<Sqlite>().UseSqlite("Data Source=:memory:");
        options.UseGroupedSaves();
        await using var context = new Sqlite((DbContextOptions<Sqlite>)options.Options);
        await context.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await context.Database.EnsureCreatedAsync(TestContext.Current.CancellationToken);
        context.Add(new WithTrigger { Name = "a" });

        (await context.SaveChangesAsync(TestContext.Current.CancellationToken)).ShouldBe(1);
    }

    private async Task<CatalogueDatabase> CatalogueAsync(LogLines log)
    {
        var database = await servers.CreateDatabaseAsync("catalogue", TestContext.Current.CancellationToken);
        var options = new DbContextOptionsBuilder<Catalogue>().UseNpgsql(database.ConnectionString);
        options.UseGroupedSaves().UseLoggerFactory(LoggerFactory.Create(builder => builder.AddProvider(log)));
        var catalogue = new CatalogueDatabase(database, (DbContextOptions<Catalogue>)options.Options);
        await using var context = catalogue.Context();
        await context.Database.EnsureCreatedAsync(TestContext.Current.CancellationToken);
        return catalogue;
    }

    private sealed class CatalogueDatabase(TestDatabase database, DbContextOptions<Catalogue> options)
        : IAsyncDisposable
    {
        public Catalogue Context() => new(options);

        public ValueTask DisposeAsync() => database.DisposeAsync();
    }

    private sealed class Catalogue(DbContextOptions<Catalogue> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<WithRowVersion>().Property(one => one.Version).IsRowVersion();
            modelBuilder
                .Entity<WithComputedColumn>()
                .Property(one => one.Length)
                .HasComputedColumnSql("length(\"Name\")", stored: true);
            modelBuilder.Entity<WithTags>();
            modelBuilder.Entity<WithOwned>().OwnsOne(one => one.Place);
            modelBuilder.Entity<WithJson>().ComplexProperty(one => one.Place, place => place.ToJson());
            modelBuilder.Entity<WithTrigger>().ToTable(table => table.HasTrigger("audit"));
            modelBuilder.Entity<Base>();
            modelBuilder.Entity<Derived>();
            foreach (var type in modelBuilder.Model.GetEntityTypes().Where(type => type.FindProperty("Id") is not null))
                type.FindProperty("Id")!.ValueGenerated = Microsoft.EntityFrameworkCore.Metadata.ValueGenerated.Never;
        }
    }

    private sealed class Sqlite(DbContextOptions<Sqlite> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<WithTrigger>();
    }

    private class Base
    {
        public Guid Id { get; init; } = Guid.NewGuid();

        public string? Name { get; set; }
    }

    private sealed class Derived : Base
    {
        public string? More { get; set; }
    }

    private sealed class WithRowVersion
    {
        public Guid Id { get; init; } = Guid.NewGuid();

        public string? Name { get; set; }

        public uint Version { get; set; }
    }

    private sealed class WithComputedColumn
    {
        public Guid Id { get; init; } = Guid.NewGuid();

        public string? Name { get; set; }

        public int Length { get; set; }
    }

    private sealed class WithTags
    {
        public Guid Id { get; init; } = Guid.NewGuid();

        public List<string> Tags { get; set; } = [];
    }

    private sealed class WithOwned
    {
        public Guid Id { get; init; } = Guid.NewGuid();

        public Place? Place { get; set; }
    }

    private sealed class WithJson
    {
        public Guid Id { get; init; } = Guid.NewGuid();

        public Place Place { get; set; } = new();
    }

    private sealed class WithTrigger
    {
        public Guid Id { get; init; } = Guid.NewGuid();

        public string? Name { get; set; }
    }

    private sealed class Place
    {
        public string? Room { get; set; }
    }
}
