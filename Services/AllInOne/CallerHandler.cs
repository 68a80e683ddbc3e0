using System.Net.Http.Headers;
using EventDriven.EntryApi.Idempotency;

namespace EventDriven.AllInOne;

/// <summary>
/// What every request of a client carries: its token, and for each command a key that makes a repetition harmless.
/// </summary>
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
