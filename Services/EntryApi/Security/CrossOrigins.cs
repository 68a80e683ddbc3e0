using EventDriven.ServiceDefaults;

namespace EventDriven.EntryApi.Security;

/// <summary>
/// The web pages that may call this API from a browser; setting <c>Cors:Origins</c>, a list. None unless it is set.
/// </summary>
internal static class CrossOrigins
{
    private const string Setting = "Cors:Origins";

    /// <summary>The origins, as browsers write them.</summary>
    /// <exception cref="StartRefusedException">One of them is no origin.</exception>
    public static string[] Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(Setting);
        var origins = section.Value?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            ?? section.Get<string[]>()
            ?? [];
        return Array.Find(origins, origin => !IsOrigin(origin)) is { } wrong
            ? throw new StartRefusedException(
                $"The setting {Setting} names '{wrong}': an origin is scheme, host and port alone, "
                    + "such as https://shop.example.com."
            )
            : origins;
    }

    // A path, a trailing slash or a capital would make one that never equals what a browser sends.
    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
        && address.GetLeftPart(UriPartial.Authority) == text
        && address.UserInfo.Length == 0;
}
