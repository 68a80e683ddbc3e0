using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace EventDriven.Services.Tests.Database;

public sealed class The_migrations
{
    public static TheoryData<Type> Contexts =>
        [
            .. Directory
                .GetFiles(AppContext.BaseDirectory, "EventDriven.*.dll")
                .Select(Assembly.LoadFrom)
                .Where(assembly => assembly != typeof(The_migrations).Assembly)
                .SelectMany(assembly => assembly.GetTypes())
                .Where(type => type.IsSubclassOf(typeof(DbContext)) && !type.IsAbstract),
        ];

    [Theory]
    [MemberData(nameof(Contexts))]
    public void Add_up_to_the_model(Type context)
    {
        var builder = (DbContextOptionsBuilder)
            Activator.CreateInstance(typeof(DbContextOptionsBuilder<>).MakeGenericType(context))!;
        using var db = (DbContext)Activator.CreateInstance(context, builder.UseNpgsql("Host=none").Options)!;

        db.Database.HasPendingModelChanges()
            .ShouldBeFalse(
                $"{context.Name} has changed: add a migration with dotnet ef (docs/design.md, \"Migrations\")"
            );
    }

    [Fact]
    public void Belong_to_each_database_and_to_the_tables_that_several_have() =>
        Contexts.Count.ShouldBe(
            ServiceEntry.All.Sum(service => service.Databases.Count) + 2,
            "a context that is not found is not tested"
        );
}
