using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EventDriven.EntryApi.Idempotency;

public static class Fingerprint
{
    // So that members that a later version adds, and a client leaves out, do not change the fingerprint.
    private static readonly JsonSerializerOptions Form = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>
    /// SHA-256 of the request as it was read, so white space and the order of members do not matter. Later versions
    /// compare it: the members of requests must keep their names and their order.
    /// </summary>
    public static byte[] Of<T>(T request) => SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request, Form));
}
