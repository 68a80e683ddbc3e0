using System.Globalization;

namespace EventDriven.EntryApi.Endpoints.Conditions;

/// <summary><c>Prefer: wait=N</c> (RFC 7240, section 4.3).</summary>
internal static class Preference
{
    /// <summary>In seconds. Proxies usually allow requests to take longer.</summary>
    public const int LongestWait = 50;

    /// <summary>
    /// At most <see cref="LongestWait"/>; null if there is none. Unknown preferences are ignored (section 2).
    /// </summary>
    public static TimeSpan? Wait(HttpRequest request)
    {
        foreach (var preference in request.Headers["Prefer"].SelectMany(line => line?.Split(',') ?? []))
        {
            var parts = preference.Split(';')[0].Split('=', 2, StringSplitOptions.TrimEntries);
            if (parts is [var name, var value] && name.Equals("wait", StringComparison.OrdinalIgnoreCase))
            {
                // The first one counts (section 2).
                return uint.TryParse(value.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                    ? TimeSpan.FromSeconds(Math.Min(seconds, LongestWait))
                    : null;
            }
        }

        return null;
    }
}
