using EventDriven.EntryApi.Endpoints.Problems;
using FluentValidation.Results;

namespace EventDriven.EntryApi.Application;

/// <summary>Why a request had no effect, for REST and gRPC.</summary>
/// <param name="detail">What happened and what to do; by default the text of the kind.</param>
public sealed class Error(ErrorKind kind, string? detail = null)
{
    public ErrorKind Kind => kind;

    public string Detail { get; } = detail ?? ProblemTypes.All[kind].Detail;

    /// <summary>What is wrong with each field, by its name in JSON; null if no field is wrong.</summary>
    public Dictionary<string, string[]>? Fields { get; private init; }

    /// <summary>In seconds; null if a retry makes no sense.</summary>
    public int? RetryAfter { get; init; }

    public static Error Field(ErrorKind kind, string name, string wrong) =>
        new(kind) { Fields = new() { [name] = [wrong] } };

    public static Error Invalid(ValidationResult result) =>
        new(ErrorKind.InvalidRequest)
        {
            Fields = result
                .Errors.GroupBy(failure => InJson(failure.PropertyName))
                .ToDictionary(field => field.Key, field => field.Select(failure => failure.ErrorMessage).ToArray()),
        };

    public static Error TooManyStreams() => new(ErrorKind.TooManyStreams) { RetryAfter = 10 };

    public static Error Unavailable(string detail) =>
        new(ErrorKind.Unavailable, $"{detail} Ask again after as many seconds as Retry-After says.") { RetryAfter = 5 };

    // "Lines[0].Quantity" is lines[0].quantity in the client's JSON.
    private static string InJson(string property) =>
        string.Join('.', property.Split('.').Select(name => char.ToLowerInvariant(name[0]) + name[1..]));
}
