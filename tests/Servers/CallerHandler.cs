using System.Net.Http.Headers;

namespace EventDriven.TestServers;

/// <summary>
/// What every request of a test's client carries, unless the test has put it there itself: a token, and for each POST
/// an idempotency key of its own.
/// </summary>
/// <param name="token">Who calls; null for a stranger.</param>
/// <param name="inner">What sends the request.</param>
public sealed class CallerHandler(string? token, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const string IdempotencyKey = "Idempotency-Key";

    /// <summary>As the other, over a connection of its own.</summary>
    public CallerHandler(string? token)
        : this(token, new SocketsHttpHandler()) { }

    /// <inheritdoc />
    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        if (token is not null)
            request.Headers.Authorization ??= new AuthenticationHeaderValue("Bearer", token);
        if (request.Method == HttpMethod.Post && !request.Headers.Contains(IdempotencyKey))
            request.Headers.Add(IdempotencyKey, $"{Guid.NewGuid()}");
        return base.SendAsync(request, cancellationToken);
    }
}
