using System.Diagnostics;
using EventDriven.TestServers;
using Npgsql;
using Shouldly;

namespace EventDriven.Services.Tests.Database;

public sealed class When_a_service_is_added
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_database_and_its_password_are_added_to_an_existing_deployment()
    {
        await using var servers = Servers.OfItsOwn();
        var admin = await servers.PostgresAsync(Cancel);
        var secrets = Path.Combine(servers.Folder, "postgres.secrets");
        var before = await File.ReadAllLinesAsync(secrets, Cancel);
        await ExecuteAsync(admin, "DROP DATABASE shipping");
        await ExecuteAsync(admin, "DROP ROLE shipping");
        await File.WriteAllLinesAsync(
            secrets,
            before.Where(line => !line.StartsWith("SHIPPING_PASSWORD=", StringComparison.Ordinal)),
            Cancel
        );

        await servers.StartAgainAsync(Server.Postgres, Cancel);

        foreach (var service in new[] { "Shipping", "Orders" })
            await ExecuteAsync(await ConnectionStringAsync(servers, service), "SELECT 1");
        var after = await File.ReadAllLinesAsync(secrets, Cancel);
        after.Length.ShouldBe(before.Length);
        before.Except(after).ShouldHaveSingleItem().ShouldStartWith("SHIPPING_PASSWORD=");
    }

    [Fact]
    public async Task Its_password_is_added_to_the_settings_of_compose()
    {
        var root = Directory.CreateTempSubdirectory("deployment-");
        string[] files = ["deploy/services.txt", "deploy/local/services", "deploy/docker/env", ".env.example"];
        foreach (var file in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root.FullName, file))!);
            File.Copy(Path.Combine(Repository.Root, file), Path.Combine(root.FullName, file));
        }

        var settings = Path.Combine(root.FullName, ".env");
        await RunAsync(Path.Combine(root.FullName, "deploy/docker/env"));
        var before = await File.ReadAllTextAsync(settings, Cancel);
        await File.AppendAllTextAsync(
            Path.Combine(root.FullName, "deploy/services.txt"),
            "FraudCheck 8088 fraud FraudCheck\n",
            Cancel
        );
        await RunAsync(Path.Combine(root.FullName, "deploy/docker/env"));

        var after = await File.ReadAllTextAsync(settings, Cancel);
        before.ShouldMatch("(?m)^PAYMENT_PROVIDER_PASSWORD=[0-9a-f]{32}$");
        after.ShouldStartWith(before);
        after[before.Length..]
            .ShouldMatch("^FRAUD_CHECK_PASSWORD=[0-9a-f]{32}\nFRAUD_CHECK_RABBITMQ_PASSWORD=[0-9a-f]{32}\n$");
        root.Delete(recursive: true);
    }

    private static async Task RunAsync(string script)
    {
        using var process = Process.Start("bash", [script]);
        await process.WaitForExitAsync(Cancel);
        process.ExitCode.ShouldBe(0);
    }

    private static async Task<string> ConnectionStringAsync(Servers servers, string service)
    {
        var name = $"ConnectionStrings__{service}=";
        var lines = await File.ReadAllLinesAsync(Path.Combine(servers.Folder, "env"), Cancel);
        return lines.Single(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].Trim('\'');
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(Cancel);
#pragma warning disable CA2100 // Only what this class says.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
