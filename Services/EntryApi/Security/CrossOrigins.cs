using EventDriven.ServiceDefaults;

namespace EventDriven.EntryApi.Security;

/// <summary>The origins whose pages may call this API from a browser; by default none.</summary>
internal static class CrossOrigins
{
    private const string Setting = "Cors:Origins";

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

    // With a path, a trailing slash or a capital it would never equal what a browser sends.
    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
        && address.GetLeftPart(UriPartial.Authority) == text
        && address.UserInfo.Length == 0;
}
