using EventDriven.Inventory;
using EventDriven.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;

namespace EventDriven.Services.Tests.Database;

/// <summary>The service has settings of its own for its connections. What the connection string says wins.</summary>
public sealed class When_the_connection_string_says_otherwise
{
    [Fact]
    public void Its_own_settings_hold_without_any()
    {
        var settings = SettingsOf("Host=db");

        settings.MaxAutoPrepare.ShouldBe(100);
        settings.MaxPoolSize.ShouldBe(40);
        settings.NoResetOnClose.ShouldBeTrue();
        settings.Options.ShouldNotBeNull().ShouldContain("-c lock_timeout=1s");
    }

    [Fact]
    public void Each_one_can_be_replaced()
    {
        var settings = SettingsOf(
            "Host=db;Max Auto Prepare=0;Maximum Pool Size=7;No Reset On Close=false;Options=-c lock_timeout=3s"
        );

        settings.MaxAutoPrepare.ShouldBe(0);
        settings.MaxPoolSize.ShouldBe(7);
        settings.NoResetOnClose.ShouldBeFalse();
        settings.Options.ShouldBe("-c lock_timeout=3s");
    }

    // PgBouncer refuses options at the start of a session.
    [Fact]
    public void The_options_of_a_session_can_be_left_out() =>
        SettingsOf("Host=db;Options=").Options.ShouldBeNullOrEmpty();

    private static NpgsqlConnectionStringBuilder SettingsOf(string connectionString)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["Database"] = nameof(DatabaseKind.Postgres),
                ["ConnectionStrings:Inventory"] = connectionString,
            }
        );
        builder.Services.AddServiceDatabase<InventoryDbContext>(builder.Configuration, "Inventory");
        using var services = builder.Services.BuildServiceProvider();
        using var scope = services.CreateScope();
        return new NpgsqlConnectionStringBuilder(
            scope.ServiceProvider.GetRequiredService<InventoryDbContext>().Database.GetConnectionString()
        );
    }
}
