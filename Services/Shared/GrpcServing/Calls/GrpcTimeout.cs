using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace EventDriven.GrpcServing.Calls;

/// <summary>The header grpc-timeout: how long the client waits.</summary>
internal static class GrpcTimeout
{
    /// <summary>False when there is one that says nothing; true with null when there is none.</summary>
    public static bool TryRead(IHeaderDictionary headers, out TimeSpan? timeout)
    {
        timeout = null;
        if (!headers.TryGetValue("grpc-timeout", out var values))
            return true;
        if (
            values is not [{ Length: >= 2 and <= 9 } text]
            || !long.TryParse(
                text.AsSpan(0, text.Length - 1),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var amount
            )
        )
            return false;

        timeout = text[^1] switch
        {
            'H' => TimeSpan.FromTicks(amount * TimeSpan.TicksPerHour),
            'M' => TimeSpan.FromTicks(amount * TimeSpan.TicksPerMinute),
            'S' => TimeSpan.FromTicks(amount * TimeSpan.TicksPerSecond),
            'm' => TimeSpan.FromTicks(amount * TimeSpan.TicksPerMillisecond),
            'u' => TimeSpan.FromTicks(amount * TimeSpan.TicksPerMicrosecond),
            'n' => TimeSpan.FromTicks(amount / TimeSpan.NanosecondsPerTick),
            _ => null,
        };
        return timeout is not null;
    }
}
