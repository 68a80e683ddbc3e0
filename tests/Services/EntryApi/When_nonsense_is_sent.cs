using System.Text;
using System.Text.Json.Nodes;
using EventDriven.TestServers;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace EventDriven.Services.Tests.EntryApi;

/// <summary>
/// Thousands of requests that no client of ours would make. The seed is fixed: a failure names the request, and comes
/// again.
/// </summary>
public sealed class When_nonsense_is_sent(Servers servers)
{
    private const int Requests = 4000;

    private static readonly string[] Texts =
    [
        "",
        " ",
        "\0",
        "\u0001",
        "\n",
        "\r\nX-Injected: yes",
        "'; DROP TABLE \"Orders\"; --",
        "' OR '1'='1",
        "{{7*7}}",
        "${jndi:ldap://x}",
        "../../etc/passwd",
        "%00",
        "%2e%2e%2f",
        "\ud83e\udd80",
        "\ud83e",
        "\udd80",
        "\u202e\u2066",
        "\ufeff",
        "a\u0300\u0301\u0302",
        "ﷺ",
        "İ",
        new('x', 70_000),
        new('\ud83e', 3),
        "00000000-0000-0000-0000-000000000000",
        "null",
        "NaN",
        "-0",
        "1e400",
        "<script>alert(1)</script>",
        "tok_accepted",
        "c-1",
        "DE",
        "0",
    ];

    private static readonly string[] Values =
    [
        "null",
        "true",
        "false",
        "0",
        "-1",
        "1",
        "1.5",
        "1e400",
        "-1e-400",
        "99999999999999999999999999",
        "2147483648",
        "9223372036854775808",
        "\"\"",
        "\"1\"",
        "[]",
        "{}",
        "[[[[]]]]",
        "[null]",
        "{\"\":null}",
        "{\"a\":1,\"a\":2}",
        "NaN",
        "undefined",
        "'x'",
        "\"\\u0000\"",
        "\"\\ud83e\"",
        "01",
        "+1",
        "\"\\x\"",
        "//",
    ];

    private static readonly string[] Paths =
    [
        "/",
        "/orders",
        "/orders/",
        "/orders//",
        "/orders/{id}",
        "/orders/{id}/",
        "/orders/{id}/events",
        "/orders/{id}/cancellation",
        "/orders/{id}/review",
        "/orders/{text}",
        "/orders/{text}/cancellation",
        "/orders?state={text}",
        "/orders?cursor={text}",
        "/orders?from={text}&to={text}",
        "/orders?limit={text}",
        "/orders?customer={text}",
        "/orders?limit=1&limit=2",
        "/products",
        "/products/{text}/restock",
        "/products/TEA-1/restock",
        "/{text}",
        "/health/ready",
        "/openapi.json",
        "/asyncapi.json",
        "/swagger/{text}",
        "/%",
        "/orders/%zz",
        "/orders/{id}?x={text}",
    ];

    private static readonly string[] Methods =
    [
        "GET",
        "GET",
        "POST",
        "POST",
        "POST",
        "PUT",
        "DELETE",
        "PATCH",
        "HEAD",
        "OPTIONS",
        "TRACE",
        "get",
        "FOO",
    ];

    private static readonly string[] Headers =
    [
        "Idempotency-Key",
        "Prefer",
        "If-None-Match",
        "Last-Event-ID",
        "Accept",
        "Content-Type",
        "Cookie",
        "X-Forwarded-For",
        "traceparent",
        "Range",
    ];

    [Theory, InlineData(1, "Sqlite"), InlineData(2, "Postgres")]
    public async Task It_is_refused_without_a_fault_and_nothing_of_it_is_kept(int seed, string database)
    {
        await using var host = await EntryApiHost.StartAsync(database, servers);
        var described = await DescribedOperation.ReadAll(host);
        var known = await host.PlaceOrder();
        var random = new Random(seed);
        var accepted = new HashSet<string> { $"/orders/{known}" };

        for (var i = 0; i < Requests; i++)
        {
            using var request = Make(random, known);
            var what =
                $"seed {seed}, request {i}: {request.Method} {request.RequestUri} {request.Headers} "
                + $"{await Body(request)}";
            using var response = await Send(host, request, what);

            ((int)response.StatusCode).ShouldBeLessThan(500, what);
            var operation = described.SingleOrDefault(operation =>
                operation.Method.Equals(request.Method.Method, StringComparison.OrdinalIgnoreCase)
                && operation.Path.IsMatch(request.RequestUri!.AbsolutePath)
            );
            if (response.Content.Headers.ContentType?.MediaType == "text/event-stream")
                continue; // Left open; the next one closes it.
            var answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            response.Headers.Contains("X-Injected").ShouldBeFalse(what);
            if ((int)response.StatusCode >= 400)
            {
                answer.ShouldNotContain("   at ", customMessage: what);
                answer.ShouldNotContain("Exception", customMessage: what);
                if (request.Method != HttpMethod.Head)
                    response.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json", what);
            }

            // What Kestrel refuses by itself reaches no operation, and has no body.
            if (operation is not null && answer.Length > 0)
            {
                operation.Answers.ShouldContain(
                    (
                        (int)response.StatusCode,
                        response.IsSuccessStatusCode ? null : JsonNode.Parse(answer)!["type"]!.ToString()
                    ),
                    $"{operation.Id} describes no such answer. {what}"
                );
            }

            if (response.IsSuccessStatusCode && response.Headers.Location is { } order)
                accepted.Add(order.ToString());
        }

        var kept = await host.Query(db => db.Orders.Select(order => order.Id).ToListAsync());
        kept.Select(id => $"/orders/{id}").ShouldBe(accepted, ignoreOrder: true);
    }

