using Microsoft.EntityFrameworkCore;

namespace EventDriven.GroupedSaves.Tests;

/// <summary>A model that grouped saves cover: keys of one and two columns, a token, a reference, many types.</summary>
internal sealed class Library(DbContextOptions<Library> options) : DbContext(options)
{
    public DbSet<Book> Books => Set<Book>();

    public DbSet<Page> Pages => Set<Page>();

    public DbSet<Loan> Loans => Set<Loan>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Book>(book =>
        {
            book.ToTable(table => table.HasCheckConstraint("CK_Books_Price", "\"Price\" >= 0"));
            book.Property(one => one.Id).ValueGeneratedNever();
            book.Property(one => one.Version).IsConcurrencyToken();
            book.Property(one => one.Title).HasMaxLength(20);
            book.Property(one => one.Kind).HasConversion<string>().HasMaxLength(10);
            book.Property(one => one.Price).HasPrecision(10, 2);
            book.Property(one => one.Facts).HasColumnType("jsonb");
            book.HasIndex(one => one.Isbn).IsUnique();
            book.HasMany<Page>().WithOne().HasForeignKey(page => page.BookId).OnDelete(DeleteBehavior.Restrict);
            book.ComplexProperty(one => one.Shelf);
        });
        modelBuilder.Entity<Page>(page =>
        {
            page.HasKey(one => new { one.BookId, one.Number });
            page.Property(one => one.Number).ValueGeneratedNever();
        });
        modelBuilder.Entity<Loan>().HasKey(loan => loan.Id);
    }
}

internal enum BookKind
{
    Novel,
    Atlas,
}

internal sealed class Book
{
    public Guid Id { get; init; }

    public int Version { get; set; }

    public string? Title { get; set; }

    public BookKind Kind { get; set; }

    public decimal? Price { get; set; }

    public DateTimeOffset PublishedAt { get; set; }

    public byte[]? Cover { get; set; }

    public string? Facts { get; set; }

    public long? Isbn { get; set; }

    public Shelf Shelf { get; set; } = new();
}

internal sealed class Shelf
{
    public string Room { get; set; } = "";

    public int? Row { get; set; }
}

internal sealed class Page
{
    public Guid BookId { get; init; }

    public int Number { get; init; }

    public string Text { get; set; } = "";
}

/// <summary>Its key is the database's to give, unless the application gives one.</summary>
internal sealed class Loan
{
    public long Id { get; set; }

    public string Reader { get; set; } = "";
}
