using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using EventDriven.TestServers;
using Npgsql;
using Shouldly;
using Scenario = System.Func<
    EventDriven.Services.Tests.EntryApi.Every_error_that_is_described.Hosts,
    System.Threading.Tasks.Task<System.Net.Http.HttpResponseMessage>
>;

namespace EventDriven.Services.Tests.EntryApi;

/// <summary>
/// Brings about each 4xx and 5xx that the API's description names, by each type of problem, of each operation.
/// </summary>
public sealed class Every_error_that_is_described(Every_error_that_is_described.Hosts hosts)
    : IClassFixture<Every_error_that_is_described.Hosts>
{
    private static readonly Dictionary<string, (HttpMethod Method, string Path, string? Body)> Requests = new()
    {
        ["placeOrder"] = (HttpMethod.Post, "/orders", AnOrder.Valid().ToJsonString()),
        ["listOrders"] = (HttpMethod.Get, "/orders", null),
        ["getOrder"] = (HttpMethod.Get, "/orders/{id}", null),
        ["followOrder"] = (HttpMethod.Get, "/orders/{id}/events", null),
        ["cancelOrder"] = (HttpMethod.Post, "/orders/{id}/cancellation", """{"reason":"no"}"""),
        ["reviewPayment"] = (HttpMethod.Post, "/orders/{id}/review", """{"approve":true}"""),
        ["listProducts"] = (HttpMethod.Get, "/products", null),
        ["restockProduct"] = (HttpMethod.Post, "/products/TEA-1/restock", """{"quantity":5}"""),
    };

    private static readonly Dictionary<string, string> OtherBodies = new()
    {
        ["placeOrder"] = AnOrder.Valid().ToJsonString().Replace("tok_accepted", "tok_review", StringComparison.Ordinal),
        ["cancelOrder"] = """{"reason":"never"}""",
        ["reviewPayment"] = """{"approve":false,"reason":"no"}""",
        ["restockProduct"] = """{"quantity":6}""",
    };

    private static readonly Dictionary<(string Operation, int Status, string Type), Scenario> Scenarios = OfAll()
        .Concat(OfCommands())
        .Concat(OfSome())
        .ToDictionary(row => (row.Operation, row.Status, $"/problems/{row.Type}"), row => row.Scenario);

    public static TheoryData<string, int, string> All => [.. Scenarios.Keys];

    [Theory, MemberData(nameof(All))]
    public async Task Comes_as_a_problem_that_says_what_to_do(string operation, int status, string type)
    {
        using var response = await Scenarios[(operation, status, type)](hosts);

        var problem = await response.Problem(status);
        problem["type"]!.ToString().ShouldBe(type);
        problem["title"]!.ToString().ShouldNotBeNullOrWhiteSpace();
        problem["detail"]!.ToString().ShouldEndWith(".");
        if (type is "/problems/unreadable-body" or "/problems/invalid-parameter" or "/problems/invalid-request")
            problem.Fields().ShouldNotBeEmpty();
        response.Headers.Contains("WWW-Authenticate").ShouldBe(status is 401 or 403);
        (response.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1)).ShouldBe(
            status is 429 or 503 || type == "/problems/in-hand",
            $"{response.Headers}"
        );
    }

    [Fact]
    public async Task Is_in_this_table_and_nothing_else_is()
    {
        var described =
            from operation in await DescribedOperation.ReadAll(await hosts.Healthy)
            from answer in operation.Answers
            where answer.Status >= 400
            select (operation.Id, answer.Status, answer.Type!);

        Scenarios.Keys.ShouldBe(described, ignoreOrder: true);
    }

    private static IEnumerable<(string Operation, int Status, string Type, Scenario Scenario)> OfAll()
    {
        foreach (var name in Requests.Keys)
        {
            yield return (name, 401, "unauthenticated", async hosts =>
                await Send(await hosts.Healthy, name, token: null)
            );
            yield return (name, 403, "forbidden", async hosts =>
                await Send(
                    await hosts.Healthy,
                    name,
                    token: EntryApiHost.Issuer.Issue(TokenIssuer.Claims("c-1", "openid"))
                )
            );
            yield return (name, 429, "rate-limited", async hosts =>
            {
                var token = EntryApiHost.Issuer.ForCustomer(name);
                using var permitted = await (await hosts.Strict)
                    .As(token)
                    .GetAsync("/", TestContext.Current.CancellationToken);
                return await Send(await hosts.Strict, name, token: token);
            });
            yield return (name, 500, "fault", async hosts =>
                await Send(await hosts.Broken, name, headers: ("Accept", "text/html"))
            );
            yield return (name, 503, "unavailable", async hosts => await Send(await hosts.Alone, name));
            if (name != "followOrder")
                yield return (name, 504, "timed-out", async hosts => await Send(await hosts.Stuck, name));
        }
    }

    private static IEnumerable<(string Operation, int Status, string Type, Scenario Scenario)> OfCommands()
    {
        foreach (var name in OtherBodies.Keys)
        {
            yield return (name, 400, "unreadable-body", async hosts =>
                await Send(await hosts.Healthy, name, body: "{")
            );
            yield return (name, 400, "idempotency-key", async hosts =>
                await Send(await hosts.Healthy, name, key: "{no key}")
            );
            yield return (name, 408, "body-too-slow", async hosts => await SendSlowly(await hosts.Healthy, name));
            yield return (name, 413, "body-too-large", async hosts =>
                await Send(await hosts.Healthy, name, body: $"\"{new string('x', 70_000)}\"")
            );
            yield return (name, 415, "unsupported-media-type", async hosts =>
                await Send(await hosts.Healthy, name, contentType: "text/plain")
            );
            yield return (name, 422, "invalid-request", async hosts =>
                await Send(await hosts.Healthy, name, body: "{}")
            );
            yield return (name, 422, "idempotency-key-reused", async hosts =>
            {
                var (host, orderId) = await hosts.AwaitingReview();
                using var first = await Send(host, name, orderId, key: $"reused-{name}");
                first.IsSuccessStatusCode.ShouldBeTrue();
                return await Send(host, name, orderId, OtherBodies[name], key: $"reused-{name}");
            });
            if (name != "restockProduct")
                yield return (name, 409, "in-hand", hosts => SendTwice(hosts, name));
        }
    }

    private static IEnumerable<(string Operation, int Status, string Type, Scenario Scenario)> OfSome()
    {
        yield return ("listOrders", 400, "invalid-parameter", async hosts =>
            await (await hosts.Healthy).Get("/orders?state=Nowhere")
        );
        yield return ("followOrder", 400, "invalid-parameter", async hosts =>
            await Send(await hosts.Healthy, "followOrder", headers: ("Last-Event-ID", "one"))
        );
        foreach (var name in new[] { "getOrder", "followOrder", "cancelOrder", "reviewPayment" })
            yield return (name, 404, "unknown-order", async hosts => await Send(await hosts.Healthy, name));
        yield return ("followOrder", 429, "too-many-streams", async hosts =>
        {
            var (host, orderId) = await hosts.AwaitingReview();
            List<HttpResponseMessage> streams = [];
            do streams.Add(await Send(host, "followOrder", orderId));
            while (streams[^1].IsSuccessStatusCode);
            streams[..^1].ForEach(stream => stream.Dispose());
            return streams[^1];
        });
        yield return ("cancelOrder", 409, "too-late-to-cancel", async hosts =>
        {
            var (host, orderId) = await hosts.AwaitingReview();
            await host.Tell(orderId, 2, "Completed");
            return await Send(host, "cancelOrder", orderId);
        });
        yield return ("reviewPayment", 409, "not-awaiting-review", async hosts =>
            await Send(await hosts.Healthy, "reviewPayment", await (await hosts.Healthy).PlaceOrder())
        );
        yield return ("reviewPayment", 409, "already-decided", async hosts =>
        {
            var (host, orderId) = await hosts.AwaitingReview();
            using var first = await Send(host, "reviewPayment", orderId);
            return await Send(host, "reviewPayment", orderId, OtherBodies["reviewPayment"]);
        });
        yield return ("restockProduct", 404, "unknown-product", async hosts =>
            await (await hosts.Healthy).Post("/products/NOTHING/restock", new JsonObject { ["quantity"] = 5 })
        );
        yield return ("restockProduct", 422, "restock-refused", async hosts =>
            await Send(await hosts.Healthy, "restockProduct", body: """{"quantity":11}""")
        );
    }

    private static Task<HttpResponseMessage> Send(
        EntryApiHost host,
        string operation,
        Guid orderId = default,
        string? body = null,
        string? key = null,
        string? token = "",
        string contentType = "application/json",
        params (string Name, string Value)[] headers
    )
    {
        var (method, path, usual) = Requests[operation];
        var request = new HttpRequestMessage(method, path.Replace("{id}", $"{orderId}", StringComparison.Ordinal));
        if (usual is not null)
            request.Content = new StringContent(body ?? usual, Encoding.UTF8, contentType);
        foreach (var (name, value) in key is null ? headers : [.. headers, ("Idempotency-Key", key)])
            request.Headers.TryAddWithoutValidation(name, value);
        var client = token == "" ? host.Client : host.As(token);
        return client.SendAsync(
            request,
            HttpCompletionOption.ResponseHeadersRead,
            TestContext.Current.CancellationToken
        );
    }

    /// <summary>The answer to the one of two that comes while the other waits for the database.</summary>
    private static async Task<HttpResponseMessage> SendTwice(Hosts hosts, string operation)
    {
        var (host, orderId) = await hosts.AwaitingReview();
        await using var locked = await host.LockOrders();
        Task<HttpResponseMessage>[] both =
        [
            Send(host, operation, orderId, key: $"twice-{operation}"),
            Send(host, operation, orderId, key: $"twice-{operation}"),
        ];
        var toldAtOnce = await Task.WhenAny(both);
        await locked.DisposeAsync();
        using var other = await both.Single(answer => answer != toldAtOnce);
        other.IsSuccessStatusCode.ShouldBeTrue();
        return await toldAtOnce;
    }

    /// <summary>
    /// Sends a body that does not come to its end. In HTTP/1.0: what is answered ends with the connection.
    /// </summary>
    private static async Task<HttpResponseMessage> SendSlowly(EntryApiHost host, string operation)
    {
        using var connection = new TcpClient(host.Address.Host, host.Address.Port);
        var stream = connection.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $$"""
                POST {{Requests[operation].Path.Replace("{id}", $"{Guid.Empty}", StringComparison.Ordinal)}} HTTP/1.0
                Host: localhost
                Authorization: Bearer {{EntryApiHost.Issuer.ForOperator()}}
                Idempotency-Key: slow
                Content-Type: application/json
                Content-Length: 1000

                {
                """.ReplaceLineEndings("\r\n")
            ),
            TestContext.Current.CancellationToken
        );
        using var reader = new StreamReader(stream);
        var status = (await reader.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldNotBeNull();
        var response = new HttpResponseMessage(
            (System.Net.HttpStatusCode)int.Parse(status.Split(' ')[1], CultureInfo.InvariantCulture)
        );
        List<string> headers = [];
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { Length: > 0 } header)
            headers.Add(header);
        response.Content = new StringContent(await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
        response.Content.Headers.Remove("Content-Type");
        foreach (var header in headers.Select(line => line.Split(": ", 2)))
        {
            if (!response.Headers.TryAddWithoutValidation(header[0], header[1]))
                response.Content.Headers.TryAddWithoutValidation(header[0], header[1]);
        }

        return response;
    }

    /// <summary>The entry API in each trouble that it can be in; each is started when it is first needed.</summary>
    public sealed class Hosts : IAsyncDisposable
    {
        private readonly Servers _servers;
        private readonly Lazy<Task<EntryApiHost>> _healthy;
        private readonly Lazy<Task<EntryApiHost>> _strict;
        private readonly Lazy<Task<EntryApiHost>> _broken;
        private readonly Lazy<Task<EntryApiHost>> _alone;
        private readonly Lazy<Task<EntryApiHost>> _stuck;

        public Hosts(Servers servers)
        {
            _servers = servers;
            _healthy = new(async () =>
                await Start(
                    await Database(),
                    settings:
                    [
                        ("Kestrel:Limits:MinRequestBodyDataRate:BytesPerSecond", "1000"),
                        ("Kestrel:Limits:MinRequestBodyDataRate:GracePeriod", "00:00:01.5"),
                    ]
                )
            );
            _strict = new(async () =>
                await Start(await Database(), settings: [("RateLimit:PerSecond", "0.001"), ("RateLimit:Burst", "1")])
            );
            _broken = new(Break);
            _alone = new(Isolate);
            _stuck = new(Hold);
        }

        /// <summary>All is well, but for clients that are slow.</summary>
        internal Task<EntryApiHost> Healthy => _healthy.Value;

        /// <summary>Each caller has one request.</summary>
        internal Task<EntryApiHost> Strict => _strict.Value;

        /// <summary>The table of orders is gone, and Inventory says what it may not say.</summary>
        internal Task<EntryApiHost> Broken => _broken.Value;

        /// <summary>Neither the database nor the broker is there.</summary>
        internal Task<EntryApiHost> Alone => _alone.Value;

        /// <summary>Somebody has locked the orders, Inventory is silent, and requests have little time.</summary>
        internal Task<EntryApiHost> Stuck => _stuck.Value;

        /// <summary>An order whose payment waits for an operator, where all is well.</summary>
        internal async Task<(EntryApiHost Host, Guid OrderId)> AwaitingReview()
        {
            var host = await Healthy;
            var orderId = await host.PlaceOrder();
            await host.Tell(orderId, 1, "AwaitingReview");
            return (host, orderId);
        }

        public async ValueTask DisposeAsync()
        {
            // Without servers, a start is skipped with the test that asked for it.
            foreach (
                var host in new[] { _healthy, _strict, _broken, _alone, _stuck }.Where(host =>
                    host is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }
                )
            )
                await (await host.Value).DisposeAsync();
        }

        private static Task<EntryApiHost> Start(
            TestDatabase database,
            string? connection = null,
            bool withInventory = true,
            IAsyncDisposable[]? belongings = null,
            params (string Name, string Value)[] settings
        ) =>
            EntryApiHost.StartAsync(
                new(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value)))
                {
                    ["ConnectionStrings:EntryApi"] = connection ?? database.ConnectionString,
                    // What is met here is meant.
                    ["Serilog:MinimumLevel:Default"] = "Fatal",
                },
                withInventory,
                [.. belongings ?? [], database]
            );

        private Task<TestDatabase> Database() =>
            _servers.CreateDatabaseAsync("entry_api", TestContext.Current.CancellationToken);

        private async Task<EntryApiHost> Break()
        {
            var database = await Database();
            var host = await Start(database);
            host.Others.Products = [host.Others.Products[0] with { Price = null! }];
            await using var connection = new NpgsqlConnection(database.ConnectionString);
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var rename = new NpgsqlCommand("ALTER TABLE \"Orders\" RENAME TO \"Gone\"", connection);
            await rename.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            return host;
        }

        private async Task<EntryApiHost> Isolate()
        {
            var database = await Database();
            var direct = new NpgsqlConnectionStringBuilder(database.ConnectionString);
            var (before, nobody) = (new TcpProxy(direct.Host!, direct.Port), new TcpProxy("127.0.0.1", 1));
            before.Open();
            (direct.Host, direct.Port) = ("127.0.0.1", before.Port);
            var host = await Start(
                database,
                direct.ConnectionString,
                belongings: [before, nobody],
                settings:
                [
                    ("Transport", "RabbitMq"),
                    ("ConnectionStrings:RabbitMq", $"amqp://guest:guest@127.0.0.1:{nobody.Port}/"),
                ]
            );
            before.Close();
            return host;
        }

        private async Task<EntryApiHost> Hold()
        {
            var database = await Database();
            var connection = new NpgsqlConnection(database.ConnectionString);
            var host = await Start(
                database,
                withInventory: false,
                belongings: [connection],
                settings: ("RequestTimeout", "00:00:00.3")
            );
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            // Of the connection's transaction, which ends with it.
            await using var hold = new NpgsqlCommand(
                "BEGIN; LOCK TABLE \"Orders\" IN ACCESS EXCLUSIVE MODE",
                connection
            );
            await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            return host;
        }
    }
}
