using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EventDriven.Security;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace EventDriven.Operations.TryIt;

/// <summary>
/// A client of the entry API for the buttons of "Try it", with tokens of the development key. The address is
/// <c>EntryApi:Url</c>; by default this process if it hosts the API, else http://localhost:8080.
/// </summary>
public sealed class EntryApiClient(
    IConfiguration configuration,
    IOptions<AuthenticationSettings> authentication,
    IServer server,
    IReadOnlyList<IServiceModule> modules
) : IDisposable
{
    public const int Burst = 100;

    /// <summary>Several customers share the API's rate limit.</summary>
    private const int Customers = 10;

    private static readonly TimeSpan CancelWithin = TimeSpan.FromSeconds(3);

    private static readonly Regex AnyAddress = new(@"//(\*|\+|0\.0\.0\.0|\[::\])");

    private readonly HttpClient _http = new(new TlsFiles(configuration).CreateHandler())
    {
        Timeout = TimeSpan.FromSeconds(15),
    };

    public bool IsDevelopment => authentication.Value.UsesDevelopmentKey;

    private Uri Address =>
        configuration["EntryApi:Url"] switch
        {
            { Length: > 0 } text => Uri.TryCreate(text, UriKind.Absolute, out var address)
                ? address
                : throw new EntryApiException(
                    $"The setting EntryApi:Url is '{text}'; it must be an address such as http://localhost:8080."
                ),
            _ => new Uri(
                modules.Any(module => module.Name == "entry-api")
                && server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() is { } own
                    ? AnyAddress.Replace(own, "//localhost")
                    : "http://localhost:8080"
            ),
        };

    /// <summary>
    /// Places one order, and cancels it midway if its kind says so. An order in review waits for the operator.
    /// </summary>
    /// <exception cref="EntryApiException">The API refused it.</exception>
    public async Task<Guid> Place(OrderKind kind, CancellationToken cancel)
    {
        const string customer = "try-it";
        var order = await Post("/orders", customer, Body(kind, customer, await Products(customer, cancel)), cancel);
        var orderId = (Guid)order["orderId"]!;
        if (kind.CancelledIn is { } state)
        {
            await Reaches($"/orders/{orderId}", customer, state, cancel);
            await Post(
                $"/orders/{orderId}/cancellation",
                customer,
                new { reason = "found it cheaper elsewhere" },
                cancel
            );
        }

        return orderId;
    }

    /// <summary>Places a burst; every third order is of the next kind, the others complete.</summary>
    /// <exception cref="EntryApiException">The API refused one; others may have been placed.</exception>
    public async Task PlaceBurst(CancellationToken cancel)
    {
        var products = await Products("try-it", cancel);
        await Parallel.ForAsync(
            0,
            Burst,
            new ParallelOptions { MaxDegreeOfParallelism = Customers, CancellationToken = cancel },
            async (number, stop) =>
            {
                var customer = $"try-it-{number % Customers}";
                var kind = number % 3 == 0 ? OrderKind.All[number / 3 % OrderKind.All.Count] : OrderKind.All[0];
                await Post("/orders", customer, Body(kind, customer, products), stop);
            }
        );
    }

    public void Dispose() => _http.Dispose();

    private static object Body(OrderKind kind, string customer, JsonArray products)
    {
        var byAvailability = products.OrderBy(product => (int)product!["available"]!).ToList();
        var product = (kind.WantsMoreThanThereIs ? byAvailability[0] : byAvailability[^1])!;
        var quantity = kind.WantsMoreThanThereIs ? (int)product["available"]! + 1 : 1;
        return new
        {
            customerId = customer,
            email = "ada@example.com",
            lines = new[] { new { sku = (string)product["sku"]!, quantity } },
            payment = new { token = kind.Token },
            shipTo = new
            {
                name = "Ada",
                street = "Main Street 1",
                city = "Berlin",
                postalCode = kind.PostalCode,
                country = "DE",
            },
        };
    }

    private async Task<JsonArray> Products(string customer, CancellationToken cancel) =>
        (JsonArray)await Send(HttpMethod.Get, "/products", customer, null, cancel);

    private Task<JsonNode> Post(string path, string customer, object body, CancellationToken cancel) =>
        Send(HttpMethod.Post, path, customer, body, cancel);

    private async Task Reaches(string path, string customer, string state, CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timeout.CancelAfter(CancelWithin);
        try
        {
            while ((string?)(await Send(HttpMethod.Get, path, customer, null, timeout.Token))["state"] != state)
                await timer.WaitForNextTickAsync(timeout.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // The state was not reached in time.
        }
    }

    private async Task<JsonNode> Send(
        HttpMethod method,
        string path,
        string customer,
        object? body,
        CancellationToken cancel
    )
    {
        var address = Address;
        using var request = new HttpRequestMessage(method, new Uri(address, path));
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            authentication.Value.IssueDevelopmentToken(customer, Scopes.Orders)
        );
        if (body is not null)
        {
            request.Headers.Add("Idempotency-Key", $"{Guid.NewGuid()}");
            request.Content = JsonContent.Create(body);
        }

        try
        {
            using var answer = await _http.SendAsync(request, cancel);
            if (!answer.IsSuccessStatusCode)
                throw new EntryApiException(
                    $"The entry API at {address} answered {method} {path} with {await Problem(answer, cancel)}"
                );
            return (await answer.Content.ReadFromJsonAsync<JsonNode>(cancel))!;
        }
        catch (Exception exception)
            when (exception is HttpRequestException or JsonException
                || (exception is OperationCanceledException && !cancel.IsCancellationRequested)
            )
        {
            throw new EntryApiException(
                $"The entry API at {address} does not answer ({exception.GetBaseException().Message}). "
                    + "Start it, or set EntryApi:Url to its address."
            );
        }
    }

    private static async Task<string> Problem(HttpResponseMessage answer, CancellationToken cancel)
    {
        var status = $"{(int)answer.StatusCode}";
        if (answer.StatusCode == HttpStatusCode.Unauthorized)
            return $"{status}: it does not accept tokens of the development key.";
        return
            answer.Content.Headers.ContentType?.MediaType == "application/problem+json"
            && await answer.Content.ReadFromJsonAsync<JsonNode>(cancel) is { } problem
            ? $"{status}: {problem["detail"] ?? problem["title"]}"
            : $"{status}.";
    }
}

/// <summary>The entry API refused an order; the message is a sentence for the operator.</summary>
public sealed class EntryApiException(string message) : Exception(message);
