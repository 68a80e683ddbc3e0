using System.Security.Cryptography;
using System.Text.Json;

namespace EventDriven.Operations;

/// <summary>A UUID of version 8 (RFC 9562): a hash (SHA-256) of the given texts and content.</summary>
internal static class HashedId
{
    public static Guid Of(IReadOnlyList<string> parts, ReadOnlySpan<byte> content = default)
    {
        var digest = SHA256.HashData([.. JsonSerializer.SerializeToUtf8Bytes(parts), .. content]);
        digest[6] = (byte)((digest[6] & 0x0F) | 0x80);
        digest[8] = (byte)((digest[8] & 0x3F) | 0x80);
        return new Guid(digest.AsSpan(0, 16), bigEndian: true);
    }
}
