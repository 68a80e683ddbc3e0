namespace Grpc.Core;

/// <summary>How a call ended, in a code and in words.</summary>
/// <param name="statusCode">The code.</param>
/// <param name="detail">The words, for the client's developer; empty when there are none.</param>
public readonly struct Status(StatusCode statusCode, string detail)
{
    /// <summary>The status of a call that succeeded.</summary>
    public static readonly Status DefaultSuccess = new(StatusCode.OK, "");

    /// <summary>The code.</summary>
    public StatusCode StatusCode { get; } = statusCode;

    /// <summary>The words.</summary>
    public string Detail => detail ?? "";

    /// <summary>Both, for logs.</summary>
    public override string ToString() => $"{StatusCode}: {Detail}";
}
