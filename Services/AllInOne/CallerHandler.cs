using System.Net.Http.Headers;
using EventDriven.EntryApi.Idempotency;

namespace EventDriven.AllInOne;

/// <summary>Adds the token to each request, and an idempotency key to each command.</summary>
internal sealed class CallerHandler(string? token) : DelegatingHandler(new SocketsHttpHandler())
{
    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        if (token is not null)
            request.Headers.Authorization ??= new AuthenticationHeaderValue("Bearer", token);
        if (request.Method == HttpMethod.Post && !request.Headers.Contains(IdempotencyKey.Header))
            request.Headers.Add(IdempotencyKey.Header, $"{Guid.NewGuid()}");
        return base.SendAsync(request, cancellationToken);
    }
}
