using System.Net.Http.Json;

namespace EventDriven.TestServers.Hosting;

/// <summary>A client of the entry API, which knows of it only what is documented.</summary>
/// <param name="token">Who it is.</param>
internal sealed class OrderApi(string token) : IDisposable
{
    private HttpClient _http = new();

    /// <summary>Follows the entry API to where it listens now.</summary>
    public void MoveTo(Uri address)
    {
        _http.Dispose();
        _http = new HttpClient(new CallerHandler(token)) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };
    }

    public async Task<IReadOnlyList<ProductSnapshot>> Products(CancellationToken cancel) =>
        (await _http.GetFromJsonAsync<ProductSnapshot[]>(new Uri("products", UriKind.Relative), cancel))!;

    /// <summary>Places an order that must be accepted.</summary>
    public async Task<Guid> Place(PlacedOrder order, CancellationToken cancel)
    {
        using var answer = await TryPlace(order, cancel);
        return await IdIn(answer, cancel);
    }

    /// <summary>The id of an order that was accepted.</summary>
    public static async Task<Guid> IdIn(HttpResponseMessage answer, CancellationToken cancel)
    {
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<OrderSnapshot>(cancel))!.OrderId;
    }

    /// <summary>Places an order, and says how that was answered.</summary>
    /// <param name="order">What is ordered.</param>
    /// <param name="cancel">Gives up.</param>
    /// <param name="key">The same for each copy of one order.</param>
    public async Task<HttpResponseMessage> TryPlace(PlacedOrder order, CancellationToken cancel, Guid? key = null)
    {
        var body = new
        {
            customerId = order.CustomerId,
            email = order.Email,
            lines = new[] { new { sku = order.Sku, quantity = order.Quantity } },
            payment = new { token = order.Token },
            shipTo = new
            {
                name = "Ada Lovelace",
                street = "Hauptstr. 1",
                city = "Berlin",
                postalCode = order.PostalCode,
                country = "DE",
            },
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, "orders") { Content = JsonContent.Create(body) };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", $"{key}");
        return await _http.SendAsync(request, cancel);
    }

    /// <summary>The order, or the answer that there is none to be had.</summary>
    public Task<HttpResponseMessage> TryGet(Guid orderId, CancellationToken cancel) =>
        _http.GetAsync(new Uri($"orders/{orderId}", UriKind.Relative), cancel);

    public Task<HttpResponseMessage> TryApprove(Guid orderId, CancellationToken cancel) =>
        _http.PostAsJsonAsync(
            $"orders/{orderId}/review",
            new { approve = true, reason = "A customer of many years" },
            cancel
        );

    public Task<HttpResponseMessage> TryCancel(Guid orderId, CancellationToken cancel) =>
        _http.PostAsJsonAsync($"orders/{orderId}/cancellation", new { reason = "Ordered by mistake" }, cancel);

    public async Task<OrderSnapshot> Get(Guid orderId, CancellationToken cancel) =>
        (await _http.GetFromJsonAsync<OrderSnapshot>(new Uri($"orders/{orderId}", UriKind.Relative), cancel))!;

    public Task Approve(Guid orderId, CancellationToken cancel) => Accepted(TryApprove(orderId, cancel));

    public Task Cancel(Guid orderId, CancellationToken cancel) => Accepted(TryCancel(orderId, cancel));

    /// <summary>The order once it is in a state, or as it was when the time was up.</summary>
    public Task<OrderSnapshot> See(
        Guid orderId,
        Func<OrderSnapshot, bool> satisfies,
        TimeSpan within,
        CancellationToken cancel
    ) => Eventually.See(() => Get(orderId, cancel), satisfies, within, cancel);

    public void Dispose() => _http.Dispose();

    private static async Task Accepted(Task<HttpResponseMessage> asked)
    {
        using var answer = await asked;
        answer.EnsureSuccessStatusCode();
    }
}
