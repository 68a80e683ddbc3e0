using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EventDriven.EntryApi.Idempotency;

/// <summary>What a request said, in 32 bytes.</summary>
public static class Fingerprint
{
    // What a later version adds to a request, and this client leaves out, changes nothing.
    private static readonly JsonSerializerOptions Form = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>
    /// SHA-256 of the request as it was understood: its spaces and the order of its members do not matter. It is
    /// stored, and compared with that of a later version: members of requests keep their names and their order, and a
    /// test holds one against a fingerprint of old.
    /// </summary>
    public static byte[] Of<T>(T request) => SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request, Form));
}
