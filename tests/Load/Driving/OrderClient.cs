using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using EventDriven.TestServers;

namespace EventDriven.Load.Driving;

/// <summary>
/// A client of the entry API and all its replicas, who takes them in turn. It reads and writes no more than it must.
/// </summary>
internal sealed class OrderClient : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient[] _apis;
    private int _next;

    /// <param name="addresses">Where the entry API's replicas are.</param>
    /// <param name="customer">
    /// Whose orders they are: by this the audit finds those that were stored and never answered.
    /// </param>
    /// <param name="token">An operator's, who places and decides for that customer.</param>
    public OrderClient(IEnumerable<Uri> addresses, string customer, string token)
    {
        Customer = customer;
        _apis =
        [
            .. addresses.Select(address => new HttpClient(
                new CallerHandler(token, new SocketsHttpHandler { UseProxy = false, UseCookies = false })
            )
            {
                BaseAddress = address,
                Timeout = TimeSpan.FromSeconds(60),
            }),
        ];
    }

    /// <summary>Whose orders they are.</summary>
    public string Customer { get; }

    /// <summary>Places an order.</summary>
    /// <returns>Its id.</returns>
    /// <exception cref="HttpRequestException">It was not accepted.</exception>
    public async Task<Guid> Place(PlacedOrder order, CancellationToken cancel)
    {
        var body = $$$"""
            {"customerId":"{{{Customer}}}","email":"ada@example.com",
            "lines":[{"sku":"{{{order.Sku}}}","quantity":{{{order.Quantity}}}}],
            "payment":{"token":"{{{order.Kind.Token}}}"},
            "shipTo":{"name":"Ada Lovelace","street":"Hauptstr. 1","city":"Berlin",
            "postalCode":"{{{order.Kind.PostalCode}}}","country":"DE"}}
            """;
        return Property(await Post("/orders", body, cancel), "orderId"u8) is { } id
            ? Guid.Parse(id)
            : throw new HttpRequestException("POST /orders was answered without an order id.");
    }

    /// <summary>The state of an order as the API shows it; null when it does not know the order.</summary>
    public async Task<string?> State(Guid orderId, CancellationToken cancel)
    {
        using var response = await Next().GetAsync(new Uri($"/orders/{orderId}", UriKind.Relative), cancel);
        return response.IsSuccessStatusCode
            ? Property(await response.Content.ReadAsByteArrayAsync(cancel), "state"u8)
            : null;
    }

    /// <summary>An operator approves its payment.</summary>
    public Task Approve(Guid orderId, CancellationToken cancel) =>
        Post($"/orders/{orderId}/review", """{"approve":true,"reason":"a customer of many years"}""", cancel);

    /// <summary>The customer cancels it. That it is too late is an answer too.</summary>
    public Task Cancel(Guid orderId, CancellationToken cancel) =>
        Post(
            $"/orders/{orderId}/cancellation",
            """{"reason":"ordered by mistake"}""",
            cancel,
            alsoGood: System.Net.HttpStatusCode.Conflict
        );

    public void Dispose()
    {
        foreach (var api in _apis)
            api.Dispose();
    }

    private HttpClient Next() => _apis[(uint)Interlocked.Increment(ref _next) % (uint)_apis.Length];

    private async Task<byte[]> Post(
        string path,
        string body,
        CancellationToken cancel,
        System.Net.HttpStatusCode? alsoGood = null
    )
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = Json } };
        using var response = await Next().PostAsync(new Uri(path, UriKind.Relative), content, cancel);
        var answer = await response.Content.ReadAsByteArrayAsync(cancel);
        return response.IsSuccessStatusCode || response.StatusCode == alsoGood
            ? answer
            : throw new HttpRequestException(
                $"POST {path} was answered {(int)response.StatusCode}: {Encoding.UTF8.GetString(answer)}"
            );
    }

    // A property of the answer itself, not of what is in it.
    private static string? Property(byte[] body, ReadOnlySpan<byte> name)
    {
        var json = new Utf8JsonReader(body);
        while (json.Read())
        {
            if (json.TokenType == JsonTokenType.PropertyName && json.CurrentDepth == 1)
            {
                var found = json.ValueTextEquals(name);
                json.Read();
                if (found)
                    return json.GetString();
                json.Skip();
            }
        }

        return null;
    }
}
