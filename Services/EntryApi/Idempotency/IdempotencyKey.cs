using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace EventDriven.EntryApi.Idempotency;

/// <summary>
/// A client's name for a command, so that it can be sent again (draft-ietf-httpapi-idempotency-key-header). The same
/// key of another caller, or for another path, is another key.
/// </summary>
public sealed partial class IdempotencyKey
{
    public const string Header = "Idempotency-Key";

    public const int MaxLength = 100;

    /// <summary>A regular expression of .NET and of JSON Schema alike.</summary>
    internal const string Pattern = """^([A-Za-z0-9\-._~:/+=]{1,100}|"[A-Za-z0-9\-._~:/+=]{1,100}")$""";

    private readonly string _text;

    private IdempotencyKey(string text) => _text = text;

    /// <summary>
    /// Reads a string in double quotes, as in the draft (RFC 9651, section 3.3.3), or without, as many clients send it.
    /// </summary>
    public static Result<IdempotencyKey> Parse(string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
            return Wrong(
                "is missing. Send a new random value, such as a UUID, with each new command, "
                    + "and the same one when you send it again."
            );
        return Form().IsMatch(value.Trim())
            ? new IdempotencyKey(value.Trim().Trim('"'))
            : Wrong(
                $"must be 1 to {MaxLength} letters, digits or characters of -._~:/+=, "
                    + "such as \"8e03978e-40d5-43dd-bc93-6894a57f9324\"."
            );
    }

    /// <summary>
    /// The id of what a command creates: a UUID of version 8 (RFC 9562), always the same for the same caller, key and
    /// command. It is a primary key, so only one replica can insert the row.
    /// </summary>
    /// <param name="command">The method and the path.</param>
    public Guid IdFor(string caller, string command)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        // Unambiguous for any caller: neither the key nor the command contains a line break.
        SHA256.HashData(Encoding.UTF8.GetBytes($"{_text}\n{command}\n{caller}"), hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }

    private static Error Wrong(string wrong) => new(ErrorKind.IdempotencyKey, $"The header {Header} {wrong}");

    [GeneratedRegex(Pattern)]
    private static partial Regex Form();
}
