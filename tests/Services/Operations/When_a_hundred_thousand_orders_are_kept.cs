using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using EventDriven.Operations;
using EventDriven.Operations.Domain;
using EventDriven.Services.Tests.Operations.Security;
using EventDriven.TestServers;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;

namespace EventDriven.Services.Tests.Operations;

/// <summary>
/// With their histories, as many failed messages and thousands of actions: what a shop has after some months, and a bad
/// one among them.
/// </summary>
public sealed partial class When_a_hundred_thousand_orders_are_kept(Servers servers)
{
    private const int OfEachKind = 2;

    private static readonly string[] Large =
    [
        "TrackedOrders",
        "TrackedLines",
        "HistoryEntries",
        "OperatorActions",
        "FailedMessages",
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_page_finds_what_it_shows_by_an_index()
    {
        await using var database = await servers.CreateDatabaseAsync("operations", Cancel);
        var statements = new StatementRecorder();
        await using var host = await ConsoleHost.StartAsync(
            settings: new() { ["ConnectionStrings:Operations"] = database.ConnectionString },
            configure: services =>
                services.ConfigureDbContext<OperationsDbContext>(options => options.AddInterceptors(statements))
        );
        await Fill(database.ConnectionString);
        await using (var scope = host.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<OperationsDbContext>();
            db.Workflows.Add(new Workflow { Version = 1, Description = JsonSerializer.Serialize(Told.Workflow) });
            // So that orders are stuck by what they wait for, too.
            db.Replicas.Add(
                new Replica
                {
                    Id = Guid.NewGuid(),
                    SeenAt = DateTimeOffset.UtcNow.AddHours(1),
                    Report = JsonSerializer.Serialize(Told.Waiting("shipping")),
                }
            );
            await db.SaveChangesAsync(Cancel);
        }

        using var session = await host.OpenAsOperator();
        await statements.TakeScansAsync(database.ConnectionString, Large, Cancel);
        var scans = new List<string>();
        var orderId = await Read<Guid>(
            database.ConnectionString,
            """SELECT "OrderId" FROM "TrackedOrders" WHERE "StuckAt" IS NOT NULL LIMIT 1"""
        );

        var paths = await Paths(session, orderId);
        foreach (var path in paths)
        {
            using var answer = await session.Get(path);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
            scans.AddRange(
                (await statements.TakeScansAsync(database.ConnectionString, Large, Cancel)).Select(scan =>
                    $"{path}: {scan}"
                )
            );
        }

        scans.ShouldBeEmpty();
        PagesOf(host)
            .Except(paths.Select(path => Id().Replace(path.Split('?')[0], "*")))
            .ShouldBeEmpty("pages that no link leads to were not looked at");
    }

    // What an operator can look at, ids replaced.
    private static IEnumerable<string> PagesOf(ConsoleHost host) =>
        host
            .Endpoints.Where(endpoint =>
                endpoint.Metadata.GetMetadata<PageActionDescriptor>() is { } page
                && page.ViewEnginePath is not ("/Console/SignIn" or "/Console/Error")
            )
            .Select(endpoint =>
                Parameter().Replace($"/{endpoint.RoutePattern.RawText!.TrimStart('/').ToLowerInvariant()}", "*")
            )
            .Where(path => !path.EndsWith("/index", StringComparison.Ordinal))
            .Distinct();

    // All that links and search forms lead to; of pages that are alike but for an id or a value some are enough.
    private static async Task<IReadOnlyList<string>> Paths(ConsoleHost.Session session, Guid orderId)
    {
        string[] wanted = [$"{orderId}", "c-777", "SKU-77", "operator-7"];
        var (queue, paths, kinds) = (
            new Queue<string>(["/console", $"/console/orders/{orderId}"]),
            new List<string>(),
            new Dictionary<string, int>()
        );
        while (queue.TryDequeue(out var path))
        {
            var kind = Id().Replace(Value().Replace(path, "="), "*");
            if (
                paths.Contains(path)
                || kinds.GetValueOrDefault(kind)
                    >= (path.Contains('=', StringComparison.Ordinal) ? wanted.Length : OfEachKind)
            )
                continue;
            using var answer = await session.Get(path);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
            kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
            paths.Add(path);

            var html = await answer.Content.ReadAsStringAsync(Cancel);
            foreach (Match link in Link().Matches(html))
                queue.Enqueue(WebUtility.HtmlDecode(link.Groups[1].Value));
            foreach (Match form in SearchForm().Matches(html))
            {
                foreach (Match field in Field().Matches(form.Value))
                {
                    foreach (var value in wanted)
                        queue.Enqueue($"{path.Split('?')[0]}?{field.Groups[1].Value}={value}");
                }

                foreach (Match select in Select().Matches(form.Value))
                {
                    foreach (Match option in Option().Matches(select.Value))
                    {
                        var value = Uri.EscapeDataString(WebUtility.HtmlDecode(option.Groups[1].Value));
                        queue.Enqueue($"{path.Split('?')[0]}?{select.Groups[1].Value}={value}");
                    }
                }
            }
        }

        return paths;
    }

    private static async Task Fill(string connectionString)
    {
        // One in a hundred is on its way, one in a thousand stuck; the others have ended, over ninety days.
        await Execute(
            connectionString,
            """
            INSERT INTO "TrackedOrders" ("OrderId", "CustomerId", "SubmittedAt", "State", "Sequence", "StateSince",
                "UpdatedAt", "EndedAt", "StuckAt", "Step", "Participant", "Attempt", "WaitsUntil", "WaitSequence",
                "Undo", "Reason", "TotalAmount", "TotalCurrency", "MachineVersion")
            SELECT gen_random_uuid(), 'c-' || n % 20000, at, state, 7, at + interval '2 s', at + interval '2 s',
                CASE WHEN n % 100 > 0 THEN at + interval '2 s' END,
                CASE WHEN n % 100 = 0 THEN
                    CASE WHEN n % 1000 = 0 THEN now() - interval '1 min' ELSE now() + interval '1 h' END END,
                CASE WHEN n % 100 = 0 THEN 'BookShipment' END,
                CASE WHEN n % 100 = 0 THEN 'Shipping' END,
                CASE WHEN n % 100 = 0 THEN 1 END,
                CASE WHEN n % 100 = 0 THEN now() + interval '10 s' END, 7, '',
                CASE WHEN state IN ('Rejected', 'Cancelled') THEN 'The card was declined.' END, 59.80, 'EUR', 1
            FROM (SELECT n, now() - n * interval '78 s' AS at,
                CASE WHEN n % 100 = 0 THEN 'BookingShipment' WHEN n % 10 = 1 THEN 'Rejected'
                    WHEN n % 10 = 2 THEN 'Cancelled' ELSE 'Completed' END AS state
                FROM generate_series(1, 100000) n) orders;

            INSERT INTO "TrackedLines" ("OrderId", "Number", "Sku", "Quantity", "SubmittedAt")
            SELECT "OrderId", number, 'SKU-' || abs(hashtext("OrderId"::text) + number) % 500, 1, "SubmittedAt"
            FROM "TrackedOrders", generate_series(1, 2) number;

            INSERT INTO "HistoryEntries" ("OrderId", "Sequence", "Event", "From", "State", "Cause", "MessageId",
                "ConversationId", "TraceId", "Step", "Attempt", "WaitsUntil", "At")
            SELECT "OrderId", sequence, 'StockReserved', 'ReservingStock',
                CASE sequence WHEN 7 THEN "State" ELSE 'AuthorisingPayment' END, 'The stock is reserved.',
                gen_random_uuid(), "OrderId", md5("OrderId"::text), 'AuthorisePayment', 1,
                "SubmittedAt" + interval '10 s', "SubmittedAt" + sequence * interval '0.2 s'
            FROM "TrackedOrders", generate_series(1, 7) sequence;

            INSERT INTO "OperatorActions" ("Id", "At", "Operator", "Action", "OrderId", "Reason", "Outcome")
            SELECT gen_random_uuid(), "SubmittedAt", 'operator-' || abs(hashtext("OrderId"::text)) % 20, 'Approve',
                "OrderId", 'A customer of many years', 'Sent to the order.'
            FROM "TrackedOrders" ORDER BY "OrderId" LIMIT 20000;

            INSERT INTO "OperatorActions" ("Id", "At", "Operator", "Action", "Reason", "Outcome")
            SELECT md5('action ' || n)::uuid, now() - n * interval '10 min', 'operator-' || n % 20, 'PutBack',
                'The carrier is repaired', '450 messages put back.'
            FROM generate_series(0, 199) n;

            INSERT INTO "FailedMessages" ("Id", "Queue", "RestedIn", "MessageType", "MessageId", "OrderId",
                "ExceptionType", "ExceptionMessage", "MaskedMessage", "Headers", "ContentType", "Body",
                "FailedAt", "TakenInAt", "PutBacks", "Status", "ActionId")
            SELECT gen_random_uuid(), 'shipping', 'shipping_error', 'urn:message:shipping.book-shipment',
                gen_random_uuid(), "OrderId", 'System.TimeoutException', said, said, '{}',
                'application/vnd.masstransit+json',
                convert_to('{"message":{"orderId":"' || "OrderId" || '"}}', 'UTF8'), "SubmittedAt", "SubmittedAt",
                CASE WHEN n % 50 = 0 THEN n % 7 ELSE 0 END,
                CASE n % 10 WHEN 0 THEN 'Waiting' WHEN 1 THEN 'Discarded'
                    WHEN 2 THEN 'PutBackEdited' ELSE 'PutBack' END,
                CASE WHEN n % 10 > 0 THEN md5('action ' || n % 200)::uuid END
            FROM (SELECT *, abs(hashtext("OrderId"::text)) AS n,
                'The carrier did not answer in time, nor when it was asked again for ' || "OrderId" AS said
                FROM "TrackedOrders") orders ORDER BY "OrderId";
            """
        );
        await Execute(connectionString, "VACUUM ANALYZE");
    }

    private static async Task Execute(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(Cancel);
#pragma warning disable CA2100 // The test's own text.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 240 };
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private static async Task<T> Read<T>(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(Cancel);
#pragma warning disable CA2100 // The test's own text.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return (T)(await command.ExecuteScalarAsync(Cancel))!;
    }

    [GeneratedRegex("<a [^>]*href=\"(/console[^\"#]*)")]
    private static partial Regex Link();

    [GeneratedRegex("<form [^>]*method=\"get\".*?</form>", RegexOptions.Singleline)]
    private static partial Regex SearchForm();

    [GeneratedRegex("<input (?![^>]*type=\"(?:hidden|checkbox|radio|submit)\")[^>]*name=\"([^\"]+)\"")]
    private static partial Regex Field();

    [GeneratedRegex("<select [^>]*name=\"([^\"]+)\".*?</select>", RegexOptions.Singleline)]
    private static partial Regex Select();

    [GeneratedRegex("<option [^>]*value=\"([^\"]+)\"")]
    private static partial Regex Option();

    [GeneratedRegex(@"\{.*?\}")]
    private static partial Regex Parameter();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f-]{27}")]
    private static partial Regex Id();

    [GeneratedRegex("=[^&]*")]
    private static partial Regex Value();
}
