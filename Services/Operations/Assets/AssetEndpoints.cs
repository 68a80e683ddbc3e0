using System.Net.Mime;
using System.Security.Cryptography;
using Microsoft.AspNetCore.StaticFiles;

namespace EventDriven.Operations.Assets;

/// <summary>Serves the style sheets and the script from the assembly, whichever process hosts the service.</summary>
internal static class AssetEndpoints
{
    private static readonly FileExtensionContentTypeProvider ContentTypes = new();

    private static readonly Dictionary<string, (byte[] Content, string Version)> All = Read();

    /// <summary>Changes with the content, so browsers may cache the asset without a time limit.</summary>
    public static string Address(string name) => $"{OperationsService.Path}/assets/{All[name].Version}/{name}";

    public static void MapAssets(this IEndpointRouteBuilder endpoints) =>
        endpoints
            .MapGet($"{OperationsService.Path}/assets/{{version}}/{{**name}}", (string name, HttpContext context) =>
            {
                if (!All.TryGetValue(name, out var asset))
                    return Results.NotFound();

                context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
                return Results.Bytes(
                    asset.Content,
                    ContentTypes.TryGetContentType(name, out var type) ? type : MediaTypeNames.Application.Octet
                );
            })
            .AllowAnonymous()
            .ExcludeFromDescription();

    private static Dictionary<string, (byte[], string)> Read()
    {
        const string folder = "assets/";
        var assembly = typeof(AssetEndpoints).Assembly;
        return assembly
            .GetManifestResourceNames()
            .Where(name => name.StartsWith(folder, StringComparison.Ordinal))
            .ToDictionary(
                name => name[folder.Length..],
                name =>
                {
                    using var stream = assembly.GetManifestResourceStream(name)!;
                    var content = new byte[stream.Length];
                    stream.ReadExactly(content);
                    return (content, Convert.ToHexStringLower(SHA256.HashData(content))[..12]);
                }
            );
    }
}
