using System.Text.Encodings.Web;
using System.Text.Json;

namespace EventDriven.Operations.Failed;

/// <summary>JSON for people: characters outside ASCII are not escaped. Pages encode it for HTML.</summary>
internal static class Json
{
    public static readonly JsonSerializerOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static readonly JsonSerializerOptions Indented = new(Readable) { WriteIndented = true };
}
