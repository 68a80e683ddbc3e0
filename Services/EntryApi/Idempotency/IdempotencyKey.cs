using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace EventDriven.EntryApi.Idempotency;

/// <summary>
/// The name that a client gives to one command, so that it can be sent again over a bad network: header
/// <c>Idempotency-Key</c> of draft-ietf-httpapi-idempotency-key-header. A key is the caller's own: two callers may use
/// the same, and so may two different paths.
/// </summary>
public readonly partial record struct IdempotencyKey
{
    /// <summary>The header's name.</summary>
    public const string Header = "Idempotency-Key";

    /// <summary>The most characters of a key.</summary>
    public const int MaxLength = 100;

    /// <summary>A key, bare or in double quotes, as a regular expression of .NET and of JSON Schema alike.</summary>
    internal const string Pattern = """^([A-Za-z0-9\-._~:/+=]{1,100}|"[A-Za-z0-9\-._~:/+=]{1,100}")$""";

    private readonly string _text;

    private IdempotencyKey(string text) => _text = text;

    /// <summary>
    /// Reads the header's value: a string in double quotes, as the draft has it (RFC 9651, section 3.3.3), or the same
    /// bare, as many clients send it. Null when it is neither, with what is wrong.
    /// </summary>
    /// <param name="value">The header's value; null when it was not sent.</param>
    /// <param name="wrong">What is wrong with it, in words that follow its name.</param>
    public static IdempotencyKey? Parse(string? value, out string wrong)
    {
        wrong = "";
        if (string.IsNullOrWhiteSpace(value))
            wrong =
                "is missing. Send a new random value, such as a UUID, with each new command, "
                + "and the same one when you send it again.";
        else if (!Form().IsMatch(value.Trim()))
            wrong =
                $"must be 1 to {MaxLength} letters, digits or characters of -._~:/+=, "
                + "such as \"8e03978e-40d5-43dd-bc93-6894a57f9324\".";
        else
            return new IdempotencyKey(value.Trim().Trim('"'));
        return null;
    }

    /// <summary>
    /// The id of what this key names, the same each time: a UUID of version 8 (RFC 9562) made of SHA-256. What is
    /// stored under it, under a primary key, is stored once, whichever replica is asked, however often and for as long
    /// as it is kept.
    /// </summary>
    /// <param name="caller">Who calls.</param>
    /// <param name="command">What for: the method and the path.</param>
    public Guid IdFor(string caller, string command)
    {
        ArgumentNullException.ThrowIfNull(caller);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        // The key has no line breaks, and the command has no such line as ends it: whatever the caller is called, no
        // two triples read the same.
        SHA256.HashData(Encoding.UTF8.GetBytes($"{_text}\n{command}\n{caller}"), hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }

    /// <inheritdoc />
    public override string ToString() => _text;

    [GeneratedRegex(Pattern)]
    private static partial Regex Form();
}
