using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace EventDriven.Contracts.Tests;

/// <summary>Makes instances of contracts with every property set, or with every optional one left out.</summary>
internal static class Sample
{
    public static object Of(Type type, bool withOptional)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
            return "Grüße, 100 % \"ok\"\n";
        if (type == typeof(Guid))
            return Guid.Parse("0f8fad5b-d9cb-469f-a165-70867728950e");
        if (type == typeof(int))
            return 17;
        if (type == typeof(bool))
            return true;
        if (type == typeof(decimal))
            return 1234.50m;
        if (type == typeof(DateTimeOffset))
            return new DateTimeOffset(2026, 11, 22, 12, 34, 56, 789, TimeSpan.Zero);

        if (Messages.ElementOf(type) is { } element)
        {
            // A List, as the serialiser makes one: the comparison is of the types too.
            var items = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element))!;
            items.Add(Of(element, withOptional));
            items.Add(Of(element, withOptional));
            return items;
        }

        if (type.Assembly != typeof(Queues).Assembly)
            throw new NotSupportedException(
                $"{type} is new in the contracts: say here what one looks like, and in Schema what it is on the wire."
            );

        var instance = RuntimeHelpers.GetUninitializedObject(type);
        foreach (
            var property in type.GetProperties()
                .Where(property => property.CanWrite && (withOptional || IsRequired(property)))
        )
            property.SetValue(instance, Of(property.PropertyType, withOptional));
        return instance;
    }

    public static bool IsRequired(PropertyInfo property) => property.IsDefined(typeof(RequiredMemberAttribute));
}
