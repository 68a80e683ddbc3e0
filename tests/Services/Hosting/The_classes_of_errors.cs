using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EventDriven.Contracts;
using EventDriven.ServiceDefaults;
using EventDriven.TestServers;
using MassTransit;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;

namespace EventDriven.Services.Tests.Hosting;

public sealed partial class The_classes_of_errors
{
    /// <summary>The codes in the table of docs/operations.md, with their class.</summary>
    public static TheoryData<string, string, string> Documented =>
        [
            .. File.ReadLines(Path.Combine(Repository.Root, "docs", "operations.md"))
                .Select(line => line.Split(" | "))
                .Where(cells => Class().IsMatch(cells[0]))
                .SelectMany(cells =>
                    Code()
                        .Matches(cells[1])
                        .Select(code => (cells[0][2..], "PostgreSQL", code.Groups[1].Value))
                        .Concat(
                            Code().Matches(cells[2]).Select(code => (cells[0][2..], "SQLite", code.Groups[1].Value))
                        )
                ),
        ];

    [Theory]
    [MemberData(nameof(Documented))]
    public void Are_those_of_the_documentation(string @class, string database, string code)
    {
        Exception exception =
            database == "SQLite"
                ? new SqliteException("", int.Parse(code) & 0xFF, int.Parse(code))
                : new PostgresException("", "", "", code);

        $"{TransientErrors.ClassOf(exception)}".ShouldBe(@class, StringCompareShould.IgnoreCase);
    }

    [Fact]
    public void Are_documented() =>
        Documented.Select(row => row.Data.Item1).Distinct().ShouldBe(["conflict", "connection", "message"]);

    [Fact]
    public void Depend_on_who_failed()
    {
        var refused = new SocketException((int)SocketError.ConnectionRefused);
        TransientErrors.ClassOf(refused).ShouldBe(ErrorClass.Connection);
        TransientErrors.ClassOf(new RemotePartyUnavailableException("Away.", refused)).ShouldBe(ErrorClass.Message);
        TransientErrors.ClassOf(new HttpRequestException("Away.", refused)).ShouldBe(ErrorClass.Message);
        TransientErrors
            .ClassOf(new HttpRequestException("No.", null, HttpStatusCode.BadRequest))
            .ShouldBe(ErrorClass.Permanent);
        TransientErrors.ClassOf(new ConnectionException("The broker is away.")).ShouldBe(ErrorClass.Connection);
        TransientErrors.ClassOf(new IOException("Broken.")).ShouldBe(ErrorClass.Permanent);
        TransientErrors.ClassOf(new InvalidOperationException("A bug.")).ShouldBe(ErrorClass.Permanent);
    }

    [Fact]
    public void Include_a_file_on_a_disk_that_is_full()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no /dev/full here, which refuses every write.");

        var failure = Should.Throw<IOException>(() => File.WriteAllText("/dev/full", "a mail"));

        TransientErrors.ClassOf(failure).ShouldBe(ErrorClass.Connection);
        TransientErrors.ReasonOf(failure).ShouldBe("the disk is full");
    }

    [Fact]
    public void Are_found_among_the_causes()
    {
        var readOnly = new PostgresException("", "", "", PostgresErrorCodes.ReadOnlySqlTransaction);
        TransientErrors.ClassOf(new DbUpdateException("", readOnly)).ShouldBe(ErrorClass.Connection);
        var away = new RemotePartyUnavailableException("Away.");
        TransientErrors.ClassOf(new AggregateException(away, readOnly)).ShouldBe(ErrorClass.Connection);
        var busy = new SqliteException("", 5);
        TransientErrors
            .ClassOf(new TransportException(new Uri("queue:mail"), "", new AggregateException(busy, away)))
            .ShouldBe(ErrorClass.Connection, "a message that cannot be stored for its redelivery waits");
    }

    [Fact]
    public async Task Lead_to_a_redelivery_on_each_queue_but_those_with_requests()
    {
        await using var provider = Topology.ConfigureBus(AllInOneProcess.Services);
        var probe = JsonSerializer.SerializeToNode(
            provider.GetRequiredService<IBusControl>().GetProbeResult(TestContext.Current.CancellationToken)
        )!;
        List<string> all =
        [
            .. typeof(Queues)
                .GetFields()
                .Where(field => field.IsLiteral)
                .Select(field => (string)field.GetRawConstantValue()!),
        ];
        var queues = probe["Results"]!["bus"]!["host"]!["receiveEndpoint"]!
            .AsArray()
            .Select(endpoint => (Name: $"{endpoint!["name"]}", Text: endpoint.ToJsonString()))
            .Where(endpoint => all.Contains(endpoint.Name))
            .ToList();

        queues.Count.ShouldBe(all.Count);
        queues
            .Where(queue => !queue.Text.Contains("durableScheduler", StringComparison.Ordinal))
            .Select(queue => queue.Name)
            .ShouldBe(
                all.Where(Queues.HasRequests),
                ignoreOrder: true,
                "a service adds it with AddRedelivery, to its bus and to its model"
            );
    }

    [GeneratedRegex("^\\| (conflict|connection|message)$")]
    private static partial Regex Class();

    [GeneratedRegex("`(\\w+)`")]
    private static partial Regex Code();
}
