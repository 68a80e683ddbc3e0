using System.Net;
using System.Net.Http.Json;
using EventDriven.EntryApi.Endpoints.Requests;
using EventDriven.EntryApi.Endpoints.Views;
using EventDriven.EntryApi.Idempotency;

namespace EventDriven.AllInOne;

/// <summary>An HTTP client of the entry API.</summary>
/// <param name="token">Null to read only the health.</param>
internal sealed class OrderClient(Uri address, string? token) : IDisposable
{
    private readonly HttpClient _http = new()
    {
        BaseAddress = address,
        DefaultRequestHeaders = { Authorization = token is null ? null : new("Bearer", token) },
    };

    public Uri Address => address;

    public bool HasToken => token is not null;

    /// <summary>Waits until the services accept messages, which may be after the port is open.</summary>
    public async Task Ready(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        do
        {
            using var health = await _http.GetAsync("/health/ready", cancel);
            if (health.IsSuccessStatusCode)
                return;
        } while (await timer.WaitForNextTickAsync(cancel));
    }

    /// <summary>The catalogue. Retries while a busy host answers 503.</summary>
    public async Task<IReadOnlyList<ProductView>> Products(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        while (true)
        {
            using var response = await _http.GetAsync("/products", cancel);
            if (response.StatusCode != HttpStatusCode.ServiceUnavailable)
            {
                response.EnsureSuccessStatusCode();
                return (await response.Content.ReadFromJsonAsync<IReadOnlyList<ProductView>>(cancel))!;
            }

            await timer.WaitForNextTickAsync(cancel);
        }
    }

    public Task<OrderView> Place(PlaceOrder order, CancellationToken cancel) =>
        Post<OrderView>("/orders", order, cancel);

    public async Task<OrderView> Get(Guid orderId, CancellationToken cancel) =>
        (await _http.GetFromJsonAsync<OrderView>($"/orders/{orderId}", cancel))!;

    public Task Cancel(Guid orderId, string reason, CancellationToken cancel) =>
        Post<CancellationView>($"/orders/{orderId}/cancellation", new RequestCancellation { Reason = reason }, cancel);

    public Task Approve(Guid orderId, string reason, CancellationToken cancel) =>
        Post<ReviewView>($"/orders/{orderId}/review", new DecideReview { Approve = true, Reason = reason }, cancel);

    public void Dispose() => _http.Dispose();

    private async Task<TAnswer> Post<TAnswer>(string path, object body, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = JsonContent.Create(body),
            Headers = { { IdempotencyKey.Header, $"{Guid.NewGuid()}" } },
        };
        using var response = await _http.SendAsync(request, cancel);
        if (!response.IsSuccessStatusCode)
            throw new HttpRequestException(
                $"POST {path} was answered {(int)response.StatusCode}: "
                    + $"{await response.Content.ReadAsStringAsync(cancel)}"
            );
        return (await response.Content.ReadFromJsonAsync<TAnswer>(cancel))!;
    }
}
