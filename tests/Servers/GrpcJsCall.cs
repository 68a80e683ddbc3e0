namespace EventDriven.TestServers;

/// <summary>One call, as client/call.js takes it.</summary>
/// <param name="Method">A method of the service; null with a path.</param>
/// <param name="Request">The request, as JSON.</param>
/// <param name="TextLength">Instead of a request: one with a text of so many characters.</param>
/// <param name="Metadata">Names and values; base64 where a name ends in -bin.</param>
/// <param name="Deadline">Milliseconds from now.</param>
/// <param name="Path">Instead of a method: <c>/service/method</c>, which need not be in the .proto.</param>
public sealed record GrpcJsCall(
    string? Method,
    object? Request = null,
    int? TextLength = null,
    Dictionary<string, string>? Metadata = null,
    int? Deadline = null,
    string? Path = null
);
