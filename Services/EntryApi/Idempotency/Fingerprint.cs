using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EventDriven.EntryApi.Idempotency;

public static class Fingerprint
{
    // So members that a later version adds to a request, and a client leaves out, do not change its fingerprint.
    private static readonly JsonSerializerOptions Form = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>
    /// SHA-256 of the request as it was read, so white space and the order of members do not matter. It is stored and
    /// compared by later versions: the members of requests must keep their names and their order.
    /// </summary>
    public static byte[] Of<T>(T request) => SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request, Form));
}
