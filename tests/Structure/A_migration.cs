using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace EventDriven.Structure.Tests;

public sealed class A_migration
{
    [Fact]
    public void Calls_no_code_that_can_change()
    {
        var migrations = Sources
            .Files("*.cs")
            .Where(path => Regex.IsMatch(path, @"/Migrations/(.+/)?\d{14}_\w+\.cs$"))
            .ToList();

        migrations.ShouldNotBeEmpty();
        migrations
            .SelectMany(path => Regex.Matches(Sources.Read(path), @"using (static )?(EventDriven|MassTransit)[\w.]*;"))
            .ShouldBeEmpty("a migration that was applied must do the same for ever: it uses EF Core and nothing else");
        migrations
            .Where(path => Regex.IsMatch(Sources.Read(path), "type: \"(TEXT|INTEGER|BLOB|REAL)\""))
            .ShouldBeEmpty("only PostgreSQL is migrated, and these migrations were made for SQLite");
    }
}
