using System.Net.Http.Json;

namespace EventDriven.EndToEnd.Tests.Hosting;

/// <summary>A client of the entry API, which knows of it only what is documented.</summary>
internal sealed class OrderApi : IDisposable
{
    private HttpClient _http = new();

    /// <summary>Follows the entry API to where it listens now.</summary>
    public void MoveTo(Uri address)
    {
        _http.Dispose();
        _http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };
    }

    public async Task<IReadOnlyList<ProductSnapshot>> Products(CancellationToken cancel) =>
        (await _http.GetFromJsonAsync<ProductSnapshot[]>(new Uri("products", UriKind.Relative), cancel))!;

    public async Task<Guid> Place(PlacedOrder order, CancellationToken cancel)
    {
        using var answer = await _http.PostAsJsonAsync("orders", new
        {
            customerId = "c-1",
            email = "ada@example.com",
            lines = new[] { new { sku = order.Sku, quantity = order.Quantity } },
            payment = new { token = order.Token },
            shipTo = new { name = "Ada Lovelace", street = "Hauptstr. 1", city = "Berlin", postalCode = order.PostalCode, country = "DE" }
        }, cancel);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<OrderSnapshot>(cancel))!.OrderId;
    }

    public async Task<OrderSnapshot> Get(Guid orderId, CancellationToken cancel) =>
        (await _http.GetFromJsonAsync<OrderSnapshot>(new Uri($"orders/{orderId}", UriKind.Relative), cancel))!;

    public Task Approve(Guid orderId, CancellationToken cancel) =>
        Post($"orders/{orderId}/review", new { approve = true, reason = "A customer of many years" }, cancel);

    public Task Cancel(Guid orderId, CancellationToken cancel) =>
        Post($"orders/{orderId}/cancellation", new { reason = "Ordered by mistake" }, cancel);

    /// <summary>The order once it is in a state, or as it was when the time was up.</summary>
    public Task<OrderSnapshot> See(Guid orderId, Func<OrderSnapshot, bool> satisfies, TimeSpan within, CancellationToken cancel) =>
        Eventually.See(() => Get(orderId, cancel), satisfies, within, cancel);

    public void Dispose() => _http.Dispose();

    private async Task Post(string path, object body, CancellationToken cancel)
    {
        using var answer = await _http.PostAsJsonAsync(path, body, cancel);
        answer.EnsureSuccessStatusCode();
    }
}
