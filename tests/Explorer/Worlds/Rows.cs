using System.Reflection;
using EventDriven.Sagas;

namespace EventDriven.Explorer.Worlds;

/// <summary>Copies rows, as reading them from a database does.</summary>
internal static class Rows
{
    private static readonly Func<object, object> Clone = typeof(object)
        .GetMethod("MemberwiseClone", BindingFlags.Instance | BindingFlags.NonPublic)!
        .CreateDelegate<Func<object, object>>();

    private static readonly PropertyInfo[] OrderColumns =
    [
        .. typeof(OrderState).GetProperties().Where(property => property.SetMethod is { IsPublic: true }),
    ];

    /// <summary>A row whose columns are values.</summary>
    public static T Copy<T>(T row)
        where T : class => (T)Clone(row);

    public static List<T> Copy<T>(List<T> rows)
        where T : class => rows.ConvertAll(Copy);

    /// <summary>As the repository loads it: without the history.</summary>
    public static OrderState CopyOrder(OrderState order)
    {
        var copy = new OrderState();
        foreach (var column in OrderColumns)
            column.SetValue(copy, column.GetValue(order));
        return copy;
    }
}
