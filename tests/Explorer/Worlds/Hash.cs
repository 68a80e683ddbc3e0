using System.Collections.Concurrent;
using System.Reflection;
using EventDriven.Contracts;

namespace EventDriven.Explorer.Worlds;

/// <summary>A hash of 64 bits: among a million worlds, two have the same by chance once in ten million runs.</summary>
internal struct Hash
{
    // Made by the parties, random and never compared, or a text for people.
    private static readonly string[] Opaque =
    [
        "AuthorisationId",
        "CaptureId",
        "TrackingNumber",
        "Cause",
        "Message",
        "Email",
    ];

    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Properties = [];

    private ulong _value;

    public readonly ulong Value => _value;

    public void Add(ulong value) => _value = Mix(_value * 31 + value);

    public void Add(int value) => Add((ulong)value);

    public void Add(bool value) => Add(value ? 1UL : 2UL);

    public void Add(string? value) => Add(Of(value));

    public static ulong Of(string? text)
    {
        var hash = 14695981039346656037UL;
        foreach (var character in text ?? "\0")
            hash = (hash ^ character) * 1099511628211UL;
        return Mix(hash);
    }

    public static ulong Of(params ReadOnlySpan<ulong> values)
    {
        var hash = new Hash();
        foreach (var value in values)
            hash.Add(value);
        return hash.Value;
    }

    /// <summary>Of texts, numbers and amounts; neither of ids nor of times.</summary>
    public static ulong OfContent(object message)
    {
        var hash = new Hash();
        hash.Add(message.GetType().Name);
        foreach (var property in Properties.GetOrAdd(message.GetType(), Compared))
            hash.Add(property.GetValue(message)?.ToString());
        return hash.Value;
    }

    private static PropertyInfo[] Compared(Type type) =>
        [
            .. type.GetProperties()
                .Where(property =>
                    (property.PropertyType == typeof(string) && !Opaque.Contains(property.Name))
                    || property.PropertyType == typeof(int)
                    || property.PropertyType == typeof(Money)
                ),
        ];

    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9UL;
        value = (value ^ (value >> 27)) * 0x94d049bb133111ebUL;
        return value ^ (value >> 31);
    }
}
