using System.Text.Encodings.Web;
using System.Text.Json;

namespace EventDriven.Operations.Failed;

/// <summary>
/// How JSON is written for people to read: what is not ASCII stays as it is. Pages encode it for HTML themselves.
/// </summary>
internal static class Json
{
    /// <summary>On one line.</summary>
    public static readonly JsonSerializerOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>On a line for each value.</summary>
    public static readonly JsonSerializerOptions Indented = new(Readable) { WriteIndented = true };
}
