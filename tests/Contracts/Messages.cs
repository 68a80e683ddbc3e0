using System.Collections.Immutable;
using EventDriven.Contracts;
using EventDriven.Contracts.Orders;
using MassTransit;
using Xunit;

namespace EventDriven.Contracts.Tests;

/// <summary>
/// The types of the contracts assembly, sorted: messages go over the broker; parts are what messages are made of.
/// </summary>
internal static class Messages
{
    public static ImmutableArray<Type> All { get; } =
    [
        .. Types()
            .Where(type => Names(type).Any(name => name is not null))
            .OrderBy(type => type.FullName, StringComparer.Ordinal),
    ];

    public static ImmutableArray<Type> Parts { get; } =
    [.. All.SelectMany(Reachable).Distinct().Except(All).OrderBy(type => type.FullName, StringComparer.Ordinal)];

    /// <summary>
    /// All but the names that messages, queues and databases contain, and the order of the warm-up, which makes
    /// messages.
    /// </summary>
    public static IEnumerable<Type> Types() =>
        typeof(Queues)
            .Assembly.GetExportedTypes()
            .Except([typeof(Queues), typeof(OrderStates), typeof(OrderStep), typeof(OrderAction), typeof(Epochs)])
            .Except([typeof(WarmUpOrder)]);

    public static TheoryData<Type> Each() => [.. All];

    public static TheoryData<Type> EachAndPart() => [.. All, .. Parts];

    public static string?[] Names(Type type) =>
        [
            Attribute<EntityNameAttribute>(type)?.EntityName,
            Attribute<MessageUrnAttribute>(type)?.Urn.ToString(),
            Attribute<FaultEntityNameAttribute>(type)?.EntityName,
        ];

    private static T? Attribute<T>(Type type)
        where T : Attribute => (T?)System.Attribute.GetCustomAttribute(type, typeof(T), inherit: false);

    private static IEnumerable<Type> Reachable(Type type) =>
        type.GetProperties()
            .Select(property => ElementOf(property.PropertyType) ?? property.PropertyType)
            .Where(property => property.Assembly == typeof(Queues).Assembly)
            .SelectMany(property => Reachable(property).Append(property));

    /// <summary>What a list is a list of; null when the type is no list.</summary>
    public static Type? ElementOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)
            ? type.GetGenericArguments()[0]
            : null;
}
