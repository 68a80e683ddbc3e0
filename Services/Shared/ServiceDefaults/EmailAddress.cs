using System.Text.RegularExpressions;

namespace EventDriven.ServiceDefaults;

/// <summary>
/// The rule for e-mail addresses, the same for accepting an order and sending mail. In ASCII, a dot-atom before the @
/// and a domain of two or more labels after it (RFC 5321, section 4.1.2). Quoted local parts, address literals and
/// display names are not accepted.
/// </summary>
public static partial class EmailAddress
{
    /// <summary>In characters (RFC 5321, section 4.5.3.1.3, without the angle brackets).</summary>
    public const int MaxLength = 254;

    /// <summary>A regular expression for both .NET and JSON Schema.</summary>
    public const string Pattern =
        "^(?=[^@]{1,64}@)"
        + "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
        + "@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+"
        + "[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])$";

    /// <summary>Whether mail can be sent to the address.</summary>
    public static bool IsValid(string text) =>
        // In .NET, $ matches before a line feed at the end too.
        text.Length <= MaxLength
        && !text.EndsWith('\n')
        && Form().IsMatch(text);

    [GeneratedRegex(Pattern)]
    private static partial Regex Form();
}
