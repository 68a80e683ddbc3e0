using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace EventDriven.TestServers;

/// <summary>Issues tokens for the entry API, as an identity provider would, with a key pair of its own.</summary>
public sealed class TokenIssuer : IDisposable
{
    private const string Issuer = "https://issuer.example.com";
    private const string Audience = "orders-api";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>The public part of its key, as PEM.</summary>
    public string PublicKey => _key.ExportSubjectPublicKeyInfoPem();

    /// <summary>The entry API's settings under which its tokens, and no others, are accepted.</summary>
    public IReadOnlyDictionary<string, string> Settings =>
        new Dictionary<string, string>
        {
            ["Authentication:Issuer"] = Issuer,
            ["Authentication:Audience"] = Audience,
            ["Authentication:PublicKey"] = PublicKey,
        };

    /// <summary>A customer's token.</summary>
    public string ForCustomer(string customerId) => Issue(Claims(customerId, "orders"));

    /// <summary>An operator's token.</summary>
    public string ForOperator() => Issue(Claims("an-operator", "orders.operate"));

    /// <summary>The claims of a good token, to be spoiled at will.</summary>
    public static JsonObject Claims(string subject, string scope) =>
        new()
        {
            ["iss"] = Issuer,
            ["aud"] = Audience,
            ["sub"] = subject,
            ["scope"] = scope,
            ["nbf"] = DateTimeOffset.UtcNow.AddMinutes(-1).ToUnixTimeSeconds(),
            ["exp"] = DateTimeOffset.UtcNow.AddHours(12).ToUnixTimeSeconds(),
        };

    /// <summary>A token of these claims, signed with its key.</summary>
    public string Issue(JsonObject claims) =>
        Sign(claims, "ES256", content => _key.SignData(content, HashAlgorithmName.SHA256));

    /// <summary>A token (RFC 7515, section 7.1) that somebody else signs, or nobody.</summary>
    public static string Sign(JsonObject claims, string algorithm, Func<byte[], byte[]> sign)
    {
        ArgumentNullException.ThrowIfNull(claims);
        ArgumentNullException.ThrowIfNull(sign);
        var header = new JsonObject { ["alg"] = algorithm, ["typ"] = "JWT" };
        var content = $"{Encode(header.ToJsonString())}.{Encode(claims.ToJsonString())}";
        return $"{content}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(content)))}";
    }

    /// <inheritdoc />
    public void Dispose() => _key.Dispose();

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
