using System.Diagnostics;
using System.Globalization;
using EventDriven.EntryApi.Endpoints.Views;

namespace EventDriven.AllInOne.Demo;

/// <summary>One line per change, for files, pipes and terminals that cannot redraw.</summary>
internal static class PlainView
{
    public static Task Show(Func<Action<DemoOrder, TimelineEntryView>, Task> follow)
    {
        var clock = Stopwatch.StartNew();
        return follow(
            (order, entry) =>
            {
                var at = clock.Elapsed.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture);
                Console.WriteLine($"{at, 6} s  {order.Kind.Name, -22} {entry.State, -19} {entry.Cause}");
            }
        );
    }
}
