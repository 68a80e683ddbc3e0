using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using EventDriven.EntryApi.Endpoints.Problems;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace EventDriven.EntryApi.Security;

/// <summary>
/// Limits requests by the token's subject, or by address without a valid token. So guessing tokens is limited too, and
/// does not block callers with a token at the same address.
/// </summary>
internal sealed class RateLimits(IOptions<RateLimitSettings> settings) : IConfigureOptions<RateLimiterOptions>
{
    private static readonly TimeSpan AtLeast = TimeSpan.FromSeconds(1);

    public void Configure(RateLimiterOptions options)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, (string? Caller, IPAddress? Address)>(
            context =>
                context.User.FindFirst("sub") is { } caller
                    ? Bucket((caller.Value, null), settings.Value.PerSecond, settings.Value.Burst)
                    : Bucket(
                        (null, Network(context.Connection.RemoteIpAddress)),
                        settings.Value.AnonymousPerSecond,
                        settings.Value.AnonymousBurst
                    )
        );
        options.OnRejected = static async (rejected, _) =>
        {
            var wait =
                rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var time) && time > AtLeast ? time : AtLeast;
            await Problem.Answer(
                rejected.HttpContext,
                new Error(ErrorKind.RateLimited) { RetryAfter = (int)Math.Ceiling(wait.TotalSeconds) }
            );
        };
    }

    private static RateLimitPartition<(string?, IPAddress?)> Bucket(
        (string?, IPAddress?) who,
        double perSecond,
        int burst
    ) => RateLimitPartition.GetTokenBucketLimiter(who, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = burst,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1 / perSecond),
            QueueLimit = 0,
        });

    // An owner of one IPv6 address has a whole /64.
    private static IPAddress? Network(IPAddress? address)
    {
        if (address is not { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false })
            return address?.MapToIPv4();

        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, 8, 8);
        return new IPAddress(bytes);
    }
}