    private static async Task<HttpResponseMessage> Send(EntryApiHost host, HttpRequestMessage request, string what)
    {
        try
        {
            return await host.Client.SendAsync(
                request,
                HttpCompletionOption.ResponseHeadersRead,
                TestContext.Current.CancellationToken
            );
        }
        catch (HttpRequestException exception)
        {
            throw new InvalidOperationException($"No answer. {what}", exception);
        }
    }

    private static HttpRequestMessage Make(Random random, Guid known)
    {
        var path = Pick(random, Paths)
            .Replace("{id}", random.Next(3) == 0 ? $"{Guid.NewGuid()}" : $"{known}", StringComparison.Ordinal);
        while (path.Contains("{text}", StringComparison.Ordinal))
        {
            var text = Pick(random, Texts);
            path = path.Replace(
                "{text}",
                Uri.EscapeDataString(text.Length > 1000 ? text[..1000] : text),
                StringComparison.Ordinal
            );
        }

        var request = new HttpRequestMessage(new HttpMethod(Pick(random, Methods)), new Uri(path, UriKind.Relative));
        // A body that is refused unread ends its connection: none is used for another request.
        request.Headers.ConnectionClose = true;
        for (var i = random.Next(3); i > 0; i--)
        {
            // What a header may not have at all, no client can send.
            var text = new string([.. Pick(random, Texts).Where(c => c is >= ' ' and < '\u007f')]);
            request.Headers.TryAddWithoutValidation(Pick(random, Headers), text.Length > 1000 ? text[..1000] : text);
        }

        if (request.Method.Method is "POST" or "PUT" or "PATCH" or "FOO")
        {
            request.Content = new ByteArrayContent(
                Encoding.UTF8.GetBytes(Spoil(random, Pick(random, [Order(), Cancellation(), Review()])))
            );
            if (random.Next(10) != 0)
                request.Content.Headers.TryAddWithoutValidation(
                    "Content-Type",
                    random.Next(10) == 0
                        ? Pick(
                            random,
                            [
                                "text/plain",
                                "application/xml",
                                "application/json; charset=utf-16",
                                "application/json; charset=\"utf-8\"",
                                "application/json; charset=klingon",
                                "x",
                            ]
                        )
                        : "application/json"
                );
        }

        return request;
    }

    private static string Spoil(Random random, string body)
    {
        switch (random.Next(8))
        {
            case 0:
                return body[..random.Next(body.Length)];
            case 1:
                return body.Insert(random.Next(body.Length), Pick(random, Values));
            case 2:
                var depth = random.Next(1, 5000);
                return new string('[', depth) + new string(']', depth);
            case 3:
                return Pick(random, Values);
            case 4:
                return body;
            default:
                var node = JsonNode.Parse(body)!;
                var places = Places(node).ToList();
                var place = places[random.Next(places.Count)];
                var marker = $"\"{Guid.NewGuid()}\"";
                place.ReplaceWith(JsonNode.Parse(marker));
                var value =
                    random.Next(2) == 0
                        ? Pick(random, Values)
                        : JsonValue
                            .Create(new string([.. Pick(random, Texts).Where(c => !char.IsSurrogate(c))]))!
                            .ToJsonString();
                return node.ToJsonString().Replace(marker, value, StringComparison.Ordinal);
        }
    }

    private static IEnumerable<JsonNode> Places(JsonNode node) =>
        node switch
        {
            JsonObject members => members
                .Where(member => member.Value is not null)
                .SelectMany(member => Places(member.Value!).Append(member.Value!)),
            JsonArray items => items.SelectMany(item => Places(item!).Append(item!)),
            _ => [],
        };

    private static async Task<string> Body(HttpRequestMessage request)
    {
        var body = request.Content is null
            ? ""
            : Encoding.UTF8.GetString(
                await request.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)
            );
        return body.Length > 500 ? body[..500] : body;
    }

    private static string Order() => AnOrder.Valid().ToJsonString();

    private static string Cancellation() => """{"reason":"no"}""";

    private static string Review() => """{"approve":false,"reason":"no"}""";

    private static T Pick<T>(Random random, T[] from) => from[random.Next(from.Length)];
}
