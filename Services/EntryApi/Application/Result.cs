using System.Diagnostics.CodeAnalysis;

namespace EventDriven.EntryApi.Application;

/// <summary>A value, or the error because of which there is none.</summary>
public sealed class Result<T>
    where T : class
{
    private readonly T? _value;
    private readonly Error? _error;

    private Result(T? value, Error? error) => (_value, _error) = (value, error);

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Error error) => new(null, error);

    public bool TryGet([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out Error? error)
    {
        (value, error) = (_value, _error);
        return value is not null;
    }
}
